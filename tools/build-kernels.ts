/** The AssemblyScript of the training kernels goes in; the module that embeds their WebAssembly comes out. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const ENTRY = "src/train/backend/kernels/assembly/index.ts";
const TARGET = "src/train/backend/kernels/kernels.generated.ts";

// The memory is tfjs's: nothing of the module's own may be in it, so no runtime, no static data and no stack.
const OPTIONS = [
  "--runtime",
  "stub",
  "--importMemory",
  "--initialMemory",
  "0",
  "--enable",
  "simd",
  "-O3",
  "--noAssert",
];

export async function compileKernels(): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), "lossc-kernels-"));
  try {
    const outFile = join(folder, "kernels.wasm");
    const { error, stderr } = await asc.main([ENTRY, "--outFile", outFile, ...OPTIONS], { readFile });
    if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
    return readFileSync(outFile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The compiler puts `.ts` to an import that has it already. */
function readFile(name: string): string | null {
  const path = resolve(ROOT, name.replace(/\.ts\.ts$/, ".ts"));
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}

export function kernelsModule(wasm: Uint8Array): string {
  const lines =
    Buffer.from(wasm)
      .toString("base64")
      .match(/.{1,110}/g) ?? [];
  return [
    "/** The WebAssembly of the training kernels in base64. Made by tools/build-kernels.ts of assembly/. */",
    "",
    "export const KERNELS = [",
    ...lines.map((line) => `  "${line}",`),
    '].join("");',
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(ROOT, TARGET), kernelsModule(await compileKernels()));
}
