import { describe, expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import { createJudge } from "../../../src/search/constraints/index.ts";
import { createSearch, operatorsOf, type Search, type Work } from "../../../src/search/evolve/index.ts";
import { type Entry, encodeEntry, replay } from "../../../src/search/journal/index.ts";
import { NLFS, type Space, TREE } from "../../../src/search/space/index.ts";
import { parse } from "../../../src/syntax/parse.ts";
import { print } from "../../../src/syntax/print.ts";
import { anyOrder, simulate, THREE_RUNGS, toyConfig } from "./toy.ts";

const SPACES: readonly (readonly [string, Space, "nlfs" | "default"])[] = [
  ["nlfs, faithful", NLFS, "nlfs"],
  ["nlfs", NLFS, "default"],
  ["tree", TREE, "default"],
];

/** Of the text alone. */
const evaluate = ({ bred, rung }: Work) => ({ fitness: createRandom(bred.program).fork(rung).next() });

describe.each(SPACES)("the space %s", (_, space, mode) => {
  const open = (journal: readonly Entry[] = []): Search =>
    createSearch({
      config: toyConfig({ rungs: THREE_RUNGS }),
      budget: { evaluations: 30 },
      operators: operatorsOf(space, createJudge(space, { mode })),
      seed: 12,
      journal,
    });
  const undisturbed = open();
  const { entries } = simulate(undisturbed, { evaluate });

  test("individuals are programs that print as they are read, none twice", () => {
    const individuals = entries.filter((entry) => entry.kind === "individual");
    expect(individuals).toHaveLength(30);
    for (const { program } of individuals) {
      const { program: ast, diagnostics } = parse({ name: "candidate.loss", text: program });
      expect(diagnostics).toEqual([]);
      expect(ast && print(ast)).toBe(program);
    }
    expect(new Set(individuals.map(({ fingerprint }) => fingerprint)).size).toBe(30);
    expect(new Set(individuals.map(({ mutation }) => mutation)).size).toBeGreaterThan(2);
  });

  test("the same journal again; and resumed after any line, by other workers, the same population", () => {
    expect(simulate(open(), { evaluate }).entries.map(encodeEntry)).toEqual(entries.map(encodeEntry));
    for (let length = 0; length < entries.length; length += 7) {
      const search = open(entries.slice(0, length));
      const rest = simulate(search, { evaluate, workers: 3, pick: anyOrder(length) }).entries;
      expect(search.progress().population).toEqual(undisturbed.progress().population);
      expect(replay(search.header, [...entries.slice(0, length), ...rest]).population).toEqual(
        undisturbed.progress().population,
      );
    }
  });
});
