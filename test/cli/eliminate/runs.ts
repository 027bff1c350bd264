/** What the tests of eliminations share: a protocol of trainings that take tenths of a second, and what a folder holds without times. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EXAMPLES } from "../run.ts";

export const PROTOCOL = `{
  // Two phases of next to nothing.
  "name": "tiny",
  "entrants": 4,
  "training": { "model": "mlp", "trainSize": 200 },
  "phases": [
    { "name": "first", "keep": 2, "epochs": 1 },
    { "name": "second", "keep": 1, "epochs": 2, "seeds": 2, "trainSize": 300 }
  ]
}
`;

export const example = (name: string): string => join(EXAMPLES, `${name}.loss`);

export interface Result {
  readonly phases: readonly {
    readonly name: string;
    readonly trainings: number;
    readonly seeds: readonly number[];
    readonly setup: { readonly model: string; readonly problem: Readonly<Record<string, unknown>> };
    readonly results: readonly {
      readonly loss: string;
      readonly mean: number | null;
      readonly rank: number;
      readonly kept: boolean;
      readonly baseline: boolean;
      readonly scores: readonly (number | null)[];
      readonly failed: readonly { readonly seed: number; readonly reason: string }[];
    }[];
    readonly rankCorrelationWithLast: number | null;
  }[];
  readonly complete: boolean;
  readonly survivors: readonly string[];
  readonly sources: Readonly<Record<string, string>>;
  readonly origins: Readonly<Record<string, { run: string; candidate: number; fitness: number }>>;
}

/** elimination.json without times, and without the command, which names the folder. */
export function resultIn(folder: string): Result {
  const text = readFileSync(join(folder, "elimination.json"), "utf8");
  return JSON.parse(text, (key, value) => (["seconds", "command"].includes(key) ? undefined : value)) as Result;
}

export interface Line {
  readonly phase: string;
  readonly loss: string;
  readonly seed: number;
  readonly status: string;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly curve: readonly number[];
}

/** The journal's lines, without times. */
export const linesIn = (folder: string): Line[] =>
  readFileSync(join(folder, "journal.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) =>
      JSON.parse(line, (key, value) => (["seconds", "elapsed"].includes(key) ? undefined : value)),
    ) as Line[];
