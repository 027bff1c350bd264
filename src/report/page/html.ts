/** A page goes in; the text of one HTML file comes out, which needs no network and no script. */

import { escapeXml } from "../figure/svg-text.ts";
import { svgElement } from "./chart/draw.ts";
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
import { mathml } from "./math.ts";
import { styleSheet } from "./style.ts";

export function htmlPage({ title, lead, sections }: Page): string {
  const figures = createCounter();
  const list = sections.map(({ id, title: name }) => `<li><a href="#${id}">${escapeXml(name)}</a></li>`).join("");
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    // Nothing is loaded from anywhere, whatever a loss or a folder is called.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>${styleSheet()}</style>`,
    "</head>",
    "<body>",
    `<header><h1>${escapeXml(title)}</h1><p class="lead">${inline(lead)}</p>${sections.length > 1 ? `<nav aria-label="Contents"><ol>${list}</ol></nav>` : ""}</header>`,
    "<main>",
    ...sections.map((section) => sectionHtml(section, figures)),
    "</main>",
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

type Counter = () => number;

function createCounter(): Counter {
  let count = 0;
  return () => ++count;
}

function sectionHtml({ id, title, lead, blocks }: Section, figures: Counter): string {
  const body = blocks.map((block) => blockHtml(block, figures)).join("\n");
  return `<section id="${id}">\n<h2>${escapeXml(title)}</h2>\n<p class="lead">${inline(lead)}</p>\n${body}\n</section>`;
}

function blockHtml(block: Block, figures: Counter): string {
  switch (block.kind) {
    case "text":
      return `<p>${inline(block.text)}</p>`;
    case "heading":
      return `<h3>${escapeXml(block.text)}</h3>`;
    case "tiles":
      return `<dl class="tiles">${block.tiles.map(({ value, label }) => `<div><dt>${escapeXml(label)}</dt><dd>${escapeXml(value)}</dd></div>`).join("")}</dl>`;
    case "facts":
      return `<dl class="facts">${block.facts.map(({ label, text }) => `<dt>${escapeXml(label)}</dt><dd>${inline(text)}</dd>`).join("")}</dl>`;
    case "table":
      return tableHtml(block.caption, block.columns, block.rows);
    case "figure":
      return figureHtml(block, figures);
    case "row":
      return `<div class="row${block.figures.length % 2 === 1 ? " odd" : ""}">${block.figures.map((figure) => figureHtml(figure, figures)).join("\n")}</div>`;
    case "formula":
      return `<div class="formula">${mathml(block.latex, true)}</div>`;
    case "program":
      return `<pre><code>${preserved(block.text.trimEnd())}</code></pre>`;
    case "commands":
      return `<ul class="commands">${block.commands.map(({ what, command }) => `<li>${escapeXml(what)}<pre><code>${escapeXml(command)}</code></pre></li>`).join("")}</ul>`;
    case "steps":
      return `<ol class="steps">${block.steps.map(({ title, latex, note }) => `<li>${inline(title)} <small>${escapeXml(note)}</small><div class="formula">${mathml(latex, true)}</div></li>`).join("")}</ol>`;
    case "fold":
      return `<details><summary>${escapeXml(block.title)}</summary>\n${block.blocks.map((one) => blockHtml(one, figures)).join("\n")}\n</details>`;
  }
}

function figureHtml({ id, title, caption, drawing }: FigureBlock, figures: Counter): string {
  const alt = `${title}. ${plainText(caption.filter((part) => typeof part === "string" || !("math" in part)))}`.trim();
  return `<figure id="${id}">${svgElement(drawing, { id, alt })}<figcaption><b>Figure ${figures()}. ${escapeXml(title)}.</b> ${inline(caption)}</figcaption></figure>`;
}

function tableHtml(caption: Text, columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const classes = (column: Column, cell?: Cell): string => {
    const names = [
      column.align === "right" ? "r" : "",
      column.wraps ? "w" : "",
      cell?.tone ?? "",
      cell?.isHead ? "head" : "",
    ].filter((name) => name !== "");
    return names.length === 0 ? "" : ` class="${names.join(" ")}"`;
  };
  const head = columns.map((column) => `<th scope="col"${classes(column)}>${escapeXml(column.title)}</th>`).join("");
  const body = rows
    .map(
      (row) =>
        `<tr>${row.map((cell, i) => `<td${classes(columns[i]!, cell)}>${inline(cell.text)}</td>`).join("")}</tr>`,
    )
    .join("\n");
  return `<div class="scroll" tabindex="0"><table><caption>${inline(caption)}</caption><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

const inline = (text: Text): string =>
  text
    .map((part) => {
      if (typeof part === "string") return escapeXml(part);
      if ("code" in part) return `<code>${escapeXml(part.code)}</code>`;
      if ("math" in part) return mathml(part.math, false);
      return `<strong>${escapeXml(part.strong)}</strong>`;
    })
    .join("");

/** Line breaks are kept. */
const preserved = (text: string): string => text.split("\n").map(escapeXml).join("\n");
