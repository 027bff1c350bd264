/** A page's drawings and texts, on data that is made up. */

import { DOMParser } from "@xmldom/xmldom";
import { describe, expect, test } from "vitest";
import { compile } from "../../../src/pipeline/compile.ts";
import { svgElement, svgFile } from "../../../src/report/page/chart/draw.ts";
import { differenceAxis } from "../../../src/report/page/chart/forest.ts";
import { drawLines, lineSpec } from "../../../src/report/page/chart/lines.ts";
import { stylesOf } from "../../../src/report/page/chart/theme.ts";
import { lossCurves } from "../../../src/report/page/curves.ts";
import type { Page } from "../../../src/report/page/document.ts";
import { drawGenotype } from "../../../src/report/page/genotype-figure.ts";
import { htmlPage, markdownPage } from "../../../src/report/page/index.ts";
import { mathml } from "../../../src/report/page/math.ts";
import { frameOf } from "../../../src/report/page/sections/elimination.ts";

const loss = (text: string) => compile(text).losses[0]!;
const CE = "loss ce(y: target, p: probs) = -sum(y * log(p))";

function parsed(xml: string) {
  const problems: string[] = [];
  const root = new DOMParser({ onError: (level, message) => problems.push(`${level}: ${message}`) }).parseFromString(
    xml,
    "text/xml",
  );
  expect(problems).toEqual([]);
  return root;
}

const panel = {
  title: "t",
  xLabel: "x",
  yLabel: "y",
  series: [
    { label: "<a> & b", x: [0, 1, 2], y: [1, Number.NaN, 3] },
    { label: "cross_entropy", x: [0, 1, 2], y: [2, 2, Number.POSITIVE_INFINITY] },
  ],
};

describe("phenotypes and gradients", () => {
  const curves = lossCurves("ce", loss(CE))!;

  test("are scaled from 0 to 1 and end at the ends", () => {
    expect([Math.min(...curves.phenotype), Math.max(...curves.phenotype)]).toEqual([0, 1]);
    expect([curves.yhat[0], curves.yhat.at(-1)]).toEqual([1e-7, 1 - 1e-7]);
    expect(curves.near.yhat[0]).toBe(0.95);
  });

  test("cross-entropy: -1/q by the probability, and q - 1 by the logit", () => {
    curves.yhat.forEach((q, i) => {
      expect(curves.slope[i]! * q).toBeCloseTo(-1, 10);
      expect(curves.pull[i]).toBeCloseTo(q - 1, 10);
    });
  });

  test("the wrong class counts too: Brier's logit gradient is 4 (q - 1) q (1 - q)", () => {
    const brier = lossCurves("b", loss("loss b(y: target, p: probs) = sum((y - p)^2)"))!;
    brier.yhat.forEach((q, i) => {
      expect(brier.pull[i]).toBeCloseTo(-4 * (1 - q) * q * (1 - q), 10);
    });
  });

  test("losses of values have none", () =>
    expect(lossCurves("mse", loss("loss mse(y: value, p: value) = (y - p)^2"))).toBeUndefined());
});

