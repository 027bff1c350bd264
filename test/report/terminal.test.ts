import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { terminalFigure, terminalPanels } from "../../src/report/figure/index.ts";
import { absolute, brier, crossEntropy } from "./samples.ts";

const xLabel = "predicted probability";

describe("the figure for a terminal", () => {
  test("of three losses, 80 columns by 24 rows", async () => {
    const text = terminalFigure([crossEntropy, brier, absolute], { columns: 80, rows: 24, colour: false, xLabel });
    expect(text.split("\n")).toHaveLength(24);
    await expect(`${text}\n`).toMatchFileSnapshot("golden/three-losses-80x24.txt");
  });

  test("of one loss, 60 columns, stacked", async () => {
    const text = terminalFigure([crossEntropy], { columns: 60, rows: 24, colour: false, xLabel });
    await expect(`${text}\n`).toMatchFileSnapshot("golden/one-loss-60x24.txt");
  });

  test("stays within its columns and rows", () => {
    const size = fc.record({ columns: fc.integer({ min: 24, max: 200 }), rows: fc.integer({ min: 20, max: 60 }) });
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 3 }), fc.boolean(), ({ columns, rows }, count, logY) => {
        const curves = [crossEntropy, brier, absolute].slice(0, count);
        const text = terminalFigure(curves, { columns, rows, colour: false, xLabel, logY });
        expect(text.split("\n").length).toBeLessThanOrEqual(rows);
        for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
      }),
      { seed: 11, numRuns: 100 },
    );
  });

  test("differs from the colourless one by its escape sequences only", () => {
    const draw = (colour: boolean) => terminalFigure([crossEntropy, brier], { columns: 80, rows: 24, colour, xLabel });
    const csi = String.fromCodePoint(27);
    expect(draw(false)).not.toContain(csi);
    expect(draw(true)).toContain(`${csi}[33m`);
    expect(draw(true).replaceAll(new RegExp(`${csi}\\[\\d+m`, "g"), "")).toBe(draw(false));
  });

  test("lets no control character of a name through", () => {
    const label = "a\u001b]0;owned\u0007\u202e";
    const text = terminalFigure([{ ...brier, label }], { columns: 80, rows: 24, colour: false, xLabel: label });
    expect(text).toContain("a?]0;owned??");
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{C}/u);
  });

  test("says so when there is nothing to draw", () => {
    const panel = { title: "t", xLabel: "x", yLabel: "y", series: [{ label: "a", x: [1], y: [Number.NaN] }] };
    const text = terminalPanels([panel], { columns: 60, rows: 16, colour: false });
    expect(text).toContain("no finite values");
    expect(text).not.toMatch(/[\u2801-\u28ff]/);
  });
});
