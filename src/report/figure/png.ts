/** Takes the text of an SVG file, gives a PNG file. The renderer and its font come from packages: no font of the system
 * is read, so the same figure gives the same picture on every machine. */

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

export interface PngOptions {
  /** Pixels of the PNG for each pixel of the SVG; 2 by default, for screens of high density. */
  readonly scale?: number;
}

type Renderer = typeof import("@resvg/resvg-wasm");

interface Loaded {
  readonly renderer: Renderer;
  readonly fontBuffers: Uint8Array[];
}

let loaded: Promise<Loaded> | undefined;

export async function renderPng(svg: string, { scale = 2 }: PngOptions = {}): Promise<Uint8Array> {
  if (!(scale > 0 && scale <= 16)) throw new RangeError(`scale must be above 0 and at most 16, not ${scale}`);
  loaded ??= load();
  const { renderer, fontBuffers } = await loaded;
  const image = new renderer.Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: { fontBuffers, defaultFontFamily: "Inter", sansSerifFamily: "Inter" },
  });
  try {
    const rendered = image.render();
    try {
      return rendered.asPng();
    } finally {
      rendered.free();
    }
  } finally {
    image.free();
  }
}

async function load(): Promise<Loaded> {
  const require = createRequire(import.meta.url);
  const read = (file: string): Promise<Uint8Array> => readFile(require.resolve(file));
  const [renderer, wasm, ...fontBuffers] = await Promise.all([
    import("@resvg/resvg-wasm"),
    read("@resvg/resvg-wasm/index_bg.wasm"),
    read("@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf"),
    read("@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf"),
  ]);
  await renderer.initWasm(wasm);
  return { renderer, fontBuffers };
}
