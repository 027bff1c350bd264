/** The losses that lossc found itself: each is what stands in the journal of the search that it is said to come from. */

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../../src/index.ts";
import { differences } from "../support/closeness.ts";
import { randomBatch } from "./batches.ts";
import { EXAMPLES } from "./every-example.ts";

const RUNS = new URL("../../docs/results/runs/", import.meta.url);
const ONE_HOT = { labels: "class", prediction: "probs" } as const;
/** An example is a simpler form of the candidate: the same numbers, but for rounding. */
const ROUNDED = { relative: 1e-12, absolute: 1e-13 };

interface Found {
  readonly id: number;
  readonly program: string;
  readonly fitness: number;
}

function candidateOf(run: string, id: number): Found {
  const lines = gunzipSync(readFileSync(new URL(`${run}/journal.jsonl.gz`, RUNS)))
    .toString()
    .trim()
    .split("\n");
  const found = lines
    .slice(1)
    .map((line) => JSON.parse(line) as Found)
    .find((entry) => entry.id === id);
  if (found === undefined) throw new Error(`no candidate ${id} in ${run}`);
  return found;
}

const FOUND = EXAMPLES.filter(({ name }) => /^neuro\d$/.test(name));

test.each(FOUND.map((example) => [example.name, example] as const))(
  "%s gives the values and gradients of the candidate that its text names",
  (_, { loss }) => {
    const [, id, run] = /candidate (\d+) of the run ([\w-]+)/i.exec(loss.doc ?? "") ?? [];
    const { program } = candidateOf(run!, Number(id));
    const [candidate] = compile(program).losses;
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 2, max: 12 }), (seed, classes) => {
        const { y, p } = randomBatch(ONE_HOT, seed, classes);
        const ours = loss.lossAndGrad(y.flat(), p.flat(), { classes });
        const theirs = candidate!.lossAndGrad(y.flat(), p.flat(), { classes });
        expect(differences([ours.loss, ...ours.grad], [theirs.loss, ...theirs.grad], ROUNDED)).toEqual([]);
      }),
    );
  },
);
