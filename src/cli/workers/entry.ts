/** The program of a worker process that trains and validates. */

import { runJob } from "../../train/run-job.ts";
import { serveTraining } from "./serve-training.ts";

serveTraining(runJob);
