/** The program of a worker process that trains and judges on the test part: for `lossc transfer` alone. */

import { runTransferJob } from "../../train/transfer-job.ts";
import { serveTraining } from "../workers/serve-training.ts";

serveTraining(runTransferJob);
