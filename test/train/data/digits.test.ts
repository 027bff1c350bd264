import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { loadDigits } from "../../../src/train/data/digits.ts";
import { classCounts, encodeImageSet } from "../../../src/train/data/index.ts";

const FILE = "data/digits.bin.gz";
const folder = mkdtempSync(join(tmpdir(), "digits-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The error that loading these bytes gives, without the folder's name. */
function errorOf(bytes: Uint8Array): string {
  const file = join(folder, "damaged.bin.gz");
  writeFileSync(file, bytes);
  try {
    loadDigits(file);
  } catch (error) {
    return (error as Error).message.replace(`${folder}/`, "");
  }
  return "no error";
}

/** The digits' unpacked bytes after an edit, packed again. */
function edited(edit: (bytes: Buffer) => Uint8Array | undefined): Uint8Array {
  const bytes = gunzipSync(readFileSync(FILE));
  return gzipSync(edit(bytes) ?? bytes);
}

describe("loadDigits", () => {
  const digits = loadDigits();

  test("has the 1,797 images of the source, class by class", () => {
    expect({ ...digits, levels: digits.levels.length, labels: digits.labels.length }).toEqual({
      name: "digits",
      levels: 1797 * 64,
      maxLevel: 16,
      labels: 1797,
      height: 8,
      width: 8,
      channels: 1,
      classes: 10,
    });
    expect(classCounts(digits)).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
  });

  test("has levels from 0 to 16, the first image being the source's", () => {
    const levels = new Set(digits.levels);
    expect([...levels].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 17 }, (_, level) => level));
    const firstRows = [...digits.levels.subarray(0, 16)];
    expect(firstRows).toEqual([0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0]);
    expect(digits.labels[0]).toBe(0);
  });
});

describe("a damaged file", () => {
  const whole = readFileSync(FILE);

  test("cut short, it says how far it unpacks", () => {
    expect(errorOf(whole.subarray(0, 20_000))).toMatch(
      /^damaged\.bin\.gz is damaged: expected a whole gzip file, and its 20000 bytes unpack up to offset \d{5} only \(unexpected end of file\)$/,
    );
  });

  test("empty or not gzip, it says which signature is missing", () => {
    const expected = "damaged.bin.gz is damaged: expected the gzip signature 1f8b at offset 0, found";
    expect(errorOf(new Uint8Array())).toBe(`${expected} nothing`);
    expect(errorOf(Buffer.from("version https://git-lfs"))).toBe(`${expected} 7665`);
  });

  test("with one byte changed in the packed data, it is refused", () => {
    for (const offset of [15, 1000, 30_000, whole.length - 6]) {
      const bytes = Uint8Array.from(whole);
      bytes[offset]! ^= 0x10;
      expect(errorOf(bytes)).toMatch(/^damaged\.bin\.gz is damaged: expected/);
    }
  });

  test("with a wrong magic, header, length or checksum, it names the offset", () => {
    const cases: Record<string, Uint8Array> = {
      magic: edited((bytes) => void bytes.write("X", 0)),
      header: edited((bytes) => bytes.subarray(0, 30)),
      short: edited((bytes) => bytes.subarray(0, bytes.length - 5)),
      long: edited((bytes) => Buffer.concat([bytes, Buffer.alloc(3)])),
      count: edited((bytes) => void bytes.writeUInt32LE(1798, 8)),
    };
    const errors = Object.fromEntries(Object.entries(cases).map(([name, bytes]) => [name, errorOf(bytes)]));
    expect(errors).toMatchInlineSnapshot(`
      {
        "count": "damaged.bin.gz is damaged: expected 65 more bytes for 1798 images at offset 116857 of the unpacked data, found the end of the data",
        "header": "damaged.bin.gz is damaged: expected 22 more bytes of the header at offset 30 of the unpacked data, found the end of the data",
        "long": "damaged.bin.gz is damaged: expected the end of the data at offset 116857 of the unpacked data, found 3 more bytes",
        "magic": "damaged.bin.gz is damaged: expected "LOSSIMG1" at offset 0 of the unpacked data, found "XOSSIMG1"",
        "short": "damaged.bin.gz is damaged: expected 5 more bytes for 1797 images at offset 116852 of the unpacked data, found the end of the data",
      }
    `);
    expect(errorOf(edited((bytes) => void bytes.writeUInt8(bytes[5000]! ^ 1, 5000)))).toMatch(
      /expected data with SHA-256 [0-9a-f]{64} at offset 52 of the unpacked data, found data with SHA-256 [0-9a-f]{64}$/,
    );
  });

  test("with a label or level out of range, it names the offset even if the checksum is right", () => {
    const shape = { height: 1, width: 2, channels: 1, classes: 3, maxLevel: 4 };
    const label = encodeImageSet({ labels: Uint8Array.of(0, 3), levels: Uint8Array.of(0, 1, 2, 3), ...shape });
    const level = encodeImageSet({ labels: Uint8Array.of(0, 2), levels: Uint8Array.of(0, 1, 5, 3), ...shape });
    expect(errorOf(label)).toContain("expected a label below 3 at offset 53 of the unpacked data, found 3");
    expect(errorOf(level)).toContain("expected a level of at most 4 at offset 56 of the unpacked data, found 5");
  });
});
