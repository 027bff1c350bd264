/** Cold start: every command as a fresh process of the built executable, against a process of Node that does nothing. */

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { interleave } from "./measure.ts";
import type { Context, Group, Row } from "./result.ts";

const EXECUTABLE = fileURLToPath(new URL("../dist/bin/lossc.js", import.meta.url));
const SOURCES = fileURLToPath(new URL("../src", import.meta.url));
const FLOOR = "node -e 0";
const ROW = "commands";

const FOCAL = `/// Focal loss.
loss focal(y: target, p: probs; gamma = 2 in [0, 10], alpha = 0.25 in (0, 1]) {
  let pt = sum(y * p) // probability of the true class
  return -alpha * (1 - pt)^gamma * log(pt)
}
`;

/** Wall time that a command is meant to stay below. */
interface Command {
  readonly args: readonly string[];
  readonly limitMs?: number;
}

function commands(folder: string): readonly Command[] {
  const file = join(folder, "focal.loss");
  writeFileSync(file, FOCAL);
  const to = (name: string) => ["-o", join(folder, name)];
  return [
    { args: ["--version"] },
    { args: ["check", file], limitMs: 150 },
    { args: ["fmt", "--check", file] },
    { args: ["show", file] },
    { args: ["eval", file, "--y", "0,1", "--p", "0.3,0.7"] },
    { args: ["compile", file, ...to("focal.ts")], limitMs: 600 },
    { args: ["compile", file, "--target", "tfjs", ...to("focal-tfjs.ts")], limitMs: 600 },
    { args: ["plot", file] },
    { args: ["plot", file, ...to("focal.svg")] },
    { args: ["plot", file, ...to("focal.png")] },
  ];
}

function time(args: readonly string[], iterations: number): number {
  const start = process.hrtime.bigint();
  for (let i = 0; i < iterations; i++) {
    const { status, stderr } = spawnSync(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
    if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}: ${stderr}`);
  }
  return Number(process.hrtime.bigint() - start);
}

function isStale(): boolean {
  const built = statSync(EXECUTABLE).mtimeMs;
  return readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).some(
    (file) => file.endsWith(".ts") && statSync(join(SOURCES, file)).mtimeMs > built,
  );
}

async function* run(_rows: readonly string[], { effort, progress, folder }: Context): AsyncGenerator<Row> {
  const describe = { group: "cold-start", name: ROW, unit: "ms", divisor: 1e6 };
  const ratios = [{ label: `/ ${FLOOR}`, baseOf: () => FLOOR }];
  if (!existsSync(EXECUTABLE)) {
    yield { ...describe, ratios, cells: [{ name: "lossc", note: "not built; run `npm run build` first" }] };
    return;
  }
  progress(ROW);
  const contenders = [
    { name: FLOOR, note: undefined, time: (iterations: number) => time(["-e", "0"], iterations) },
    ...commands(folder).map(({ args, limitMs }) => ({
      name: `lossc ${args.map((arg) => arg.replace(join(folder, "/"), "")).join(" ")}`,
      note: limitMs === undefined ? undefined : `meant to stay below ${limitMs} ms`,
      time: (iterations: number) => time([EXECUTABLE, ...args], iterations),
    })),
  ];
  const budget = { warmUpMs: 0, sampleMs: 0, quotaMs: 4000 * effort, minSamples: 5, maxSamples: 21 };
  const timings = await interleave(contenders, budget);
  const cells = [...timings].map(([{ name, note }, timing]) => ({
    name,
    timing,
    ...(note === undefined ? {} : { note }),
  }));
  const stale = { name: "lossc", note: "dist is older than src; `npm run build` brings it up to date" };
  yield { ...describe, ratios, cells: isStale() ? [...cells, stale] : cells };
}

export const COLD_START: Group = { name: "cold-start", rows: [ROW], run };