describe("charts", () => {
  test("values that cannot be drawn break the line", () => {
    const spec = lineSpec(panel, ["<a> & b", "cross_entropy"], {}) as unknown as {
      data: { values: { y: number | null }[] };
    };
    expect(spec.data.values.map(({ y }) => y)).toEqual([1, null, 3, 2, 2, null]);
  });

  test("the baseline looks the same beside one loss and beside many, and unlike all of them", () => {
    const names = Array.from({ length: 8 }, (_, i) => `l${i}`);
    const few = stylesOf(["l0", "cross_entropy"])[1];
    const many = stylesOf([...names, "cross_entropy"]);
    expect(many[8]).toEqual(few);
    expect(new Set(many.map((style) => JSON.stringify(style))).size).toBe(9);
  });

  test("are well-formed, take colours from the page alone, and keep their clip paths apart", async () => {
    const drawing = await drawLines(panel);
    const text = svgElement(drawing, { id: "one", alt: 'a "b" <c>' });
    parsed(text);
    expect(text).toContain("&lt;a&gt; &amp; b");
    expect(text).not.toMatch(/(?:fill|stroke)="#/);
    expect(text).not.toMatch(/id="clip|url\(#clip/);
    expect(text).toContain('id="one-clip');
    expect((await drawLines(panel)).content === drawing.content).toBe(true);
  });
});

test("a genotype is drawn with every node and operand; cycles among inactive nodes do no harm", () => {
  const node = (id: string, kind: "leaf" | "hidden" | "root", args: string[], active = true) => ({
    id,
    kind,
    label: `<${id}>`,
    active,
    args,
  });
  const nodes = [
    node("y", "leaf", []),
    node("p", "leaf", []),
    node("h1", "hidden", ["y", "p"]),
    node("h2", "hidden", ["h3", "y"], false),
    node("h3", "hidden", ["h2"], false),
    node("root", "root", ["h1", "h1"]),
  ];
  const svg = svgFile(drawGenotype({ nodes, flip: true }), { id: "g", alt: "g" });
  const root = parsed(svg);
  expect(root.getElementsByTagName("rect").length).toBe(1 + nodes.length);
  expect(root.getElementsByTagName("path").length).toBe(2 * nodes.flatMap(({ args }) => args).length);
  expect(svg).toContain("root, negated");
  expect(svg).not.toContain("NaN");
});

test("formulas become MathML", () => {
  const text = mathml("-\\sum_{c} \\frac{y_c}{\\sqrt{\\hat{y}_c}}", true);
  parsed(text);
  expect(text).toContain("<mfrac>");
  expect(text).not.toContain("temml-error");
});

describe("what runs are called cannot change the page", () => {
  const hostile = "<script>alert(1)</script> & `x` | [a](b) $z$";
  const page: Page = {
    title: hostile,
    lead: [hostile, { code: hostile }, { strong: hostile }],
    sections: [
      {
        id: "s",
        title: hostile,
        lead: [],
        blocks: [
          { kind: "program", text: `${hostile}\n\`\`\`\nmore` },
          {
            kind: "table",
            caption: [hostile],
            columns: [{ title: hostile, align: "left" }],
            rows: [[{ text: [hostile] }]],
          },
        ],
      },
    ],
  };

  test("HTML", () => {
    const html = htmlPage(page);
    expect(html).not.toContain("<script");
    expect(html).not.toMatch(/(?:src|href)="(?!#)/);
  });

  test("Markdown", () => {
    const { text } = markdownPage(page, "figures");
    const rows = text.split("\n").filter((line) => line.startsWith("| "));
    for (const row of rows) expect(row.replaceAll("\\|", "").split("|")).toHaveLength(3);
    expect(text).toContain("````\n");
  });
});

describe("the frame of an elimination's scores", () => {
  const frame = (means: readonly number[]) => {
    const series = [
      { label: "a", x: means.map((_, i) => i), y: means, low: means.map(() => -1), high: means.map(() => 2) },
    ];
    const { layer } = lineSpec({ title: "", xLabel: "", yLabel: "", yRange: frameOf(means), series }, ["a"], {
      strokes: true,
    }) as unknown as { layer: readonly { encoding: { y: { scale: { domain: readonly [number, number] } } } }[] };
    return layer[0]!.encoding.y.scale.domain;
  };

  test("holds all means, however long the intervals of two seeds are", () => {
    const [low, high] = frame([0.7, 0.72, 0.69]);
    expect([low, high]).toEqual([expect.closeTo(0.684, 10), expect.closeTo(0.726, 10)]);
  });

  test("has a height where all means are alike, and where there are none", () => {
    for (const means of [[0.5], [0], []]) {
      const [low, high] = frame(means);
      expect(low).toBeLessThan(high);
    }
  });
});

describe("the axis of differences", () => {
  const around = (...means: number[]) => means.map((mean) => ({ mean, low: mean - 0.3, high: mean + 0.3 }));

  test("is linear where they are of one size, and where there is none", () => {
    for (const differences of [around(-1, 2, 3), around(0, 0), [], around(Number.NaN)])
      expect(differenceAxis(differences)).toEqual({ note: "" });
  });

  test("is logarithmic beyond the usual size where one is far larger", () => {
    expect(differenceAxis(around(-60, 0.8, 0.6, -0.4))).toEqual({
      scale: { type: "symlog", constant: 1 },
      values: [-10, -1, 0, 1],
      note: " (logarithmic beyond 1)",
    });
    expect(differenceAxis(around(0.002, 0.001, 5)).note).toBe(" (logarithmic beyond 0.001)");
  });
});
