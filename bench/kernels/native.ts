/** The C kernels: compiled with gcc where it is found, then run as processes that time themselves. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Worker } from "../worker.ts";
import { type CaseName, type Form, isSparse, type KernelSpec, type Shape } from "./cases.ts";

const SOURCES = ["kernels", "cross_entropy", "focal", "bi_tempered", "evolved"].map((name) =>
  fileURLToPath(new URL(`../c/${name}.c`, import.meta.url)),
);

/** -ffast-math lets gcc call the functions of glibc's libmvec, which has one for each width of vectors. */
const FLAGS = {
  scalar: ["-O3", "-march=native", "-fno-tree-vectorize"],
  vectorized: ["-O3", "-march=native", "-ffast-math"],
  vectorized128: ["-O3", "-march=native", "-ffast-math", "-mprefer-vector-width=128"],
} as const;

export type Build = keyof typeof FLAGS;

/** The executable's path; throws with gcc's words. */
function compile(build: Build, folder: string): string {
  const executable = join(folder, `kernels-${build}`);
  const { error, status, stderr } = spawnSync("gcc", [...FLAGS[build], ...SOURCES, "-o", executable, "-lm"], {
    encoding: "utf8",
  });
  if (error !== undefined) throw new Error("gcc is not here");
  if (status !== 0) throw new Error(`gcc: ${stderr.trim().split("\n")[0]}`);
  return executable;
}

const BYTES = 4;

/** The least memory traffic of a row, as a command of the executable: how it is moved, and how many bytes. */
interface Floor {
  readonly command: "copy" | "fill";
  readonly bytes: number;
  readonly note: string;
}

/** Each number that a kernel must read and write, once. A copy of n bytes reads n and writes n. */
export function floorOf(name: CaseName, form: Form, { batch, classes }: Shape): Floor {
  const row = BYTES * batch * classes;
  const isInteger = form.labels === "integer";
  if (isSparse(name, form) && isInteger) return { command: "fill", bytes: row, note: "memset of the gradient" };
  if (isSparse(name, form) || isInteger)
    return { command: "copy", bytes: row, note: "memcpy: 4 bytes read, 4 written" };
  return { command: "copy", bytes: 1.5 * row, note: "memcpy: 6 bytes read, 6 written" };
}

/** The arguments of a kernel's process. */
function kernelArguments({ name, prediction, labels, shape, files }: KernelSpec): string[] {
  const kernel = `${name.replace("-", "_")}_of_${prediction}${labels === "integer" ? "_labelled" : ""}`;
  return [kernel, `${shape.batch}`, `${shape.classes}`, files.y, files.labels, files.prediction, files.gradient];
}

/** `floor`: not the kernel, but the least memory traffic. */
export type NativeSpec = KernelSpec & { readonly build: Build; readonly floor?: true };

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
    async prepare(spec) {
      executable ??= compile(spec.build, folder);
      await stop();
      const { command, bytes } = floorOf(spec.name, spec, spec.shape);
      child = spawn(executable, spec.floor ? [command, `${bytes}`] : kernelArguments(spec), {
        stdio: ["pipe", "pipe", "ignore"],
      });
      lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
      const loss = Number(await nextLine());
      return spec.floor ? undefined : loss;
    },
    async time(iterations) {
      child?.stdin?.write(`${iterations}\n`);
      return Number(await nextLine());
    },
    stop: () => void stop(),
  };
}
