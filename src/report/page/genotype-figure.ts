/** A genotype's graph goes in; it is drawn from the leaves at the bottom to the root at the top, inactive nodes pale and dashed. */

import { px } from "../figure/svg-panel.ts";
import { escapeXml, textWidth } from "../figure/svg-text.ts";
import type { Drawing } from "./chart/draw.ts";
import { colour, FONT, lineColour } from "./chart/theme.ts";
import type { GenotypeGraph, GraphNode } from "./data.ts";

const BOX_HEIGHT = 34;
const LEVEL = 78;
const GAP = 18;
const MARGIN = 14;
const LEAST_WIDTH = 460;
const FONT_SIZE = 13;

interface Placed {
  readonly node: GraphNode;
  readonly level: number;
  readonly width: number;
  /** Of its middle. */
  x: number;
  readonly y: number;
}

export function drawGenotype({ nodes, flip }: GenotypeGraph): Drawing {
  const levels = levelsOf(nodes);
  const top = Math.max(...levels.values());
  const rows = orderedRows(nodes, levels, top);
  const height = 2 * MARGIN + top * LEVEL + BOX_HEIGHT + 8;
  const widthOf = (node: GraphNode): number => Math.max(44, textWidth(node.label, FONT_SIZE) + 22);
  const rowWidth = (row: readonly GraphNode[]): number =>
    row.reduce((sum, node) => sum + widthOf(node), 0) + GAP * (row.length - 1);
  const width = Math.max(LEAST_WIDTH, 2 * MARGIN + Math.max(...rows.map(rowWidth)));
  const placed = new Map<string, Placed>();
  rows.forEach((row, level) => {
    const slack = (width - 2 * MARGIN - rowWidth(row)) / row.length;
    let left = MARGIN;
    for (const node of row) {
      const own = widthOf(node);
      placed.set(node.id, {
        node,
        level,
        width: own,
        x: left + slack / 2 + own / 2,
        y: height - MARGIN - BOX_HEIGHT / 2 - level * LEVEL,
      });
      left += own + slack + GAP;
    }
  });
  const all = [...placed.values()];
  const content = [
    `<g font-family="${escapeXml(FONT)}" font-size="${FONT_SIZE}">`,
    ...all.flatMap((target) =>
      target.node.args.flatMap((id, place) => {
        const source = placed.get(id);
        return source === undefined ? [] : [edge(source, target, place)];
      }),
    ),
    ...all.map((one) => box(one, flip)),
    "</g>",
  ].join("");
  return { width, height, content };
}

/** The longest way from a leaf; of nodes on a cycle, as far as it can be told. */
function levelsOf(nodes: readonly GraphNode[]): Map<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const levels = new Map<string, number>();
  const open = new Set<string>();
  const visit = (id: string): number => {
    const known = levels.get(id);
    const node = byId.get(id);
    if (known !== undefined) return known;
    if (node === undefined || node.kind === "leaf" || open.has(id)) return 0;
    open.add(id);
    const level = 1 + Math.max(0, ...node.args.map(visit));
    open.delete(id);
    levels.set(id, level);
    return level;
  };
  for (const { id } of nodes) levels.set(id, visit(id));
  const root = nodes.find(({ kind }) => kind === "root");
  const top = root === undefined ? 0 : levels.get(root.id)!;
  // Inactive nodes stand beside the active ones, so that none lies in the way to the root.
  for (const { id, active } of nodes) if (!active && top > 0) levels.set(id, Math.min(levels.get(id)!, top - 1));
  return levels;
}

/** From the leaves up; in a row each node stands near what it reads. */
function orderedRows(nodes: readonly GraphNode[], levels: ReadonlyMap<string, number>, top: number): GraphNode[][] {
  const rows = Array.from({ length: top + 1 }, (_, level) => nodes.filter(({ id }) => levels.get(id) === level));
  const place = new Map<string, number>();
  const settle = (row: GraphNode[]): void => {
    for (const [i, { id }] of row.entries()) place.set(id, (i + 0.5) / row.length);
  };
  for (const row of rows) settle(row);
  const users = new Map<string, string[]>();
  for (const { id, args } of nodes) for (const arg of args) users.set(arg, [...(users.get(arg) ?? []), id]);
  const pull = (ids: readonly string[], own: string): number => {
    const places = ids.map((id) => place.get(id) ?? 0.5);
    return places.length === 0 ? (place.get(own) ?? 0.5) : places.reduce((sum, one) => sum + one, 0) / places.length;
  };
  for (let round = 0; round < 4; round++) {
    for (const row of rows) {
      row.sort((a, b) => pull(a.args, a.id) - pull(b.args, b.id));
      settle(row);
    }
    for (const row of rows.toReversed()) {
      row.sort((a, b) => pull(users.get(a.id) ?? [], a.id) - pull(users.get(b.id) ?? [], b.id));
      settle(row);
    }
  }
  return rows;
}

/** To the target's lower side, the first operand on the left; from the source's top, or its lower side where it stands no deeper. */
function edge(source: Placed, target: Placed, place: number): string {
  const active = source.node.active && target.node.active;
  const count = target.node.args.length;
  const offset = count < 2 ? 0 : (place - (count - 1) / 2) * Math.min(26, target.width / 2);
  const isBelow = source.level < target.level;
  const [x1, y1] = [source.x, source.y + (isBelow ? -BOX_HEIGHT / 2 : BOX_HEIGHT / 2)];
  const [x2, y2] = [target.x + offset, target.y + BOX_HEIGHT / 2 + 7];
  const bend = Math.max(isBelow ? 14 : 26, Math.abs(y1 - y2) / 2);
  const tone = active ? colour("ink") : colour("axis");
  const dash = active ? "" : ' stroke-dasharray="3 3"';
  return (
    `<path fill="none" stroke="${tone}" stroke-width="${active ? 1.6 : 1.2}"${dash} ` +
    `d="M${px(x1)} ${px(y1)}C${px(x1)} ${px(isBelow ? y1 - bend : y1 + bend)} ${px(x2)} ${px(y2 + bend)} ${px(x2)} ${px(y2)}"/>` +
    `<path fill="${tone}" d="M${px(x2 - 3.6)} ${px(y2)}h7.2l-3.6-7z"/>`
  );
}

function box({ node, width, x, y }: Placed, flip: boolean): string {
  const { kind, active, label } = node;
  const isRoot = kind === "root";
  const radius = kind === "leaf" ? BOX_HEIGHT / 2 : 6;
  const line = isRoot ? lineColour(0) : active ? colour("ink") : colour("axis");
  const dash = active ? "" : ' stroke-dasharray="4 3"';
  const rect =
    `<rect x="${px(x - width / 2)}" y="${px(y - BOX_HEIGHT / 2)}" width="${px(width)}" height="${BOX_HEIGHT}" rx="${radius}" ` +
    `fill="${colour("page")}" stroke="${line}" stroke-width="${isRoot ? 2.5 : 1.4}"${dash}/>`;
  const text = `<text x="${px(x)}" y="${px(y + 4.5)}" text-anchor="middle" fill="${active ? colour("ink") : colour("muted")}"${isRoot ? ' font-weight="600"' : ""}>${escapeXml(label)}</text>`;
  const note = isRoot
    ? `<text x="${px(x + width / 2 + 8)}" y="${px(y + 4.5)}" fill="${colour("muted")}" font-size="12">${flip ? "root, negated" : "root"}</text>`
    : "";
  return `<g>${rect}${text}${note}</g>`;
}
