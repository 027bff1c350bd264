/** Levels and labels go in, the bytes of files in the formats that lossc reads come out, and folders of such files. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

export function idxImages(levels: ArrayLike<number>, height: number, width: number): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(0x803, 0);
  header.writeUInt32BE(levels.length / (height * width), 4);
  header.writeUInt32BE(height, 8);
  header.writeUInt32BE(width, 12);
  return Buffer.concat([header, Uint8Array.from(levels)]);
}

export function idxLabels(labels: ArrayLike<number>): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(0x801, 0);
  header.writeUInt32BE(labels.length, 4);
  return Buffer.concat([header, Uint8Array.from(labels)]);
}

const PLANE = 1024;

/** `labels` has one or two numbers for each image; the levels of a pixel stand together. */
export function cifar(levels: ArrayLike<number>, labels: readonly (readonly number[])[]): Buffer {
  const records = labels.map((ofImage, image) => {
    const planes = Uint8Array.from({ length: 3 * PLANE }, (_, at) => {
      const [channel, place] = [Math.floor(at / PLANE), at % PLANE];
      return levels[image * 3 * PLANE + place * 3 + channel]!;
    });
    return Buffer.concat([Uint8Array.from(ofImage), planes]);
  });
  return Buffer.concat(records);
}

/** Levels that differ from image to image and from pixel to pixel. */
export const someLevels = (count: number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, at) => (at * 31 + (at >> 8)) % 256);

/** A folder with these files, which goes away with the test. */
export function folderOf(files: Readonly<Record<string, Uint8Array | string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "lossc data é-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** What goes wrong, without the folder's name. */
export async function messageOf(folder: string, run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}/`, "").replaceAll(folder, "FOLDER");
  }
  return "no error";
}
