import { readFileSync } from "node:fs";
import { ts } from "ts-morph";
import { describe, expect, test } from "vitest";
import { NUMERIC_SOURCES } from "../../src/codegen/javascript/numeric-sources.generated.ts";
import { TENSOR_SOURCES } from "../../src/codegen/tfjs/tensor-sources.generated.ts";
import { declarationsOf, EMBEDDINGS, render } from "../../tools/embed-sources.ts";
import { MEASURED_FUNCTIONS } from "../support/ulps.ts";

type Sources = typeof NUMERIC_SOURCES;

describe("the embedded sources", () => {
  for (const embedding of EMBEDDINGS) {
    test(`${embedding.output} is up to date (else run \`npx tsx tools/embed-sources.ts\`)`, () => {
      const written = readFileSync(new URL(`../../${embedding.output}`, import.meta.url), "utf8");
      expect(written).toBe(render(embedding));
    });
  }

  test("no two declarations share a name", () => {
    const names = EMBEDDINGS.flatMap(({ folder }) => declarationsOf(folder).map(({ name }) => name));
    expect(names.length).toBeGreaterThan(50);
    expect(names).toEqual([...new Set(names)]);
  });

  for (const [constant, sources] of Object.entries({ NUMERIC_SOURCES, TENSOR_SOURCES })) {
    test(`${constant} names only what it holds, and holds no import or export`, () => {
      for (const [name, { source, requires }] of Object.entries(sources)) {
        expect(source, name).not.toMatch(/^(export|import)\b/m);
        for (const required of requires) expect(Object.keys(sources), name).toContain(required);
      }
    });
  }
});

/** The declarations that a function needs, itself included. */
function closure(sources: Sources, name: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(name)) return found;
  found.add(name);
  for (const required of sources[name]!.requires) closure(sources, required, found);
  return found;
}

/** A function put together from its text and nothing else. */
function assembled(name: string): (...operands: number[]) => number {
  const text = [...closure(NUMERIC_SOURCES, name)].map((each) => NUMERIC_SOURCES[each]!.source).join("\n");
  const { outputText } = ts.transpileModule(text, { compilerOptions: { target: ts.ScriptTarget.ES2022 } });
  return new Function(`"use strict";\n${outputText}\nreturn ${name};`)();
}

describe("a numeric function assembled from its text equals the original", () => {
  const originals = Object.values(MEASURED_FUNCTIONS).filter((evaluate) => evaluate.name in NUMERIC_SOURCES);

  test("all of lossc's own are embedded", () => {
    expect(originals.length).toBe(13);
  });

  for (const original of originals) {
    test(original.name, () => {
      const copy = assembled(original.name);
      for (let x = -40; x <= 40; x += 0.37) expect(copy(x)).toBe(original(x));
    });
  }
});
