/** WebAssembly text goes in; a checked binary module comes out. The assembler is loaded on first use. */

import type wabtFactory from "wabt";

type Assembler = Awaited<ReturnType<typeof wabtFactory>>;

let loading: Promise<void> | undefined;
let assembler: Assembler | undefined;

/** Must be over before `assemble` is called. */
export async function loadAssembler(): Promise<void> {
  loading ??= import("wabt").then(async ({ default: factory }) => {
    assembler = await factory();
  });
  await loading;
}

/** @throws Error for a text that is no module: a fault of the code that wrote it. */
export function assemble(text: string): Uint8Array<ArrayBuffer> {
  if (assembler === undefined) throw new Error("the assembler is not loaded: await loadAssembler() first");
  const module = assembler.parseWat("kernel.wat", text, { simd: true, relaxed_simd: true, bulk_memory: true });
  try {
    module.validate();
    return new Uint8Array(module.toBinary({}).buffer);
  } finally {
    module.destroy();
  }
}
