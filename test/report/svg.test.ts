import { DOMParser, type Document, type Element } from "@xmldom/xmldom";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { curveFigure, lineFigure } from "../../src/report/figure/index.ts";
import { dark, dashes, light, lineStyle, markers } from "../../src/report/figure/palette.ts";
import { textWidth } from "../../src/report/figure/svg-text.ts";
import { absolute, brier, crossEntropy, curve } from "./samples.ts";

const xLabel = "predicted probability of the true class";

function parse(svg: string): Document {
  const onError = (level: string, message: string): void => {
    // The replacement character is a warning: it is what an unwritable character becomes.
    if (level !== "warning") throw new Error(`${level}: ${message}`);
  };
  return new DOMParser({ onError }).parseFromString(svg, "image/svg+xml");
}

const elements = (svg: string, name: string): Element[] => Array.from(parse(svg).getElementsByTagName(name));
const texts = (svg: string): string[] => elements(svg, "text").map((text) => text.textContent ?? "");

/** The data lines: paths of two pixels drawn in a series' colour, the legend's samples left out. */
const lines = (svg: string): string[] =>
  elements(svg, "path")
    .filter((path) => path.getAttribute("stroke") === "currentColor")
    .map((path) => path.getAttribute("d") ?? "")
    .filter((d) => !d.includes("h34"));

/** Every coordinate of a path of M, L and h commands. */
const coordinates = (d: string): number[][] =>
  d
    .split(/[MLh]/)
    .filter((pair) => pair !== "")
    .map((pair) => pair.split(" ").map(Number));

