/** Entries go in, the lines of a journal come out, each with its end; the same entry always gives the same text. */

import type { Entry, Header } from "./entry.ts";

/** Everything in an entry is finite: the search refuses a fitness that is not, and `details` are filtered. */
export function encodeEntry(entry: Header | Entry): string {
  return `${JSON.stringify(entry)}\n`;
}

/** The line without what two runs of the same seed may differ in. */
export function withoutTimes(line: string): string {
  return JSON.stringify(JSON.parse(line), (key, value: unknown) => (key === "times" ? undefined : value));
}
