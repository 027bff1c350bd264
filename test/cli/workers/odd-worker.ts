/** A worker process for the tests of the pool: it does what its jobs say, dying included. */

import { existsSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { serve } from "../../../src/cli/workers/serve.ts";

export type OddJob =
  | { readonly kind: "double"; readonly value: number; readonly milliseconds?: number }
  | { readonly kind: "who" }
  | { readonly kind: "die" }
  | { readonly kind: "exhaust" }
  /** Dies unless the file is there, and makes it. */
  | { readonly kind: "die-once"; readonly file: string }
  | { readonly kind: "throw"; readonly message: string }
  /** Hears nothing any more. */
  | { readonly kind: "spin" }
  /** Ends by an abort alone. */
  | { readonly kind: "wait" };

serve<OddJob, string, number>(async (job, { onUpdate, signal }) => {
  onUpdate(`${job.kind} begins`);
  switch (job.kind) {
    case "double":
      await sleep(job.milliseconds ?? 0);
      return 2 * job.value;
    case "who":
      return process.pid;
    case "die":
      process.kill(process.pid, "SIGKILL");
      return sleep(10_000, 0);
    case "exhaust":
      process.stderr.write("FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n");
      return process.exit(134);
    case "die-once":
      if (existsSync(job.file)) return 1;
      writeFileSync(job.file, "");
      process.kill(process.pid, "SIGKILL");
      return sleep(10_000, 0);
    case "throw":
      throw new RangeError(job.message);
    case "spin":
      for (;;);
    case "wait":
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error("aborted in the worker")));
      });
  }
});
