import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { describe, expect, test } from "vitest";
import { type FetchOptions, fetchDataset, fetchKnown, type KnownDataset } from "../../../src/train/data/index.ts";
import { folderOf, someLevels } from "./encode.ts";
import { type Asked, type Served, serve } from "./file-server.ts";

const BYTES = Buffer.from(someLevels(300_000));
const md5 = (bytes: Uint8Array): string => createHash("md5").update(bytes).digest("hex");
const FAST = { retryDelay: 1 };

/** A data set of one file, as the catalogue would have it, and a server that has the file. */
async function setUp(served: Partial<Served> = {}, remote: Partial<KnownDataset["remote"][number]> = {}) {
  const server = await serve({ "images.bin": { bytes: BYTES, ...served } });
  const file = { name: "images.bin", url: `${server.url}/images.bin`, md5: md5(BYTES), ...remote };
  const known: KnownDataset = {
    name: "toy",
    doc: "",
    source: "",
    shape: { height: 1, width: 1, channels: 1, classes: 1 },
    counts: { train: 1, test: 1 },
    classNames: ["one"],
    folders: [],
    files: [file.name],
    remote: [file],
    megabytes: 1,
    package: { system: "Debian", install: "apt install toy" },
  };
  const folder = folderOf({});
  const run = (options: Partial<FetchOptions> = {}) => fetchKnown(known, { folder, ...FAST, ...options });
  return { ...server, known, folder, own: join(folder, "toy"), run };
}

const names = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);
const ranges = (asked: readonly Asked[]) => asked.map(({ headers }) => headers.range);

describe("fetching", () => {
  test("gives the file, tells of its progress, and asks for no compressed transfer", async () => {
    const { run, own, asked, folder } = await setUp();
    const progress: [number, number | undefined][] = [];
    const fetched = await run({
      onProgress: ({ file, received, total }) => {
        expect(file).toBe("images.bin");
        progress.push([received, total]);
      },
    });
    expect(fetched).toEqual({ folder: join(folder, "toy"), downloaded: ["images.bin"] });
    expect(readFileSync(join(own, "images.bin")).equals(BYTES)).toBe(true);
    expect(names(own)).toEqual(["images.bin"]);
    expect([progress[0], progress.at(-1)]).toEqual([
      [0, 300_000],
      [300_000, 300_000],
    ]);
    expect(asked.map(({ headers }) => headers["accept-encoding"])).toEqual(["identity"]);
  });

  test("a second time asks the server nothing", async () => {
    const { run, asked } = await setUp();
    await run();
    expect((await run()).downloaded).toEqual([]);
    expect(asked.length).toBe(1);
  });

  test("replaces a file with a wrong checksum", async () => {
    const { run, own } = await setUp();
    mkdirSync(own);
    writeFileSync(join(own, "images.bin"), "damaged");
    expect((await run()).downloaded).toEqual(["images.bin"]);
    expect(readFileSync(join(own, "images.bin")).equals(BYTES)).toBe(true);
  });

  test("checks SHA-256 as well where it is known", async () => {
    const { run, own } = await setUp({}, { sha256: "0".repeat(64) });
    await expect(run()).rejects.toThrow(`expected SHA-256 ${"0".repeat(64)}, found`);
    expect(names(own)).toEqual([]);
  });
});

