/** The paper's tests against the verdicts of its authors' own implementation, row by row. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readGenotypes } from "../../../src/cli/space/genotypes-file.ts";
import { createJudge } from "../../../src/search/constraints/index.ts";
import { activeExpression } from "../../../src/search/genotype/index.ts";
import { NLFS } from "../../../src/search/space/index.ts";

interface Row {
  readonly verdict: string;
  readonly flip?: boolean;
  readonly phenotype?: readonly (number | null)[];
}

const PATH = new URL("../../fixtures/nlfs-genotypes.json", import.meta.url);
const text = readFileSync(PATH, "utf8");
const { rows, phenotypeIndex } = JSON.parse(text) as { rows: Row[]; phenotypeIndex: number[] };
const { genotypes, diagnostics } = readGenotypes({ name: "nlfs-genotypes.json", text }, NLFS);
const judge = createJudge(NLFS, { mode: "nlfs" });

test("the file is read whole", () => {
  expect(diagnostics).toEqual([]);
  expect(genotypes).toHaveLength(300);
  expect(new Set(rows.map(({ verdict }) => verdict))).toEqual(
    new Set(["cycle", "missing-input", "integrity", "valid"]),
  );
});

describe("every row", () => {
  test.each(rows.map((row, i) => [i, row] as const))("%i", (i, row) => {
    const genotype = genotypes[i];
    const active = activeExpression(NLFS, genotype);
    const judgement = judge.judge(genotype);
    const phenotype = judge.phenotype(genotype);
    if ("problem" in active) {
      expect(active.problem).toBe(row.verdict);
      expect(phenotype).toBeUndefined();
      expect(judgement).toMatchObject({ rejected: { reason: "structure" } });
      return;
    }
    if ("rejected" in judgement) expect(judgement.rejected.reason).toBe(row.verdict);
    else {
      expect(row.verdict).toBe("valid");
      expect(judgement.genotype.flip).toBe(row.flip);
    }
    expect(phenotype).toHaveLength(1000);
    row.phenotype?.forEach((expected, k) => {
      const actual = phenotype![phenotypeIndex[k]];
      if (expected === null) expect(Number.isFinite(actual)).toBe(false);
      else expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-4 * Math.max(1, Math.abs(expected)));
    });
  });
});
