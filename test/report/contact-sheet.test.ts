import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { contactSheetSvg, SHEET_SCALE } from "../../src/report/contact-sheet.ts";
import { svgToPng } from "../../src/report/figure/index.ts";

/** 2x2 pixels, the first red, the last blue, the others black. */
const COLOURED = [255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255];
const SHEET = {
  title: "some <images> & names",
  notes: ["four pixels each"],
  height: 2,
  width: 2,
  channels: 3,
  rows: [
    { label: "sweet_pepper", note: "2 images", images: [{ levels: COLOURED }, { levels: COLOURED, marked: true }] },
    { label: "nothing", images: [] },
  ],
};

/** The images in a sheet, unpacked. */
const imagesIn = (svg: string): PNG[] =>
  [...svg.matchAll(/href="data:image\/png;base64,([^"]+)"/g)].map(([, data]) =>
    PNG.sync.read(Buffer.from(data!, "base64")),
  );
const pixel = ({ data, width }: PNG, x: number, y: number): number[] => [
  ...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3),
];

test("each pixel of an image becomes a square", () => {
  const images = imagesIn(contactSheetSvg(SHEET));
  expect(images.map(({ width, height }) => [width, height])).toEqual([
    [112, 112],
    [112, 112],
  ]);
  const places = [0, 55, 56, 111];
  const colours = places.map((y) => places.map((x) => pixel(images[0]!, x, y)));
  const [red, black, blue] = [
    [255, 0, 0],
    [0, 0, 0],
    [0, 0, 255],
  ];
  const [above, below] = [
    [red, red, black, black],
    [black, black, blue, blue],
  ];
  expect(colours).toEqual([above, above, below, below]);
});

test("one channel is grey, and an image that is not square keeps its sides", () => {
  const [image] = imagesIn(
    contactSheetSvg({ ...SHEET, height: 1, channels: 1, rows: [{ label: "", images: [{ levels: [10, 200] }] }] }),
  );
  expect([image!.width, image!.height]).toEqual([112, 56]);
  expect([pixel(image!, 0, 0), pixel(image!, 111, 55)]).toEqual([
    [10, 10, 10],
    [200, 200, 200],
  ]);
});

test("its text is escaped, and an underscore is a space", () => {
  const svg = contactSheetSvg(SHEET);
  expect(svg).toContain("some &lt;images&gt; &amp; names");
  expect(svg).toContain(">sweet pepper</text>");
  expect(svg.match(/stroke-width="2.5"/g)?.length).toBe(2);
});

test("as a PNG file it shows the image's colours, unsmoothed, on the theme's page", async () => {
  for (const [theme, page] of [
    ["light", [255, 255, 255]],
    ["dark", [13, 17, 23]],
  ] as const) {
    const svg = contactSheetSvg({ ...SHEET, theme });
    const png = PNG.sync.read(Buffer.from(await svgToPng(svg, { scale: SHEET_SCALE })));
    expect(pixel(png, 1, 1)).toEqual(page);
    const [x, y] = /<image x="([\d.]+)" y="([\d.]+)"/
      .exec(svg)!
      .slice(1)
      .map((place) => Number(place) * SHEET_SCALE);
    const at = (dx: number, dy: number): number[] => pixel(png, x! + dx, y! + dy);
    expect([at(54, 54), at(57, 54), at(54, 57), at(57, 57)]).toEqual([
      [255, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 255],
    ]);
  }
});