describe("a transfer that breaks off", () => {
  test.each([
    ["with a length", {}],
    ["in chunks", { chunked: true }],
  ])("%s: is resumed where it ended", async (_, served) => {
    const { run, own, asked } = await setUp({ breaks: [100_000, 50_000], etag: '"v1"', ...served });
    await run();
    expect(readFileSync(join(own, "images.bin")).equals(BYTES)).toBe(true);
    // A busy client may lose the last of what had come when the connection broke.
    const starts = asked.map(({ headers }) => Number(/^bytes=(\d+)-$/.exec(headers.range ?? "bytes=0-")?.[1]));
    expect(starts).toHaveLength(3);
    expect(starts[0]).toBe(0);
    expect(starts[1]).toBeLessThanOrEqual(100_000);
    expect(starts[2]).toBeLessThanOrEqual(starts[1]! + 50_000);
    expect(starts[2]).toBeGreaterThanOrEqual(starts[1]!);
    for (const { headers } of asked) expect(headers["if-range"]).toBe(headers.range && '"v1"');
  });

  test("three times: is told of, keeps what came, and is resumed by the next call", async () => {
    const { run, own, asked, url } = await setUp({ breaks: [1000, 1000, 1000], etag: '"v1"' });
    await expect(run()).rejects.toMatchObject({
      message: expect.stringMatching(
        new RegExp(`^cannot fetch ${url}/images\\.bin: it broke off after \\d+ bytes \\(`),
      ),
      hint: expect.stringContaining("without a network"),
    });
    expect(names(own)).toEqual(["images.bin.part", "images.bin.part.json"]);
    const kept = statSync(join(own, "images.bin.part")).size;
    await run();
    expect(ranges(asked).at(-1)).toBe(kept > 0 ? `bytes=${kept}-` : undefined);
    expect(readFileSync(join(own, "images.bin")).equals(BYTES)).toBe(true);
    expect(names(own)).toEqual(["images.bin"]);
  });

  test("starts over where the server has another version by now", async () => {
    const { run, own, asked } = await setUp({ etag: '"v2"' });
    mkdirSync(own);
    writeFileSync(join(own, "images.bin.part"), Buffer.alloc(500));
    writeFileSync(join(own, "images.bin.part.json"), JSON.stringify({ validator: '"v1"' }));
    await run();
    expect(asked.map(({ headers }) => headers["if-range"])).toEqual(['"v1"']);
    expect(readFileSync(join(own, "images.bin")).equals(BYTES)).toBe(true);
  });

  test("starts over where the server knows no ranges", async () => {
    const { run, own, asked } = await setUp({ ranges: false, breaks: [100_000] });
    await run();
    expect(ranges(asked)).toEqual([undefined, "bytes=100000-"]);
    expect(readFileSync(join(own, "images.bin")).equals(BYTES)).toBe(true);
  });

  test.each([
    ["the same bytes", BYTES],
    ["other bytes", Buffer.alloc(BYTES.length)],
    ["more bytes than there are", Buffer.alloc(BYTES.length + 7)],
    ["fewer, but other bytes", Buffer.alloc(1000)],
  ])("at its end, with %s there and no version told: the file is right", async (_, there) => {
    const { run, own } = await setUp();
    mkdirSync(own);
    writeFileSync(join(own, "images.bin.part"), there);
    writeFileSync(join(own, "images.bin.part.json"), "not JSON");
    await run();
    expect(readFileSync(join(own, "images.bin")).equals(BYTES)).toBe(true);
    expect(names(own)).toEqual(["images.bin"]);
  });

  test("because nothing comes any more: ends after a while", async () => {
    const { run, own } = await setUp({ stallsAfter: 1000 });
    await expect(run({ stallAfter: 100 })).rejects.toThrow("it broke off after 3000 bytes (nothing came for 0.1 s)");
    expect(names(own)).not.toContain("images.bin");
  });
});

describe("what is refused", () => {
  test("another file than the catalogue's: nothing is kept", async () => {
    const { run, own, url } = await setUp({}, { md5: "f".repeat(32) });
    await expect(run()).rejects.toThrow(
      `${url}/images.bin is not the file it should be: expected MD5 ${"f".repeat(32)}, found ${md5(BYTES)}`,
    );
    expect(names(own)).toEqual([]);
  });

  test("404: at once, with the addresses and what to do without a network", async () => {
    const { run, own, asked, url, known } = await setUp();
    const missing = { ...known, remote: [{ ...known.remote[0]!, url: `${url}/gone.bin` }] };
    await expect(fetchKnown(missing, { folder: join(own, ".."), ...FAST })).rejects.toMatchObject({
      message: `cannot fetch ${url}/gone.bin: the server answers 404 Not Found`,
      hint: `without a network, put what another machine fetches into ${own}:\n  ${url}/gone.bin\nor, on Debian: apt install toy`,
    });
    expect(asked.length).toBe(1);
    expect(names(own)).toEqual([]);
    await run();
  });

  test("503 twice, then the file: it is fetched", async () => {
    const { run, asked } = await setUp({ statuses: [503, 429] });
    await run();
    expect(asked.length).toBe(3);
  });

  test("500 three times", async () => {
    const { run, asked } = await setUp({ statuses: [500, 500, 500] });
    await expect(run()).rejects.toThrow("the server answers 500 Internal Server Error");
    expect(asked.length).toBe(3);
  });

  test("no server", async () => {
    const { known, folder } = await setUp();
    const nowhere = { ...known, remote: [{ ...known.remote[0]!, url: "http://127.0.0.1:9/images.bin" }] };
    await expect(fetchKnown(nowhere, { folder, ...FAST })).rejects.toMatchObject({
      message: expect.stringMatching(/^cannot fetch http:\/\/127\.0\.0\.1:9\/images\.bin: \S/),
      hint: expect.stringContaining("without a network"),
    });
  });

  test("a folder that cannot be made", async () => {
    const { known, folder } = await setUp();
    writeFileSync(join(folder, "toy"), "a file");
    await expect(fetchKnown(known, { folder })).rejects.toThrow(`cannot write into ${join(folder, "toy")}: EEXIST`);
  });

  test("a name that is none", async () => {
    await expect(fetchDataset("imagenet", { folder: "nowhere" })).rejects.toThrow("no data set `imagenet` to fetch");
  });
});

