import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CODES } from "../../src/diagnostics/codes.ts";
import { bless, printedFor, readEntries } from "../../tools/errors-document.ts";

const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
const entries = readEntries(page);

describe("docs/errors.md", () => {
  test("has one entry for every code, in the order of the list of codes", () => {
    expect(entries.map(({ code }) => code)).toEqual(Object.keys(CODES));
  });

  test.each(entries.map((entry) => [entry.code, entry] as const))(
    "%s is printed as the page says, and explained",
    (code, entry) => {
      expect(printedFor(entry)).toBe(entry.printed);
      expect(entry.printed).toContain(`[${code}]: ${new Map(Object.entries(CODES)).get(code)}\n`);
      expect(entry.explanation.length).toBeGreaterThan(40);
    },
  );

  test("is left as it is by the tool that brings it up to date", () => {
    expect(bless(page)).toBe(page);
  });
});
