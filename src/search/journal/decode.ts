/** The bytes of a journal go in; its entries come out, or what is wrong with it, in words. */

import { type Entry, FORMAT, type Header } from "./entry.ts";
import { entryProblem } from "./shape.ts";

export interface Journal {
  /** Missing if not even the first line was written in full. */
  readonly header?: Header;
  readonly entries: readonly Entry[];
  /** Up to the end of the last whole line: whoever goes on writing cuts off what follows, as a kill may tear a line. */
  readonly validBytes: number;
}

export type Decoded = Journal | { readonly problem: string };

const NEWLINE = 0x0a;

export function decodeJournal(bytes: Uint8Array): Decoded {
  const validBytes = bytes.lastIndexOf(NEWLINE) + 1;
  if (validBytes === 0) {
    // What cannot become our first line is no journal that was torn.
    const start = new TextDecoder().decode(bytes.subarray(0, OPENING.length));
    return OPENING.startsWith(start) ? { entries: [], validBytes } : { problem: FOREIGN };
  }
  const lines = new TextDecoder().decode(bytes.subarray(0, validBytes)).split("\n");
  const entries: Entry[] = [];
  let header: Header | undefined;
  for (let index = 0; index + 1 < lines.length; index++) {
    const value = parse(lines[index]);
    const problem = index === 0 ? headerProblem(value) : value === undefined ? "is not JSON" : entryProblem(value);
    if (problem !== undefined) {
      return {
        problem:
          index === 0
            ? problem
            : `the journal is damaged: line ${index + 1}, from byte ${byteOf(bytes, index)}, ${problem}`,
      };
    }
    if (index === 0) header = value as Header;
    else entries.push(value as Entry);
  }
  return { ...(header && { header }), entries, validBytes };
}

const OPENING = '{"lossc":"evolve",';
const FOREIGN = "this is no journal of lossc evolve";

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function headerProblem(value: unknown): string | undefined {
  const header = value as Partial<Record<keyof Header, unknown>> | null | undefined;
  if (typeof header !== "object" || header === null || header.lossc !== "evolve") return FOREIGN;
  const { format, seed, config } = header;
  if (typeof format === "number" && Number.isInteger(format) && format > FORMAT)
    return `the journal was written by a newer lossc: its format is ${format}, and this one reads ${FORMAT}`;
  if (format !== FORMAT) return `the journal's format is ${JSON.stringify(format)}, and this lossc reads ${FORMAT}`;
  if (typeof seed !== "number" || typeof config !== "object" || config === null)
    return "the journal's first line lacks its seed or configuration";
  return undefined;
}

/** Where a line begins; lines are counted from 0. */
function byteOf(bytes: Uint8Array, line: number): number {
  let start = 0;
  for (let passed = 0; passed < line; passed++) start = bytes.indexOf(NEWLINE, start) + 1;
  return start;
}
