/**
 * Names of ops in; the largest error of their lane functions against float64 out, in units in the last place of float32.
 *
 * usage: npx tsx tools/measure-lanes.ts [--all | --every N] [--fast] [NAME...]
 *
 * A NAME is an op, or a power such as x^0.2. All float32 numbers with --all, every 64th otherwise; pairs of numbers for functions of two operands are drawn by a fixed seed.
 */

import { parseArgs } from "node:util";
import type { LaneFunction } from "../src/codegen/kernel/functions/function.ts";
import { FAST_FUNCTIONS, LANE_FUNCTIONS } from "../src/codegen/kernel/functions/index.ts";
import { type ElementwiseName, opDef } from "../src/ops/index.ts";
import { float32Error, laneErrors, relativeError, specialNumbers } from "../test/support/lane-errors.ts";
import { powerBy } from "../test/support/lane-function.ts";
import { everyNth, randomPairs, specialPairs } from "../test/support/lane-points.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { all: { type: "boolean" }, every: { type: "string" }, fast: { type: "boolean" } },
});
const every = values.all ? 1 : Number(values.every ?? 64);
const table: Readonly<Record<string, LaneFunction>> = values.fast ? FAST_FUNCTIONS : LANE_FUNCTIONS;
const errorOf = values.fast ? relativeError : float32Error;
const PAIRS = 2 ** 24;

interface Measured {
  readonly lane: LaneFunction;
  readonly evaluate: (...operands: number[]) => number;
  readonly isUnary: boolean;
}

function functionCalled(name: string): Measured {
  if (name.startsWith("x^")) {
    const exponent = Number(name.slice(2));
    return { lane: powerBy(table.pow!, exponent), evaluate: (x) => x! ** exponent, isUnary: true };
  }
  const lane = table[name];
  if (lane === undefined) throw new Error(`no lane function called ${name}`);
  const { evaluate, params } = opDef(name as ElementwiseName);
  return { lane, evaluate, isUnary: params.length === 1 };
}

console.log(`| function | points | ${values.fast ? "relative error" : "max ulps"} | at |\n|---|---:|---:|---|`);
for (const name of positionals.length > 0 ? positionals : Object.keys(table)) {
  const { lane, evaluate, isUnary } = functionCalled(name);
  const chunkSets = isUnary ? [[[specialNumbers()]], everyNth(every)] : [[specialPairs()], randomPairs(PAIRS, 5)];
  let worst = { error: 0, operands: [] as readonly number[] };
  for (const chunks of chunkSets) {
    const found = await laneErrors(lane, evaluate, chunks, errorOf);
    if (found.error > worst.error) worst = found;
  }
  const points = isUnary ? Math.ceil(2 ** 32 / every) : PAIRS;
  console.log(`| ${name} | ${points} | ${worst.error.toPrecision(4)} | ${worst.operands.join(", ")} |`);
}