describe("the SVG figure of losses", () => {
  test("is well-formed, named, described and free of scripts and references", async () => {
    const svg = await curveFigure([crossEntropy, brier], { title: "Two losses", xLabel });
    const root = parse(svg).documentElement!;
    expect(root.getAttribute("role")).toBe("img");
    expect(root.getAttribute("aria-label")).toBe("Two losses");
    expect(elements(svg, "title").map((title) => title.textContent)).toEqual(["Two losses"]);
    expect(elements(svg, "desc")[0]!.textContent).toContain("for cross_entropy, brier");
    expect(elements(svg, "script")).toEqual([]);
    expect(svg).not.toMatch(/href|url\(|@import| id=/);
    expect(texts(svg)).toEqual(
      expect.arrayContaining(["Two losses", "Loss", "Gradient", "cross_entropy", "brier", xLabel, "0.0", "1.0"]),
    );
  });

  test("has a line for each curve in each panel, told apart without colour", async () => {
    const svg = await curveFigure([crossEntropy, brier, absolute], { xLabel });
    expect(lines(svg)).toHaveLength(6);
    const looks = Array.from({ length: 30 }, (_, i) => lineStyle(i)).map(({ dash, marker }) => dash + marker);
    expect(new Set(looks).size).toBe(dashes.length * markers.length);
  });

  test("is the same byte for byte each time", async () => {
    const draw = () => curveFigure([crossEntropy, brier], { title: "t", xLabel, theme: "auto" });
    expect(await draw()).toBe(await draw());
  });

  test("escapes any text", async () => {
    const hostile = `</title><script>alert("1")</script>&amp;\u0000\ud800\u202e`;
    const svg = await curveFigure(
      [
        { ...crossEntropy, label: "__proto__" },
        { ...brier, label: hostile },
      ],
      {
        title: hostile,
        xLabel: hostile,
      },
    );
    expect(elements(svg, "script")).toEqual([]);
    expect(elements(svg, "title")[0]!.textContent).toBe(`</title><script>alert("1")</script>&amp;\ufffd\ufffd\ufffd`);
    expect(texts(svg)).toContain("__proto__");
  });

  test("breaks the line where a value is not finite, and says so", async () => {
    const holed = curve(
      "holed",
      (p) => (p > 0.4 && p < 0.6 ? Number.NaN : p),
      (p) => (p === 0.5 ? Number.POSITIVE_INFINITY : 1),
    );
    const svg = await curveFigure([holed], { xLabel });
    expect(lines(svg).map((d) => d.split("M").length - 1)).toEqual([2, 2]);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(texts(svg)).toEqual(expect.arrayContaining(["39 points not finite", "1 point not finite"]));
  });

  test("does not let a spike flatten the rest", async () => {
    const plain = await curveFigure([brier], { xLabel });
    const loss = Array.from(brier.loss, (value, i) => (i === 0 ? 1e9 : value));
    const spiked = await curveFigure([{ ...brier, loss }], { xLabel });
    expect(texts(spiked)).toContain("cut: values reach 1e9");
    const ends = (svg: string) => coordinates(lines(svg)[0]!).slice(2);
    expect(ends(spiked).slice(-150)).toEqual(ends(plain).slice(-150));
  });

  test("keeps every line inside the figure, whatever the values", async () => {
    const value = fc.oneof(fc.double(), fc.double({ min: -5, max: 5, noNaN: true }));
    const point = fc.record({ x: value, loss: value, gradient: value });
    await fc.assert(
      fc.asyncProperty(
        fc.array(point, { maxLength: 12 }),
        fc.boolean(),
        fc.string({ unit: "binary" }),
        async (points, logY, label) => {
          const column = (key: "x" | "loss" | "gradient") => points.map((p) => p[key]);
          const svg = await curveFigure(
            [{ label, x: column("x"), loss: column("loss"), gradient: column("gradient") }],
            { title: label, xLabel: label, logY, width: 700, height: 400 },
          );
          const shown = elements(svg, "path").map((path) => path.getAttribute("d") ?? "");
          expect(shown.join()).not.toMatch(/NaN|Infinity|undefined/);
          for (const [x, y] of lines(svg).flatMap(coordinates)) {
            if (y === undefined) continue;
            expect(x).toBeGreaterThanOrEqual(0);
            expect(x).toBeLessThanOrEqual(700);
            expect(y).toBeGreaterThanOrEqual(0);
            expect(y).toBeLessThanOrEqual(400);
          }
        },
      ),
      { seed: 7, numRuns: 150 },
    );
  });

  test("shows the magnitude of the gradient on logarithmic axes", async () => {
    const svg = await curveFigure([crossEntropy], { xLabel, logY: true });
    expect(texts(svg)).toEqual(expect.arrayContaining(["magnitude of ∂ loss / ∂ prediction", "1", "10", "100"]));
    expect(lines(svg)).toHaveLength(2);
  });

  test("stacks the panels when narrow", async () => {
    const tops = async (width: number) => {
      const svg = await curveFigure([crossEntropy], { xLabel, width });
      return elements(svg, "text")
        .filter((text) => text.textContent === "Loss" || text.textContent === "Gradient")
        .map((text) => Number(text.getAttribute("y")));
    };
    const [wideLoss, wideGradient] = await tops(900);
    expect(wideGradient).toBe(wideLoss);
    const [narrowLoss, narrowGradient] = await tops(400);
    expect(narrowGradient).toBeGreaterThan(narrowLoss! + 200);
  });
});

/** The box of a text, by the same widths that the layout uses. */
function textBox(text: Element): { left: number; right: number; top: number; bottom: number } {
  const number = (name: string): number => Number(text.getAttribute(name));
  const width = textWidth(text.textContent ?? "", number("font-size"));
  const anchor = text.getAttribute("text-anchor");
  const left = number("x") - (anchor === "middle" ? width / 2 : anchor === "end" ? width : 0);
  return { left, right: left + width, top: number("y") - 0.75 * number("font-size"), bottom: number("y") };
}

test.each([240, 420, 700, 880, 1400])("no two texts overlap, and none leaves a figure of width %d", async (width) => {
  const many = Array.from({ length: 12 }, (_, i) => ({ ...crossEntropy, label: `loss_${"x".repeat(3 * i)}_${i}` }));
  const scaled = { ...brier, loss: Array.from(brier.loss, (v) => 1e7 * v), label: "l".repeat(300) };
  for (const logY of [false, true]) {
    const svg = await curveFigure([...many, scaled], { title: "A title of words ".repeat(12), xLabel, width, logY });
    const boxes = elements(svg, "text").map(textBox);
    for (const [i, a] of boxes.entries()) {
      expect(a.left).toBeGreaterThanOrEqual(0);
      expect(a.right).toBeLessThanOrEqual(width);
      for (const b of boxes.slice(i + 1)) {
        const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
        expect(apart, JSON.stringify([a, b])).toBe(true);
      }
    }
  }
});

describe("a figure of any panels", () => {
  const epochs = Array.from({ length: 20 }, (_, i) => i + 1);
  const panel = { title: "Learning", xLabel: "epoch", yLabel: "accuracy" };

  test("keeps the first epoch of a learning curve", async () => {
    const y = epochs.map((epoch) => (epoch === 1 ? 0.1 : 0.9));
    const svg = await lineFigure({ panels: [{ ...panel, series: [{ label: "focal", x: epochs, y }] }] });
    expect(coordinates(lines(svg)[0]!)).toHaveLength(20);
    expect(texts(svg).join()).not.toContain("cut");
  });

  test("gives a name the same look in every panel, and a repeated name two looks", async () => {
    const named = (label: string) => ({ label, x: epochs, y: epochs });
    const svg = await lineFigure({
      panels: [
        { ...panel, series: [named("a"), named("b")] },
        { ...panel, series: [named("b"), named("b")] },
      ],
    });
    const looks = elements(svg, "g")
      .filter((group) => group.getAttribute("class")?.startsWith("lf-s"))
      .map((group) => group.getAttribute("class"));
    expect(looks).toEqual(["lf-s0", "lf-s1", "lf-s2", "lf-s0", "lf-s1", "lf-s1", "lf-s2"]);
  });

  test("says so when there is nothing to draw", async () => {
    const svg = await lineFigure({ panels: [{ ...panel, series: [{ label: "a", x: [1, 2], y: [NaN, NaN] }] }] });
    expect(texts(svg)).toContain("no finite values");
    expect(lines(svg)).toEqual([]);
  });
});

test("every line has a contrast of at least 3 to its page, the text of 4.5", () => {
  const luminance = (colour: string): number => {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const contrast = (a: string, b: string): number => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high! + 0.05) / (low! + 0.05);
  };
  for (const theme of [light, dark]) {
    for (const line of theme.lines) expect(contrast(line, theme.page)).toBeGreaterThanOrEqual(3);
    for (const text of [theme.ink, theme.muted]) expect(contrast(text, theme.page)).toBeGreaterThanOrEqual(4.5);
  }
});
