/** A process with two busy workers, for a test that kills it. */

import { fileURLToPath } from "node:url";
import { createPool } from "../../../src/cli/workers/pool.ts";
import { startProgram } from "../../../src/cli/workers/training.ts";
import type { OddJob } from "./odd-worker.ts";

const pids: number[] = [];
const pool = createPool<OddJob, string, number>({
  size: 2,
  start: () => {
    const child = startProgram(fileURLToPath(new URL("./odd-worker.ts", import.meta.url)));
    pids.push(child.pid!);
    return child;
  },
});
let begun = 0;
for (const _ of [1, 2]) {
  void pool.run(
    { kind: "wait" },
    { onUpdate: () => ++begun === 2 && process.stdout.write(`workers ${pids.join(" ")}\n`) },
  );
}
