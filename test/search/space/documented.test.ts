import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import { activeExpression, genotypeOf, programOf, randomGenotype } from "../../../src/search/genotype/index.ts";
import { mutate } from "../../../src/search/mutations/index.ts";
import { NLFS, parseSpace, TREE } from "../../../src/search/space/index.ts";
import { mutationTable, operatorTable } from "./tables.ts";

const page = readFileSync(new URL("../../../docs/spaces.md", import.meta.url), "utf8");
const example = readFileSync(new URL("../../../examples/spaces/polynomial.jsonc", import.meta.url), "utf8");

test.each([
  ["nlfs", NLFS],
  ["tree", TREE],
])("docs/spaces.md has the tables of %s as the data has them", (_, space) => {
  expect(page).toContain(`\n\n${operatorTable(space)}\n\n`);
  expect(page).toContain(`\n\n${mutationTable(space)}\n\n`);
});

test("its first program is one of nlfs", () => {
  const program = /^```\n(fn [\s\S]*?)^```$/m.exec(page)?.[1] ?? "";
  const genotype = genotypeOf(NLFS, program);
  expect(genotype && programOf(NLFS, genotype)).toBe(program);
});

test("it shows the example file, which can be searched", () => {
  expect(page).toContain(`\`\`\`jsonc\n${example}\`\`\``);
  const { space, diagnostics } = parseSpace(example, "polynomial.jsonc");
  expect(diagnostics).toEqual([]);
  if (space === undefined) throw new Error("no space");
  const random = createRandom(4);
  let genotype = randomGenotype(space, random);
  let valid = 0;
  for (let i = 0; i < 300; i++) {
    genotype = mutate(space, genotype, random)?.genotype ?? genotype;
    if (!("problem" in activeExpression(space, genotype))) valid++;
    expect(genotypeOf(space, programOf(space, genotype))).toEqual(genotype);
  }
  expect(valid).toBeGreaterThan(30);
});
