/** The C loops: compiled with gcc where it is found, then run as processes that time themselves. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Worker } from "../worker.ts";
import type { KernelSpec } from "./cases.ts";

const SOURCE = fileURLToPath(new URL("../c/kernels.c", import.meta.url));

/** -ffast-math lets gcc call the vector versions of log, exp and erf in glibc's libmvec. */
export const FLAGS = {
  plain: ["-O3", "-march=native"],
  fast: ["-O3", "-march=native", "-ffast-math"],
} as const;

/** The executable's path; throws with gcc's words. */
function compile(flags: keyof typeof FLAGS, folder: string): string {
  const executable = join(folder, `kernels-${flags}`);
  const { error, status, stderr } = spawnSync("gcc", [...FLAGS[flags], SOURCE, "-o", executable, "-lm"], {
    encoding: "utf8",
  });
  if (error !== undefined) throw new Error("gcc is not here");
  if (status !== 0) throw new Error(`gcc: ${stderr.trim().split("\n")[0]}`);
  return executable;
}

export type NativeSpec = KernelSpec & { readonly flags: keyof typeof FLAGS; readonly copies?: true };

export function createNative(folder: string): Worker<NativeSpec, number | undefined> {
  let executable: string | undefined;
  let child: ChildProcess | undefined;
  let lines: AsyncIterator<string> | undefined;

  async function nextLine(): Promise<string> {
    const { value, done } = await lines!.next();
    if (done) throw new Error("its process ended");
    return value;
  }

  async function stop(): Promise<void> {
    if (child === undefined) return;
    const ended = child.exitCode === null ? once(child, "exit") : undefined;
    child.stdin?.end();
    await ended;
    child = undefined;
  }

  return {
    async prepare({ name, shape, files, flags, copies }) {
      executable ??= compile(flags, folder);
      await stop();
      const { y, labels, prediction, gradient } = files;
      const args = [copies ? "copy" : name, `${shape.batch}`, `${shape.classes}`, y, labels, prediction, gradient];
      child = spawn(executable, args, { stdio: ["pipe", "pipe", "ignore"] });
      lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
      const loss = Number(await nextLine());
      return copies ? undefined : loss;
    },
    async time(iterations) {
      child?.stdin?.write(`${iterations}\n`);
      return Number(await nextLine());
    },
    stop: () => void stop(),
  };
}
