import { expect, test } from "vitest";
import { terminalImages } from "../../src/report/terminal-images.ts";

/** What each character shows: the colour of the pixel above and of the one below. */
const cells = (text: string): string[][] =>
  text
    .split("\n")
    .map((line) => [...line.matchAll(/38;2;([\d;]+);48;2;([\d;]+)m▀/g)].map(([, above, below]) => `${above}/${below}`));

test("two rows of pixels are one line; an odd last row is doubled", () => {
  const text = terminalImages([[1, 2, 3, 4, 5, 6]], { height: 3, width: 2, channels: 1 }, 80);
  expect(cells(text)).toEqual([
    ["1;1;1/3;3;3", "2;2;2/4;4;4"],
    ["5;5;5/5;5;5", "6;6;6/6;6;6"],
  ]);
  expect(text.split("\n").every((line) => line.endsWith("\u001b[0m"))).toBe(true);
});

test("images stand side by side, as many as there is room for", () => {
  const blue = [0, 0, 255, 10, 20, 30];
  const text = terminalImages([blue, blue, blue], { height: 1, width: 2, channels: 3 }, 6);
  expect(cells(text).map((line) => line.length)).toEqual([4, 0, 2]);
  expect(cells(text)[0]!.slice(0, 2)).toEqual(["0;0;255/0;0;255", "10;20;30/10;20;30"]);
});

test("large images are shrunk by averaging", () => {
  const levels = Float64Array.from({ length: 32 * 32 }, (_, at) => (at % 2) * 100);
  const text = terminalImages([levels], { height: 32, width: 32, channels: 1 }, 80);
  expect(cells(text).map((line) => line.length)).toEqual(new Array(8).fill(16));
  expect(new Set(cells(text).flat())).toEqual(new Set(["50;50;50/50;50;50"]));
});
