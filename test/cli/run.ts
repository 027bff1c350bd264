/** Arguments of the command line go in; its exit code and what it prints come out, run in this process or in one of its own. */

import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { main } from "../../src/cli/main.ts";

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const EXAMPLES = join(ROOT, "examples");

/** Runs a command in this process. */
export async function lossc(...args: readonly string[]): Promise<Ended> {
  const { code, out, err } = await losscOnScreen(args);
  return { code, out, err };
}

/** The same, with what it prints as a terminal shows it: both streams in one. */
export async function losscOnScreen(args: readonly string[]): Promise<Ended & { readonly screen: string }> {
  const written = { out: "", err: "", screen: "" };
  const { stdout, stderr } = process;
  const original = { out: stdout.write, err: stderr.write };
  const capture =
    (name: "out" | "err"): typeof stdout.write =>
    (chunk: string | Uint8Array) => {
      const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("latin1");
      written[name] += text;
      written.screen += text;
      return true;
    };
  stdout.write = capture("out");
  stderr.write = capture("err");
  try {
    return { code: await main(args), ...written };
  } finally {
    stdout.write = original.out;
    stderr.write = original.err;
  }
}

/** A folder that goes away with the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lossc cli é-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Bundles the executable as `npm run build` does. */
export function buildExecutable(): { readonly path: string; readonly remove: () => void } {
  const folder = join(ROOT, ".scratch", `cli-${process.pid}`);
  const built = spawnSync(process.execPath, ["--import", "tsx", "tools/bundle-cli.ts", folder], { cwd: ROOT });
  if (built.status !== 0) throw new Error(`the executable cannot be built: ${built.stderr}`);
  return { path: join(folder, "lossc.js"), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has printed so far. */
  readonly printed: () => Pick<Ended, "out" | "err">;
}

/** Starts an executable in a process of its own. */
export function start(path: string, args: readonly string[], options: SpawnOptions = {}, input = ""): Running {
  const child = spawn(process.execPath, [path, ...args], { stdio: "pipe", ...options });
  const written = { out: "", err: "" };
  child.stdout?.on("data", (chunk) => {
    written.out += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    written.err += chunk;
  });
  child.stdin?.on("error", () => {});
  child.stdin?.end(input);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...written }));
  });
  return { child, ended, printed: () => written };
}
