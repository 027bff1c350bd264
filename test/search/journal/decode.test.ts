import { describe, expect, test } from "vitest";
import { createSearch } from "../../../src/search/evolve/index.ts";
import { decodeJournal, encodeEntry, type Journal, withoutTimes } from "../../../src/search/journal/index.ts";
import { simulate, THREE_RUNGS, toy, toyConfig } from "../evolve/toy.ts";

const config = toyConfig({ rungs: THREE_RUNGS, initial: 12 });
const search = createSearch({ config, budget: { evaluations: 24 }, operators: toy, seed: 4 });
const { entries } = simulate(search);
const lines = [search.header, ...entries].map(encodeEntry);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const whole = bytesOf(lines.join(""));
const problemOf = (text: string): string => {
  const decoded = decodeJournal(bytesOf(text));
  return "problem" in decoded ? decoded.problem : "none";
};

describe("a journal", () => {
  test("is read back as it was written, every kind of line", () => {
    expect(decodeJournal(whole)).toEqual({ header: search.header, entries, validBytes: whole.length });
    expect(new Set(entries.map(({ kind }) => kind))).toEqual(new Set(["rung", "individual", "rescore"]));
  });

  test("torn at any byte: the whole lines before it are there", () => {
    const ends = [0];
    for (const line of lines) ends.push((ends.at(-1) as number) + bytesOf(line).length);
    for (let length = 0; length < whole.length; length += length < 600 ? 1 : 37) {
      const journal = decodeJournal(whole.subarray(0, length)) as Journal;
      const count = ends.filter((end) => end <= length).length - 1;
      expect(journal.validBytes).toBe(ends[count]);
      expect(journal.entries).toEqual(entries.slice(0, Math.max(0, count - 1)));
      expect(journal.header).toEqual(count > 0 ? search.header : undefined);
    }
  });

  test("torn within a character of several bytes", () => {
    const torn = new Uint8Array([...bytesOf(lines[0]), ...bytesOf('{"kind":"ü').subarray(0, -1)]);
    expect(decodeJournal(torn)).toEqual({ header: search.header, entries: [], validBytes: bytesOf(lines[0]).length });
  });

  test("damaged in the middle: an error that says where", () => {
    const damaged = [...lines];
    damaged[3] = `${damaged[3].slice(0, 20)}\n`;
    const byte = bytesOf(lines.slice(0, 3).join("")).length;
    expect(problemOf(damaged.join(""))).toBe(`the journal is damaged: line 4, from byte ${byte}, is not JSON`);
  });

  test.each([
    ["a lost end", (line: string) => line.replace(/"fitness":[^,]+,/, ""), /has no proper "fitness"/],
    ["a wrong type", (line: string) => line.replace(/"id":\d+/, '"id":"x"'), /has no proper "id"/],
    ["an unknown kind", (line: string) => line.replace('"individual"', '"other"'), /is of an unknown kind: "other"/],
    ["an unknown reason", (line: string) => line.replace(/"rejected":{[^}]*}/, '"rejected":{"mood":1}'), /"rejected"/],
    ["a fitness of another rung", (line: string) => line.replace(/"fitness":[^,]+,/, '"fitness":7,'), /last rung's/],
    ["no entry", () => "[]\n", /is no entry/],
  ])("%s is damage", (_, damage, message) => {
    const at = lines.findIndex((line) => line.includes('"individual"') && !line.includes('"fitness":null'));
    const damaged = lines.map((line, index) => (index === at ? damage(line) : line));
    expect(damaged).not.toEqual(lines);
    expect(problemOf(damaged.join(""))).toMatch(message);
    expect(problemOf(damaged.join(""))).toContain(`line ${at + 1}`);
  });

  test.each([
    [
      "of a newer format",
      lines[0].replace('"format":1', '"format":2'),
      /newer lossc: its format is 2, and this one reads 1/,
    ],
    ["of an older format", lines[0].replace('"format":1', '"format":0'), /format is 0/],
    ["of someone else", '{"version":3}\n', /no journal of lossc evolve/],
    ["that is no JSON", "hello\n", /no journal of lossc evolve/],
    ["without its end, and not ours", "hello", /no journal of lossc evolve/],
    ["without a seed", '{"lossc":"evolve","format":1}\n', /lacks its seed/],
  ])("a file %s is refused", (_, text, message) => {
    expect(problemOf(text)).toMatch(message);
  });
});

test("lines are compared without times", () => {
  const [line] = lines.slice(1);
  expect(withoutTimes(line)).not.toContain("times");
  expect(withoutTimes(line.replace(/"elapsed":\d+/, '"elapsed":99'))).toBe(withoutTimes(line));
  expect(withoutTimes(line.replace(/"id":\d+/, '"id":99'))).not.toBe(withoutTimes(line));
});
