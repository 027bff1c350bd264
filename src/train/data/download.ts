/**
 * The address of a file goes in; the whole file with the right checksum lies at its place afterwards, or an error comes
 * out and nothing that looks whole. Until then `NAME.part` has the bytes so far and `NAME.part.json` the version on the
 * server that they are of, so that a later call goes on where this one ended.
 */

import { createWriteStream } from "node:fs";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { RemoteFile } from "./catalogue.ts";
import { DatasetError } from "./dataset-error.ts";
import { checksumFault } from "./digest.ts";

export interface DownloadOptions {
  readonly signal?: AbortSignal;
  /** Bytes there so far, and of how many where that is known. */
  readonly onProgress?: (received: number, total: number | undefined) => void;
  readonly fetch?: typeof fetch;
  /** Milliseconds before the second attempt; twice that before the third. */
  readonly retryDelay?: number;
  /** Milliseconds without a byte after which a transfer counts as broken. */
  readonly stallAfter?: number;
}

const ATTEMPTS = 3;
const RETRY_DELAY = 1000;
const STALL_AFTER = 30_000;
const PARTIAL_CONTENT = 206;
const RANGE_NOT_SATISFIABLE = 416;
/** Statuses below 500 that a later attempt may not meet: time-out, too many requests. */
const PASSING = new Set([408, 429]);

/** A fault that may pass: of the network, or of a busy server. */
class Interruption extends Error {
  override readonly name = "Interruption";
}

/** @throws DatasetError; the signal's reason where it was aborted */
export async function download(file: RemoteFile, target: string, options: DownloadOptions = {}): Promise<void> {
  const part = `${target}.part`;
  const wasResumed = await transfer(file, part, options);
  let fault = await checksumFault(part, file, options.signal);
  if (fault !== undefined && wasResumed) {
    // What was there before may have been of another version, where the server told none.
    await discard(part);
    await transfer(file, part, options);
    fault = await checksumFault(part, file, options.signal);
  }
  if (fault !== undefined) {
    await discard(part);
    throw new DatasetError(
      `${file.url} is not the file it should be: ${fault}`,
      "nothing was kept; try another network",
    );
  }
  await rename(part, target);
  await discard(part);
}

async function discard(part: string): Promise<void> {
  await Promise.all([rm(part, { force: true }), rm(`${part}.json`, { force: true })]);
}

/** Gives whether bytes of an earlier attempt were kept. */
async function transfer(file: RemoteFile, part: string, options: DownloadOptions): Promise<boolean> {
  let wasResumed = false;
  for (let attempt = 1; ; attempt++) {
    try {
      if (await receive(file, part, options)) wasResumed = true;
      return wasResumed;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof Interruption)) throw error;
      if (attempt === ATTEMPTS) throw new DatasetError(`cannot fetch ${file.url}: ${error.message}`);
      const { signal, retryDelay = RETRY_DELAY } = options;
      await wait(retryDelay * attempt, undefined, signal && { signal });
    }
  }
}

/** One attempt. Gives whether it went on from bytes that were there. */
async function receive(file: RemoteFile, part: string, options: DownloadOptions): Promise<boolean> {
  const there = (await stat(part).catch(() => undefined))?.size ?? 0;
  const stall = stallSignal(options.stallAfter ?? STALL_AFTER);
  const signal = AbortSignal.any([stall.signal, ...(options.signal ? [options.signal] : [])]);
  try {
    const response = await connect(file.url, await headersFor(part, there), signal, options.fetch ?? fetch);
    if (response.status === RANGE_NOT_SATISFIABLE) {
      await response.body?.cancel();
      if (sizeOf(response) === there) return true;
      await discard(part);
      throw new Interruption("the server has a shorter file than what was fetched before");
    }
    await refuseStatus(response);
    const start = response.status === PARTIAL_CONTENT ? startOf(response) : 0;
    if (start !== 0 && start !== there) {
      await discard(part);
      throw new Interruption(`the server sent bytes from ${start} where those from ${there} were asked for`);
    }
    const total = totalOf(response, start) ?? file.bytes;
    await writeFile(`${part}.json`, JSON.stringify(versionOf(response)));
    await store(response, part, { start, total, stall, signal, onProgress: options.onProgress });
    return start > 0;
  } finally {
    stall.stop();
  }
}

interface Store {
  readonly start: number;
  readonly total: number | undefined;
  readonly stall: ReturnType<typeof stallSignal>;
  readonly signal: AbortSignal;
  readonly onProgress: DownloadOptions["onProgress"];
}

