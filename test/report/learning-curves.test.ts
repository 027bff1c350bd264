/** Learning curves: what is averaged over the seeds, and how the figure shows it. */

import { DOMParser } from "@xmldom/xmldom";
import { expect, test } from "vitest";
import { lineFigure } from "../../src/report/figure/index.ts";
import { learningCurves } from "../../src/report/learning-curves.ts";

const PANELS = [
  { value: "trainLoss", title: "Training loss", yLabel: "loss" },
  { value: "accuracy", title: "Validation accuracy", yLabel: "accuracy" },
];

const run = (...rows: Record<string, number>[]) => rows.map((values, i) => ({ epoch: i + 1, values }));

test("means over the runs that got so far, and their range", () => {
  const figure = learningCurves(
    [
      { label: "a", runs: [run({ accuracy: 0.5 }, { accuracy: 0.8 }, { accuracy: 0.9 }), run({ accuracy: 0.7 })] },
      { label: "b", runs: [run({ accuracy: 0.25 }), run({ accuracy: Number.NaN })] },
    ],
    PANELS,
  );
  expect(figure.panels.map(({ title }) => title)).toEqual(["Validation accuracy"]);
  expect(figure.panels[0]!.series).toEqual([
    { label: "a", x: [1, 2, 3], y: [0.6, 0.8, 0.9], low: [0.5, 0.8, 0.9], high: [0.7, 0.8, 0.9] },
    { label: "b", x: [1], y: [0.25], low: [0.25], high: [0.25] },
  ]);
});

test("one run has no range", () => {
  const { panels, title } = learningCurves([{ label: "a", runs: [run({ trainLoss: 2 }, { trainLoss: 1 })] }], PANELS);
  expect(title).toBe("Learning curves");
  expect(panels[0]!.series).toEqual([{ label: "a", x: [1, 2], y: [2, 1] }]);
});

test("the band is drawn about the line, inside the axes", async () => {
  const figure = learningCurves(
    [{ label: "a", runs: [run({ accuracy: 0.1 }, { accuracy: 0.3 }), run({ accuracy: 0.5 }, { accuracy: 0.9 })] }],
    PANELS,
  );
  const svg = await lineFigure(figure);
  const document = new DOMParser().parseFromString(svg, "image/svg+xml");
  const paths = Array.from(document.getElementsByTagName("path"));
  const bands = paths.filter((path) => path.getAttribute("fill-opacity") !== null);
  expect(bands).toHaveLength(1);
  const points = [...bands[0]!.getAttribute("d")!.matchAll(/([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);
  // Along the upper end and back along the lower one.
  expect(points).toHaveLength(4);
  const [upperLeft, upperRight, lowerRight, lowerLeft] = points as [number, number][];
  expect(upperLeft![0]).toBe(lowerLeft![0]);
  expect(upperRight![0]).toBe(lowerRight![0]);
  expect(upperLeft![1]).toBeLessThan(lowerLeft![1]);
  expect(upperRight![1]).toBeLessThan(upperLeft![1]);
  const heights = (lowerLeft![1] - upperLeft![1]) / (lowerRight![1] - upperRight![1]);
  expect(heights).toBeCloseTo(0.4 / 0.6, 3);
});
