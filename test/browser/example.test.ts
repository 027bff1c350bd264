/** The browser example as a user builds it, trained for real in headless Chromium. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type PreviewServer, preview } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compile } from "../../src/index.ts";
import { chromiumPath, withPage } from "./chromium.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const EXAMPLE = join(PROJECT, "examples/browser");
const outDir = mkdtempSync(join(tmpdir(), "lossc-browser-"));

if (chromiumPath === undefined) console.warn("skipped: no Chromium here (Debian: apt-get install chromium)");

let server: PreviewServer;
beforeAll(async () => {
  const alias = { "lossc/train": join(PROJECT, "src/train/browser.ts"), "lossc/data": join(PROJECT, "data") };
  const options = { root: EXAMPLE, resolve: { alias }, logLevel: "error" } as const;
  await build({ ...options, build: { target: "es2022", outDir, emptyOutDir: true, chunkSizeWarningLimit: 10_000 } });
  server = await preview({ ...options, build: { outDir }, preview: { port: 0 } });
}, 120_000);
afterAll(async () => {
  await server.close();
  rmSync(outDir, { recursive: true });
});

test("its focal.ts is what lossc makes of focal.loss", () => {
  const [focal] = compile(readFileSync(join(PROJECT, "examples/focal.loss"), "utf8"), {
    fileName: "focal.loss",
  }).losses;
  expect(readFileSync(join(EXAMPLE, "src/focal.ts"), "utf8")).toBe(
    focal!.emit("tfjs", { origin: "examples/focal.loss" }),
  );
});

test.runIf(chromiumPath)(
  "trains a model of the page's own to over 90 % on held-out digits",
  async () => {
    const url = server.resolvedUrls!.local[0]!;
    const accuracy = await withPage(url, async (page) => {
      await page.waitForFunction(() => document.body.dataset.done !== undefined, undefined, { timeout: 90_000 });
      expect(await page.textContent("output")).toMatch(/^Done: held-out accuracy \d+\.\d %$/);
      return Number(await page.evaluate(() => document.body.dataset.done));
    });
    expect(accuracy).toBeGreaterThan(0.9);
  },
  120_000,
);