async function store(response: Response, part: string, { start, total, stall, signal, onProgress }: Store) {
  let received = start;
  onProgress?.(received, total);
  async function* counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      stall.restart();
      received += chunk.length;
      yield chunk;
      onProgress?.(received, total);
    }
  }
  const body = response.body === null ? Readable.from([]) : Readable.fromWeb(response.body as never);
  const file = createWriteStream(part, { flags: start > 0 ? "a" : "w", flush: true });
  try {
    await pipeline(body, counted, file, { signal });
  } catch (error) {
    // The disk's faults have a code and a system call; those of the transfer have not.
    if (error instanceof Error && "syscall" in error && "path" in error) {
      throw new DatasetError(`cannot write ${part}: ${error.message}`);
    }
    throw new Interruption(`it broke off after ${received} bytes (${reasonOf(error)})`);
  }
  if (total !== undefined && received < total) throw new Interruption(`it ended after ${received} of ${total} bytes`);
}

async function connect(url: string, headers: Record<string, string>, signal: AbortSignal, fetcher: typeof fetch) {
  try {
    return await fetcher(url, { headers, signal, redirect: "follow" });
  } catch (error) {
    throw new Interruption(reasonOf(error));
  }
}

async function refuseStatus(response: Response): Promise<void> {
  if (response.ok) return;
  await response.body?.cancel();
  const status = `the server answers ${response.status} ${response.statusText}`.trimEnd();
  if (response.status >= 500 || PASSING.has(response.status)) throw new Interruption(status);
  throw new DatasetError(`cannot fetch ${response.url}: ${status}`);
}

interface Version {
  readonly validator?: string;
}

/** A strong entity tag, or the date of the last change. */
function versionOf({ headers }: Response): Version {
  const tag = headers.get("etag");
  const validator = tag?.startsWith('"') ? tag : headers.get("last-modified");
  return validator ? { validator } : {};
}

async function headersFor(part: string, there: number): Promise<Record<string, string>> {
  // A body packed for the transfer would be unpacked on arrival, and its checksum another.
  const plain = { "accept-encoding": "identity" };
  if (there === 0) return plain;
  const { validator } = await readVersion(`${part}.json`);
  return { ...plain, range: `bytes=${there}-`, ...(validator !== undefined && { "if-range": validator }) };
}

async function readVersion(path: string): Promise<Version> {
  try {
    const version: unknown = JSON.parse(await readFile(path, "utf8"));
    const validator = (version as { readonly validator?: unknown } | null)?.validator;
    return typeof validator === "string" ? { validator } : {};
  } catch {
    return {};
  }
}

/** Of `Content-Range: bytes 100-199/200`: 100. */
function startOf({ headers }: Response): number {
  const start = /^bytes (\d+)-/.exec(headers.get("content-range") ?? "")?.[1];
  return start === undefined ? Number.NaN : Number(start);
}

/** Of `Content-Range: bytes 100-199/200`: 200; the range is an asterisk where none can be had. */
function sizeOf({ headers }: Response): number | undefined {
  const size = /\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1];
  return size === undefined ? undefined : Number(size);
}

function totalOf(response: Response, start: number): number | undefined {
  const length = response.headers.get("content-length");
  return sizeOf(response) ?? (length === null ? undefined : start + Number(length));
}

/** Aborts when it has not been restarted for a while. */
function stallSignal(milliseconds: number) {
  const controller = new AbortController();
  const abort = (): void => controller.abort(new Error(`nothing came for ${milliseconds / 1000} s`));
  let timer = setTimeout(abort, milliseconds);
  return {
    signal: controller.signal,
    restart: (): void => {
      clearTimeout(timer);
      timer = setTimeout(abort, milliseconds);
    },
    stop: (): void => clearTimeout(timer),
  };
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOTFOUND", "the host is not known here, or there is no network"],
  ["EAI_AGAIN", "no name server answers; there may be no network"],
  ["ENETUNREACH", "there is no network"],
  ["ECONNREFUSED", "the host refuses the connection"],
  ["ECONNRESET", "the connection was cut"],
  ["UND_ERR_SOCKET", "the connection was cut"],
]);

/** What fetch says is `fetch failed`; the reason is in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = "code" in cause ? String(cause.code) : "";
  return REASONS.get(code) ?? (cause.message || code || error.message);
}
