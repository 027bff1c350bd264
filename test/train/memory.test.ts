/** A long-lived process that trains again and again keeps neither tensors nor memory. */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

interface Reading {
  readonly numTensors: number;
  readonly tensorsAfterEpochs: readonly number[];
  readonly wasmBytes: number;
  readonly resident: number;
  readonly heap: number;
}

const MB = 2 ** 20;

test("fifty trainings in one process leave no tensor and no memory behind", () => {
  const script = fileURLToPath(new URL("fifty-trainings.ts", import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--expose-gc", "--import", "tsx", script], {
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  const readings = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Reading);
  expect(readings).toHaveLength(50);
  const [first] = readings;
  for (const { numTensors, tensorsAfterEpochs } of readings) {
    expect(numTensors).toBe(first!.numTensors);
    expect(tensorsAfterEpochs).toEqual(first!.tensorsAfterEpochs);
    expect(new Set(tensorsAfterEpochs).size).toBe(1);
  }
  expect(readings.at(-1)!.wasmBytes).toBe(readings[9]!.wasmBytes);
  const growth = (of: "resident" | "heap") => readings.at(-1)![of] - readings[9]![of];
  expect(growth("heap")).toBeLessThan(2 * MB);
  expect(growth("resident")).toBeLessThan(20 * MB);
}, 120_000);