describe("aborting", () => {
  test("ends the transfer with its reason, and the next call goes on", async () => {
    const { run, own, asked } = await setUp({ stallsAfter: 1000 });
    const controller = new AbortController();
    const running = run({
      signal: controller.signal,
      onProgress: ({ received }) => {
        if (received === 1000) setTimeout(() => controller.abort(new Error("enough")), 50);
      },
    });
    await expect(running).rejects.toThrow("enough");
    expect(asked.length).toBe(1);
    expect(names(own)).toEqual(["images.bin.part", "images.bin.part.json"]);
    await expect(run({ signal: AbortSignal.abort(new Error("at once")) })).rejects.toThrow("at once");
  });
});

describe("an archive", () => {
  const THEN = new Date(0);

  /** The same bytes at any time: tar writes the time of every file. */
  async function archiveOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
    const archive = pack();
    archive.entry({ name: "toy-bin/", type: "directory", mtime: THEN });
    for (const [name, content] of Object.entries(files)) archive.entry({ name, mtime: THEN }, content);
    archive.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of archive) chunks.push(chunk as Buffer);
    return gzipSync(Buffer.concat(chunks));
  }

  async function setUpArchive(files: Readonly<Record<string, string>>, damage = (bytes: Buffer): Buffer => bytes) {
    const bytes = damage(await archiveOf(files));
    return setUp({ bytes }, { name: "toy.tar.gz", md5: md5(bytes), unpacks: ["a.bin", "b.bin"] });
  }

  const WHOLE = { "toy-bin/a.bin": "first", "toy-bin/readme.html": "no", "../../b.bin": "second", "x/a.bin": "third" };

  test("is unpacked: the files that belong to the set, into its folder and nowhere else", async () => {
    const { run, own, folder, asked } = await setUpArchive(WHOLE);
    await run();
    expect([names(own), names(folder)]).toEqual([["a.bin", "b.bin"], ["toy"]]);
    expect([readFileSync(join(own, "a.bin"), "utf8"), readFileSync(join(own, "b.bin"), "utf8")]).toEqual([
      "first",
      "second",
    ]);
    writeFileSync(join(own, "a.bin"), "damaged");
    expect([(await run()).downloaded, asked.length]).toEqual([[], 1]);
    expect([(await run({ again: true })).downloaded, asked.length]).toEqual([["toy.tar.gz"], 2]);
    expect(readFileSync(join(own, "a.bin"), "utf8")).toBe("first");
  });

  test("that lies there already is unpacked without a network", async () => {
    const { run, own, asked } = await setUpArchive(WHOLE);
    mkdirSync(own);
    writeFileSync(join(own, "toy.tar.gz"), await archiveOf(WHOLE));
    expect((await run()).downloaded).toEqual([]);
    expect([names(own), asked.length]).toEqual([["a.bin", "b.bin"], 0]);
  });

  test("that lacks a file, or is none, is refused and leaves nothing that looks whole", async () => {
    const lacking = await setUpArchive({ "toy-bin/a.bin": "first" });
    await expect(lacking.run()).rejects.toThrow(/toy\.tar\.gz is damaged: it has no b\.bin$/);
    expect(names(lacking.own)).toEqual(["toy.tar.gz"]);
    const cut = await setUpArchive(WHOLE, (bytes) => bytes.subarray(0, bytes.length - 20));
    await expect(cut.run()).rejects.toThrow(/cannot unpack .*toy\.tar\.gz: unexpected end of file/);
    expect(names(cut.own)).toEqual(["toy.tar.gz"]);
    const none = await setUpArchive(WHOLE, () =>
      gzipSync("no archive at all, but more than enough bytes. ".repeat(40)),
    );
    await expect(none.run()).rejects.toThrow(/cannot unpack .*toy\.tar\.gz: /);
  });
});
