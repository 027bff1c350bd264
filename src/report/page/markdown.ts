/** A page goes in; Markdown as GitHub shows it comes out, with the figures as files beside it. */

import { svgFile } from "./chart/draw.ts";
import {
  type Block,
  type Cell,
  type Column,
  type FigureBlock,
  type Page,
  plainText,
  type Section,
  type Text,
} from "./document.ts";

export interface MarkdownPage {
  readonly text: string;
  /** By their names in the folder of figures. */
  readonly figures: ReadonlyMap<string, string>;
}

/** `folder` is how the text names the folder of figures. */
export function markdownPage({ title, lead, sections }: Page, folder: string): MarkdownPage {
  const figures = new Map<string, string>();
  const write = (block: Block): string[] => blockLines(block, figures, folder, write);
  const parts = [
    `# ${escaped(title)}`,
    inline(lead),
    ...sections.flatMap((section: Section) => [
      `## ${escaped(section.title)}`,
      inline(section.lead),
      ...section.blocks.flatMap(write),
    ]),
  ];
  return { text: `${parts.filter((part) => part.trim() !== "").join("\n\n")}\n`, figures };
}

function blockLines(
  block: Block,
  figures: Map<string, string>,
  folder: string,
  write: (block: Block) => string[],
): string[] {
  const draw = ({ id, title, caption, drawing }: FigureBlock): string => {
    const alt = `${title}. ${plainText(caption.filter((part) => typeof part === "string"))}`.trim();
    figures.set(`${id}.svg`, svgFile(drawing, { id, alt }));
    const path = `${folder}/${id}.svg`.split("/").map(encodeURIComponent).join("/");
    return `![${escaped(title)}](${path})\n\n**Figure ${figures.size}. ${escaped(title)}.** ${inline(caption)}`;
  };
  switch (block.kind) {
    case "text":
      return [inline(block.text)];
    case "heading":
      return [`### ${escaped(block.text)}`];
    case "tiles":
      return [block.tiles.map(({ value, label }) => `- **${escaped(value)}** ${escaped(label)}`).join("\n")];
    case "facts":
      return [block.facts.map(({ label, text }) => `- ${escaped(label)}: ${inline(text)}`).join("\n")];
    case "table":
      return [inline(block.caption), table(block.columns, block.rows)];
    case "figure":
      return [draw(block)];
    case "row":
      return block.figures.map(draw);
    case "formula":
      return [`\`\`\`math\n${block.latex.replaceAll("align*", "aligned")}\n\`\`\``];
    case "program":
      return [fence(block.text.trimEnd())];
    case "commands":
      return block.commands.flatMap(({ what, command }) => [`${escaped(what)}:`, fence(command, "sh")]);
    case "steps":
      return [
        block.steps.map(({ title, latex, note }) => `1. ${inline(title)}, ${escaped(note)}: $${latex}$`).join("\n"),
      ];
    case "fold":
      return [`<details><summary>${escapedHtml(block.title)}</summary>`, ...block.blocks.flatMap(write), "</details>"];
  }
}

function table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const cellText = ({ text, tone, isHead }: Cell): string => {
    const written = inline(text).replaceAll("|", "\\|");
    const stands = isHead || tone === "best" || tone === "better" || tone === "worse";
    return stands && written !== "" ? `**${written}**` : written;
  };
  return [
    line(columns.map(({ title }) => escaped(title))),
    line(columns.map(({ align }) => (align === "right" ? "---:" : "---"))),
    ...rows.map((row) => line(row.map(cellText))),
  ].join("\n");
}

/** With more backticks than the text has in a row. */
function fence(text: string, language = ""): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = "`".repeat(longest + 1);
  return `${ticks}${language}\n${text}\n${ticks}`;
}

const escapedHtml = (text: string): string => text.replace(/[&<>]/g, (one) => `&#${one.charCodeAt(0)};`);
const escaped = (text: string): string => escapedHtml(text.replace(/[\\`*_[\]|#$]/g, "\\$&"));

const inline = (text: Text): string =>
  text
    .map((part) => {
      if (typeof part === "string") return escaped(part);
      if ("code" in part) return `\`${part.code}\``;
      if ("math" in part) return `$${part.math}$`;
      return `**${escaped(part.strong)}**`;
    })
    .join("");
