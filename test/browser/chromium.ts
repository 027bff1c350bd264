/** A page's address goes in; headless Chromium with that page open comes out. */

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export const chromiumPath: string | undefined = [process.env.CHROMIUM ?? "", ...PLACES].find(existsSync);

/** Nothing that would look for a network. */
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Runs `use` on the open page; what the page reports as an error fails it. */
export async function withPage<Result>(url: string, use: (page: Page) => Promise<Result>): Promise<Result> {
  const profile = mkdtempSync(join(tmpdir(), "chromium-"));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath!,
    headless: true,
    args: ARGS,
  });
  try {
    const page = await browser.newPage();
    const failure = new Promise<never>((_, reject) => page.on("pageerror", reject));
    await page.goto(url);
    return await Promise.race([use(page), failure]);
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
