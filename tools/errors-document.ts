/** The text of docs/errors.md goes in; its entries, and the text with every printed diagnostic brought up to date, come out. */

import { checkSource } from "../src/check/check-source.ts";
import { renderAll } from "../src/diagnostics/render.ts";
import { parseSpace } from "../src/search/space/parse.ts";

export interface Entry {
  readonly code: string;
  readonly explanation: string;
  /** The file `example.loss`, and by name those that it imports; or `example.json`, a space. */
  readonly files: ReadonlyMap<string, string>;
  /** What the page says lossc prints. */
  readonly printed: string | undefined;
}

const SPACE = "example.json";
const BLOCK = /^```(\S+)(?: file=(\S+))?\n([\s\S]*?)^```$/gm;

export function readEntries(document: string): readonly Entry[] {
  return document
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const code = /^`([^`]+)`/.exec(section)?.[1] ?? "";
      const blocks = [...section.matchAll(BLOCK)];
      const files = blocks
        .filter(([, language]) => language === "loss" || language === "jsonc")
        .map(([, language, name = language === "loss" ? "example.loss" : SPACE, text]) => [name, text] as const);
      const explanation = section.slice(section.indexOf("\n"), blocks[0]?.index).trim();
      const printed = blocks.find(([, language]) => language === "text")?.[3].replace(/\n$/, "");
      return { code, explanation, files: new Map(files), printed };
    });
}

/** What lossc prints for an entry's program or space. */
export function printedFor({ files }: Entry): string {
  const space = files.get(SPACE);
  if (space !== undefined) return renderAll(parseSpace(space, SPACE).diagnostics);
  const sources = new Map([...files].map(([name, text]) => [name, { name, text }]));
  const example = sources.get("example.loss");
  if (example === undefined) throw new Error("an entry has no program");
  return renderAll(checkSource(example, (name) => sources.get(name)).diagnostics);
}

/** The document with what lossc prints now below each program. */
export function bless(document: string): string {
  const [head, ...sections] = document.split(/^(?=## )/m);
  const entries = readEntries(document);
  const written = sections.map((section, i) => {
    const body = section.replace(/^```text\n[\s\S]*?^```\n*/gm, "").trimEnd();
    return `${body}\n\n\`\`\`text\n${printedFor(entries[i])}\n\`\`\`\n`;
  });
  return [head.trimEnd(), "", written.join("\n")].join("\n");
}
