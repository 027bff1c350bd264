/** Samples from measure-ulps.py in; a table of the largest error in ulps per function and interval out. */

import { readFileSync } from "node:fs";
import { type IntervalSamples, MEASURED_FUNCTIONS, worstError } from "../test/support/ulps.ts";

const path = process.argv[2];
if (path === undefined) {
  console.error("usage: measure-ulps.ts SAMPLES.json");
  process.exit(2);
}
const functions: Record<string, IntervalSamples[]> = JSON.parse(readFileSync(path, "utf8"));
console.log("| function | interval | points | max ulps | at |\n|---|---|---:|---:|---|");
for (const [name, intervals] of Object.entries(functions)) {
  const evaluate = MEASURED_FUNCTIONS[name];
  if (evaluate === undefined) throw new Error(`no function called ${name}`);
  for (const { interval, floor, samples } of intervals) {
    const { ulps, operands } = worstError(evaluate, samples, floor);
    const against = floor > 0 ? ` (of max(\\|f\\|, ${floor}))` : "";
    console.log(
      `| ${name} | ${interval.replaceAll("|", "\\|")}${against} | ${samples.length} | ${ulps.toFixed(2)} | ${operands.map((x) => x.toPrecision(6)).join(", ")} |`,
    );
  }
}
