/** A process that has used WebGPU ends, and ends as it means to, whether or not it gave the GPU back. */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../cli/run.ts";
import { whyNoGpu } from "./software-gpu.ts";

const reason = await whyNoGpu();
const PROGRAM = fileURLToPath(new URL("webgpu-program.ts", import.meta.url));
const TIME_LIMIT = 60_000;

describe.skipIf(reason !== undefined)(`a process${reason === undefined ? "" : ` (skipped: ${reason})`}`, () => {
  test.each([
    ["release", 0, ""],
    ["nothing", 0, ""],
    ["exit", 3, ""],
    ["throw", 1, "on purpose"],
  ])("%s", (ending, code, message) => {
    const args = ["--expose-gc", "--import", "tsx", PROGRAM, ending];
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: ROOT,
      encoding: "utf8",
      timeout: TIME_LIMIT,
    });
    expect([status, signal]).toEqual([code, null]);
    expect(JSON.parse(stdout)).toEqual({ sum: [3], gpu: true });
    expect(stderr).toContain(message);
  });
});
