/** Files go in, the address of an HTTP server on this machine that serves them as told, and breaks where told, comes out. */

import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Served {
  readonly bytes: Buffer;
  etag?: string;
  /** Whether a Range is served; else the whole file comes. */
  ranges?: boolean;
  /** For the requests in their order: the connection ends after this many bytes. */
  breaks?: number[];
  /** For the requests in their order: this status in place of the file. */
  statuses?: number[];
  /** No length is told: the file comes in chunks. */
  chunked?: boolean;
  /** Bytes after which nothing more comes, and the connection stays. */
  stallsAfter?: number;
}

export interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export async function serve(files: Readonly<Record<string, Served>>) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? "/").slice(1));
    asked.push({ path, headers: request.headers });
    const file = files[path];
    if (file === undefined) response.writeHead(404).end("no such file");
    else answer(file, request.headers, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked };
}

function answer(file: Served, headers: IncomingHttpHeaders, response: ServerResponse): void {
  const status = file.statuses?.shift();
  if (status !== undefined) {
    response.writeHead(status).end();
    return;
  }
  const { bytes, etag, ranges = true } = file;
  const first = /^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1];
  const isSame = headers["if-range"] === undefined || headers["if-range"] === etag;
  const start = ranges && first !== undefined && isSame ? Number(first) : 0;
  if (etag !== undefined) response.setHeader("etag", etag);
  if (start >= bytes.length && start > 0) {
    response.writeHead(416, { "content-range": `bytes */${bytes.length}` }).end();
    return;
  }
  const body = bytes.subarray(start);
  if (!file.chunked) response.setHeader("content-length", body.length);
  if (start > 0) response.setHeader("content-range", `bytes ${start}-${bytes.length - 1}/${bytes.length}`);
  response.writeHead(start > 0 ? 206 : 200);
  const cut = file.breaks?.shift();
  if (cut !== undefined) response.write(body.subarray(0, cut), () => setTimeout(() => response.destroy(), 20));
  else if (file.stallsAfter !== undefined) response.write(body.subarray(0, file.stallsAfter));
  else response.end(body);
}
