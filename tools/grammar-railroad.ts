/** The grammar's rules go in; one SVG of railroad diagrams, which needs nothing beside itself, comes out. */

import type { Grammar, Rule } from "./grammar-rules.ts";

const RADIUS = 8;
const GAP = 10;
const HALF_HEIGHT = 12;
const CHARACTER = 7.8;
const TITLE = 34;

/** A part of the diagram: a train enters at the left on the line and leaves at the right on the same line. */
interface Box {
  readonly width: number;
  /** How far it reaches above and below the line. */
  readonly up: number;
  readonly down: number;
  readonly draw: (x: number, y: number) => string;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function path(d: string): string {
  return `<path d="${d}"/>`;
}

/** To the line `dy` further down (or up) and back onto the horizontal, over two radii to the right or, with -1, to the left. */
function turn(dy: number, way: 1 | -1 = 1): string {
  const r = RADIUS;
  const s = Math.sign(dy);
  return `q${way * r} 0 ${way * r} ${s * r}v${dy - 2 * s * r}q0 ${s * r} ${way * r} ${s * r}`;
}

function station(text: string, kind: "literal" | "rule"): Box {
  const width = Math.ceil(text.length * CHARACTER) + 20;
  const corner = kind === "literal" ? HALF_HEIGHT : 2;
  return {
    width,
    up: HALF_HEIGHT,
    down: HALF_HEIGHT,
    draw: (x, y) =>
      `<rect class="${kind}" x="${x}" y="${y - HALF_HEIGHT}" width="${width}" height="${2 * HALF_HEIGHT}" rx="${corner}"/>` +
      `<text x="${x + width / 2}" y="${y + 5}">${escaped(text)}</text>`,
  };
}

function row(boxes: readonly Box[]): Box {
  return {
    width: boxes.reduce((sum, box) => sum + box.width, GAP * (boxes.length - 1)),
    up: Math.max(...boxes.map((box) => box.up)),
    down: Math.max(...boxes.map((box) => box.down)),
    draw(x, y) {
      let at = x;
      return boxes
        .map((box, i) => {
          const line = i === 0 ? "" : path(`M${at - GAP} ${y}h${GAP}`);
          const drawn = line + box.draw(at, y);
          at += box.width + GAP;
          return drawn;
        })
        .join("");
    },
  };
}

function choice(boxes: readonly Box[]): Box {
  const inner = Math.max(...boxes.map((box) => box.width));
  const offsets = [0];
  for (let i = 1; i < boxes.length; i++) {
    offsets.push(offsets[i - 1] + Math.max(boxes[i - 1].down + boxes[i].up + GAP, 2 * RADIUS));
  }
  const last = boxes.length - 1;
  return {
    width: inner + 4 * RADIUS,
    up: boxes[0].up,
    down: offsets[last] + boxes[last].down,
    draw: (x, y) =>
      boxes
        .map((box, i) => {
          const rest = inner - box.width;
          const enter = i === 0 ? `M${x} ${y}h${2 * RADIUS}` : `M${x} ${y}${turn(offsets[i])}`;
          const leave = i === 0 ? `h${2 * RADIUS}` : turn(-offsets[i]);
          const start = x + 2 * RADIUS;
          const end = `M${start + box.width} ${y + offsets[i]}h${rest}`;
          return path(enter) + box.draw(start, y + offsets[i]) + path(end + leave);
        })
        .join(""),
  };
}

function optional(box: Box): Box {
  const rise = Math.max(box.up + GAP, 2 * RADIUS);
  return {
    width: box.width + 4 * RADIUS,
    up: rise,
    down: box.down,
    draw: (x, y) =>
      path(`M${x} ${y}${turn(-rise)}h${box.width}${turn(rise)}M${x} ${y}h${2 * RADIUS}`) +
      box.draw(x + 2 * RADIUS, y) +
      path(`M${x + 2 * RADIUS + box.width} ${y}h${2 * RADIUS}`),
  };
}

function repeat(box: Box, between: Box | undefined): Box {
  const back = between ?? { width: 0, up: 0, down: 0, draw: () => "" };
  const inner = Math.max(box.width, back.width);
  const drop = Math.max(box.down + back.up + GAP, 2 * RADIUS);
  return {
    width: inner + 4 * RADIUS,
    up: box.up,
    down: drop + back.down,
    draw(x, y) {
      const start = x + 2 * RADIUS;
      const end = start + inner;
      const backStart = start + (inner - back.width) / 2;
      return (
        path(`M${x} ${y}h${2 * RADIUS}`) +
        box.draw(start, y) +
        path(`M${start + box.width} ${y}H${end + 2 * RADIUS}`) +
        // Out to the right, down, back along the lower line, up and in again.
        path(`M${end} ${y}q${RADIUS} 0 ${RADIUS} ${RADIUS}v${drop - 2 * RADIUS}q0 ${RADIUS} ${-RADIUS} ${RADIUS}`) +
        path(`M${end} ${y + drop}H${backStart + back.width}M${backStart} ${y + drop}H${start}`) +
        path(
          `M${start} ${y + drop}q${-RADIUS} 0 ${-RADIUS} ${-RADIUS}v${-(drop - 2 * RADIUS)}q0 ${-RADIUS} ${RADIUS} ${-RADIUS}`,
        ) +
        back.draw(backStart, y + drop)
      );
    },
  };
}

function boxOf(grammar: Grammar): Box {
  switch (grammar.kind) {
    case "literal":
      return station(grammar.text, "literal");
    case "rule":
      return station(grammar.name, "rule");
    case "sequence":
      return row(grammar.parts.map(boxOf));
    case "choice":
      return choice(grammar.parts.map(boxOf));
    case "optional":
      return optional(boxOf(grammar.part));
    case "repeat":
      return repeat(boxOf(grammar.part), grammar.between === undefined ? undefined : boxOf(grammar.between));
  }
}

const STYLE = `
.paper{fill:#fff;stroke:none}path{fill:none;stroke:#333;stroke-width:1.5}rect{stroke:#333;stroke-width:1.5}
.literal{fill:#dcefdc}.rule{fill:#e3e8f6}text{font:13px monospace;text-anchor:middle;fill:#111}
.title{font:bold 15px sans-serif;text-anchor:start}`;

export function railroadFile(rules: readonly Rule[]): string {
  const drawn: string[] = [];
  let y = GAP;
  let width = 0;
  for (const { name, grammar } of rules) {
    const box = boxOf(grammar);
    const line = y + TITLE + box.up;
    const x = 30;
    const ends = `M20 ${line}h10M${x + box.width} ${line}h10M20 ${line - 8}v16M${x + box.width + 10} ${line - 8}v16`;
    drawn.push(`<text class="title" x="20" y="${y + 18}">${name}</text>${path(ends)}${box.draw(x, line)}`);
    y = line + box.down + 2 * GAP;
    width = Math.max(width, x + box.width + 30);
  }
  const size = `width="${Math.ceil(width)}" height="${Math.ceil(y)}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(y)}">
<title>The grammar of lossc, drawn from the parser by tools/grammar.ts</title>
<style>${STYLE}</style>
<rect class="paper" ${size}/>
${drawn.join("\n")}
</svg>
`;
}
