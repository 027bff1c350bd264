import { describe, expect, test } from "vitest";
import { makeAxis } from "../../src/report/figure/axis.ts";
import { panelRange } from "../../src/report/figure/range.ts";

const panelOf = (y: number[]) => ({
  title: "t",
  xLabel: "x",
  yLabel: "y",
  yRange: "robust" as const,
  series: [{ label: "a", x: y.map((_, i) => i), y }],
});

describe("the robust range", () => {
  test("keeps well-behaved values whole", () => {
    expect(panelRange(panelOf(Array.from({ length: 100 }, (_, i) => i))).y).toEqual([0, 99]);
  });

  test("cuts a pole at three interquartile ranges below the lower quartile", () => {
    const y = Array.from({ length: 199 }, (_, i) => -200 / (i + 1));
    // Quartiles of -1/p at p = 0.2525 and p = 0.7525.
    const [lower, upper] = [-(1 / 0.25 + 1 / 0.255) / 2, -(1 / 0.75 + 1 / 0.745) / 2];
    const range = panelRange(panelOf(y)).y;
    expect(range[0]).toBeCloseTo(lower - 3 * (upper - lower), 0);
    expect(range[1]).toBe(y.at(-1));
  });

  test("of a constant with a spike stays near the constant", () => {
    const range = panelRange(panelOf(Array.from({ length: 200 }, (_, i) => (i === 0 ? 1e6 : 3)))).y;
    expect(range[0]).toBeLessThan(3);
    expect(range[1]).toBeLessThan(10);
  });

  test("of a line that is mostly flat keeps its ramp", () => {
    const y = Array.from({ length: 200 }, (_, i) => Math.max(0, 0.2 - i / 200));
    expect(panelRange(panelOf(y)).y).toEqual([0, 0.2]);
  });
});

describe("ticks", () => {
  const labels = (low: number, high: number, scale: "linear" | "log" = "linear") =>
    makeAxis([low, high], { scale, count: 5, round: true }).ticks.map(({ label }) => label);

  test.each([
    [0, 1, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]],
    [-12.3, -0.4, ["−14", "−12", "−10", "−8", "−6", "−4", "−2", "0"]],
    [0, 50_000, ["0", "10,000", "20,000", "30,000", "40,000", "50,000"]],
    [0, 3e-5, ["0", "5e−6", "1.0e−5", "1.5e−5", "2.0e−5", "2.5e−5", "3.0e−5"]],
  ])("from %d to %d", (low, high, expected) => {
    expect(labels(low, high)).toEqual(expected);
  });

  test("of a logarithmic axis are powers of ten, or 1, 2 and 5 times one on a short axis", () => {
    expect(labels(0.02, 300, "log")).toEqual(["0.01", "0.1", "1", "10", "100", "1000"]);
    expect(labels(1, 20, "log")).toEqual(["1", "2", "5", "10", "20"]);
  });
});
