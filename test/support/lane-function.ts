/** An elementary function of four lanes goes in; a function over arrays of float32, run as WebAssembly, comes out. */

import { assemble, loadAssembler } from "../../src/codegen/kernel/assemble.ts";
import { createFunction } from "../../src/codegen/kernel/block.ts";
import type { LaneFunction } from "../../src/codegen/kernel/functions/function.ts";
import { lanesOf } from "../../src/codegen/kernel/lanes.ts";
import { sharedFunctions } from "../../src/codegen/kernel/shared-functions.ts";
import { ELEMENTWISE, type OpDef } from "../../src/ops/index.ts";

/** x^exponent, with the exponent a constant of the kernel; `pow` is a lane function of two operands. */
export const powerBy =
  (pow: LaneFunction, exponent: number): LaneFunction =>
  (v, x) =>
    pow(v, x!, v.constant(exponent));

const LANE_BYTES = 16;
const PAGE = 65_536;

/** Imported functions that take lanes one by one, by op. */
export function laneImports(text: string): {
  declarations: string;
  functions: Record<string, (...x: number[]) => number>;
} {
  const names = [...new Set([...text.matchAll(/\(call \$(\w+) /g)].map(([, name]) => name!))];
  const functions = Object.fromEntries(
    names.map((name) => [name, (ELEMENTWISE as Readonly<Record<string, OpDef>>)[name]!.evaluate]),
  );
  const declarations = names.map((name) => {
    const params = "f64 ".repeat(ELEMENTWISE[name as keyof typeof ELEMENTWISE].params.length).trim();
    return `(import "lanes" "${name}" (func $${name} (param ${params}) (result f64)))`;
  });
  return { declarations: declarations.join("\n"), functions };
}

/** `count` operands of as many float32 numbers, a multiple of 4. The result is a view that the next call overwrites. */
export async function runLanes(
  lane: LaneFunction,
  count: number,
  length: number,
): Promise<(...operands: readonly Float32Array[]) => Float32Array> {
  await loadAssembler();
  const { parameter, body, text } = createFunction();
  const addresses = Array.from({ length: count + 1 }, () => parameter("i32"));
  const end = parameter("i32");
  const step = (bytes: number) => body.pure("i32.const", "i32", [], String(bytes));
  const offset = body.variable(step(0));
  body.loop((inner) => {
    const at = offset.read(inner);
    const address = (base: (typeof addresses)[number]) => inner.pure("i32.add", "i32", [base, at]);
    const operands = addresses.slice(0, count).map((base) => inner.load("v128.load", "v128", address(base)));
    const result = lane(lanesOf(inner), ...operands);
    inner.effect("v128.store", [address(addresses[count]!), result]);
    const next = inner.pure("i32.add", "i32", [at, step(LANE_BYTES)]);
    offset.write(inner, next);
    return inner.pure("i32.lt_u", "i32", [next, end]);
  });
  const own = text(`(export "run")`);
  const code = [...sharedFunctions(own, { isFast: false, isRelaxed: false }), own].join("\n");
  const { declarations, functions } = laneImports(code);
  const bytes = length * Float32Array.BYTES_PER_ELEMENT;
  const pages = Math.ceil((bytes * (count + 1)) / PAGE);
  const wasm = assemble(`(module ${declarations} (memory (export "memory") ${pages}) ${code})`);
  const { instance } = await WebAssembly.instantiate(wasm, { lanes: functions });
  const { memory, run } = instance.exports as { memory: WebAssembly.Memory; run: (...at: number[]) => void };
  const views = Array.from({ length: count + 1 }, (_, i) => new Float32Array(memory.buffer, i * bytes, length));
  return (...operands) => {
    for (const [i, operand] of operands.entries()) views[i]!.set(operand);
    run(...views.map((view) => view.byteOffset), bytes);
    return views[count]!;
  };
}
