/** The `wasm` target's module in headless Chromium: the same numbers as in Node, from the same kernel. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { transformSync } from "esbuild";
import { expect, test } from "vitest";
import { compile, prepareTarget } from "../../src/index.ts";
import { loadGenerated } from "../support/load-generated.ts";
import { chromiumPath, withPage } from "./chromium.ts";

if (chromiumPath === undefined) console.warn("skipped: no Chromium here (Debian: apt-get install chromium)");

const SOURCE =
  "loss both(y: target, z: logits) = -sum(y * log(softmax(z))) + sum(erf(z) * bessel_i0e(z) + lgamma(z^2 + 1))";

interface Answer {
  readonly loss: number;
  readonly grad: readonly number[];
  /** Whether arrays of the kernel's own are views of a WebAssembly memory, more than their own bytes. */
  readonly hasKernel: boolean;
}

/** Runs in either place, so it is written with what the module exports alone. */
const RUN = `(module) => {
  const z = Float32Array.from({ length: 21 }, (_, i) => Math.sin(i) * 3);
  const y = Float32Array.from(z, (_, i) => (i % 7 === 2 ? 1 : 0));
  const grad = new Float32Array(21);
  const loss = module.lossAndGrad(y, z, grad, { classes: 7 });
  return { loss, grad: [...grad], hasKernel: module.allocate(3, 7).grad.buffer.byteLength > 65535 };
}`;

test.runIf(chromiumPath)(
  "a kernel in Chromium gives what it gives in Node",
  async () => {
    await prepareTarget("wasm");
    const text = compile(SOURCE).losses[0]!.emit("wasm");
    const run = new Function(`return ${RUN}`)() as (module: unknown) => Answer;
    const here = run(loadGenerated(text));
    const folder = mkdtempSync(join(tmpdir(), "lossc-kernel-"));
    try {
      const { code } = transformSync(text, { loader: "ts", format: "iife", globalName: "generated", target: "es2022" });
      writeFileSync(join(folder, "page.html"), `<script>${code}</script>`);
      const there = await withPage(pathToFileURL(join(folder, "page.html")).href, (page) =>
        page.evaluate<Answer>(`(${RUN})(generated)`),
      );
      expect(there).toEqual(here);
      expect(there.hasKernel).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  60_000,
);
