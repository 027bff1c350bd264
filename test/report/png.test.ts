import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { curveFigure, lineFigure, svgToPng, type Theme } from "../../src/report/figure/index.ts";
import { brier, crossEntropy } from "./samples.ts";

const draw = (theme: Theme): Promise<string> =>
  curveFigure([crossEntropy, brier], { title: "Two losses", xLabel: "p", theme, width: 700, height: 360 });

const decode = async (svg: string, scale?: number): Promise<PNG> =>
  PNG.sync.read(Buffer.from(await svgToPng(svg, scale === undefined ? {} : { scale })));

/** How many pixels of an area are nearer to black than to white. */
function darkPixels(png: PNG, [left, top, right, bottom]: readonly [number, number, number, number]): number {
  let count = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) if (png.data[4 * (y * png.width + x)]! < 128) count++;
  }
  return count;
}

test("has the size of the figure times the scale", async () => {
  const svg = await draw("light");
  expect(await decode(svg, 1)).toMatchObject({ width: 700, height: 360 });
  expect(await decode(svg)).toMatchObject({ width: 1400, height: 720 });
});

test("shows text without any font of the system", async () => {
  const bare = await lineFigure({ panels: [], width: 300, height: 100 });
  const titled = await lineFigure({ title: "Mmmm", panels: [], width: 300, height: 100 });
  const area = [20, 18, 120, 44] as const;
  expect(darkPixels(await decode(bare, 1), area)).toBe(0);
  expect(darkPixels(await decode(titled, 1), area)).toBeGreaterThan(100);
});

test("shows different letters for different text", async () => {
  const title = (text: string): Promise<PNG> =>
    lineFigure({ title: text, panels: [], width: 300, height: 100 }).then((svg) => decode(svg, 1));
  expect((await title("focal")).data.equals((await title("brier")).data)).toBe(false);
});

test("draws the light theme on white, the dark one on black, and auto as light", async () => {
  const [lightPng, darkPng, autoPng] = await Promise.all(
    [draw("light"), draw("dark"), draw("auto")].map(async (svg) => decode(await svg, 1)),
  );
  expect([...lightPng!.data.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
  expect([...darkPng!.data.subarray(0, 4)]).toEqual([13, 17, 23, 255]);
  expect(autoPng!.data.equals(lightPng!.data)).toBe(true);
});

test("is the same byte for byte each time", async () => {
  const svg = await draw("light");
  expect(Buffer.from(await svgToPng(svg)).equals(Buffer.from(await svgToPng(svg)))).toBe(true);
});

test("refuses a scale that gives no picture, and text that is no SVG", async () => {
  const svg = await draw("light");
  for (const scale of [0, -1, Number.NaN, 1e6]) await expect(svgToPng(svg, { scale })).rejects.toThrow(RangeError);
  await expect(svgToPng("no picture")).rejects.toThrow();
});
