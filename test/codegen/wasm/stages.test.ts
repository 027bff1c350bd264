/** A loop that becomes several gives the same bits: for every function, every kind of number, and rows of any length. */

import { beforeAll, describe, expect, test } from "vitest";
import { assemble, loadAssembler } from "../../../src/codegen/kernel/assemble.ts";
import { type Block, createFunction, type Spill, type Value } from "../../../src/codegen/kernel/block.ts";
import type { LaneFunction } from "../../../src/codegen/kernel/functions/function.ts";
import { LANE_FUNCTIONS } from "../../../src/codegen/kernel/functions/index.ts";
import { integer, plus, times, VECTOR_BYTES } from "../../../src/codegen/kernel/integers.ts";
import { type Lanes, lanesOf, type Vocabulary } from "../../../src/codegen/kernel/lanes.ts";
import { sharedFunctions } from "../../../src/codegen/kernel/shared-functions.ts";
import { STRETCH } from "../../../src/codegen/kernel/statements.ts";
import { ELEMENTWISE, type ElementwiseName } from "../../../src/ops/index.ts";
import { specialNumbers } from "../../support/lane-errors.ts";
import { powerBy } from "../../support/lane-function.ts";

beforeAll(loadAssembler);

/** What a loop does with the lanes that it has read; what it returns is stored and summed up. `outer` is what stands before the loop, and `place` where x lies. */
type Body = (v: Vocabulary, x: Lanes, inner: Block, outer: Block, place: Value) => Lanes;

const [INPUT, OUTPUT, SCRATCH] = [1 << 16, 2 << 16, 3 << 16];

/** Exported as `name`: bytes in, the lanes' sum out. */
function loopText(name: string, body: Body, hasSpill: boolean): string {
  const builder = createFunction();
  const end = builder.parameter("i32");
  const block = builder.body;
  const sum = block.variable(lanesOf(block).constant(0));
  const address = (inner: Block, base: number, at: Value): Value => plus(inner, integer(inner, base), at);
  const spill: Spill = {
    address: (inner, at, row) =>
      plus(inner, address(inner, SCRATCH, at), times(inner, integer(inner, 4096), integer(inner, row))),
    take: () => {},
  };
  const step = (inner: Block, at: Value): void => {
    const v = lanesOf(inner);
    const place = address(inner, INPUT, at);
    const y = body(v, inner.load("v128.load", "v128", place), inner, block, place);
    inner.effect("v128.store", [address(inner, OUTPUT, at), y]);
    sum.write(inner, v.add(sum.read(inner), y));
  };
  block.steps(end, VECTOR_BYTES, step, hasSpill ? spill : undefined);
  return builder.text(`(export "${name}")`, block.pure("i32x4.extract_lane", "i32", [sum.read(block)], "1"));
}

/** Bits of the results, and of their sum. */
interface Run {
  readonly bits: Int32Array;
  readonly sum: number;
}

function runs(body: Body): { readonly loops: number; run(kind: "whole" | "staged", x: Float32Array): Run } {
  const [whole, staged] = [loopText("whole", body, false), loopText("staged", body, true)];
  const shared = sharedFunctions(whole, { isFast: false, isRelaxed: false });
  const text = [...shared, whole, staged].join("\n");
  const names = [...new Set([...text.matchAll(/\(call \$(\w+) /g)].map(([, name]) => name as ElementwiseName))];
  const imports = names.map(
    (name) =>
      `(import "lanes" "${name}" (func $${name} (param ${ELEMENTWISE[name].params.map(() => "f64").join(" ")}) (result f64)))`,
  );
  const bytes = assemble(`(module ${imports.join("\n")} (import "env" "memory" (memory 0)) ${text})`);
  const memory = new WebAssembly.Memory({ initial: 8 });
  const lanes = Object.fromEntries(
    names.map((name) => [name, ELEMENTWISE[name].evaluate as (...x: number[]) => number]),
  );
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory }, lanes });
  return {
    loops: staged.match(/\(loop /g)!.length,
    run(kind, x) {
      new Float32Array(memory.buffer, INPUT, x.length).set(x);
      new Uint8Array(memory.buffer, OUTPUT).fill(0xa5);
      const sum = (exports[kind] as (end: number) => number)(x.byteLength);
      return { bits: new Int32Array(memory.buffer, OUTPUT, x.length).slice(), sum };
    },
  };
}

/** Whole vectors: ordinary numbers, then every kind of number among them. */
function rows(): Float32Array[] {
  const special = specialNumbers();
  const ordinary = (length: number): Float32Array =>
    Float32Array.from({ length }, (_, i) => ((i * 0.618) % 1) * 3 + 0.01);
  const mixed = ordinary(Math.floor(special.length / 4) * 16);
  special.slice(0, mixed.length / 4).forEach((x, i) => {
    mixed[4 * i + (i % 4)] = x;
  });
  const floats = STRETCH / 4;
  return [4, floats, floats + 4, 3 * floats - 4]
    .map(ordinary)
    .concat(mixed.slice(0, 4 * floats), mixed.slice(-2 * floats - 4));
}

function expectSame(body: Body): number {
  const { loops, run } = runs(body);
  for (const x of rows()) {
    const [expected, actual] = [run("whole", x), run("staged", x)];
    const wrong = actual.bits.findIndex((bits, i) => bits !== expected.bits[i]);
    expect(wrong < 0 ? "" : `${wrong}: ${actual.bits[wrong]} for ${expected.bits[wrong]} at ${x[wrong]}`).toBe("");
    expect(actual.sum).toBe(expected.sum);
  }
  return loops;
}

const unary = Object.entries(LANE_FUNCTIONS).filter(
  ([name]) => ELEMENTWISE[name as ElementwiseName].params.length === 1,
);

test.each([...unary, ["x^0.2", powerBy(LANE_FUNCTIONS.pow!, 0.2)], ["x^-1.7", powerBy(LANE_FUNCTIONS.pow!, -1.7)]] as [
  string,
  LaneFunction,
][])("%s", (_, lane) => {
  expectSame((v, x) => lane(v, x));
});

describe("where", () => {
  const { exp, log, erf } = LANE_FUNCTIONS as Record<string, LaneFunction>;

  test("chains are long, there are several loops", () => {
    expect(expectSame((v, x) => exp!(v, log!(v, v.abs(x))))).toBeGreaterThan(2);
  });

  test("functions are patched one after the other", () => {
    expect(expectSame((v, x) => v.add(log!(v, erf!(v, log!(v, x))), x))).toBeGreaterThan(3);
  });

  test("what is read is needed at the end as well", () => {
    expectSame((v, x) => v.mul(v.sub(x, v.constant(0.5)), exp!(v, v.mul(x, log!(v, v.sub(x, v.constant(0.5)))))));
  });

  test("there is a branch in the middle", () => {
    const body: Body = (v, x, inner) => {
      const e = exp!(v, x);
      const chosen = inner.choose(
        v.any(v.greater(e, v.constant(5))),
        (branch) => log!(v.within(branch), e),
        () => e,
      );
      return exp!(v, v.neg(chosen));
    };
    expectSame(body);
  });

  test("a variable is carried from turn to turn in the middle", () => {
    const body: Body = (v, x, inner, outer) => {
      const last = outer.variable(lanesOf(outer).constant(1));
      const before = last.read(inner);
      last.write(inner, log!(v, x));
      return exp!(v, v.add(before, x));
    };
    expectSame(body);
  });

  test("what is read is written over, though it is needed again", () => {
    const body: Body = (v, x, inner, _, place) => {
      inner.effect("v128.store", [place, v.add(x, v.constant(7))]);
      return v.add(exp!(v, log!(v, exp!(v, x))), x);
    };
    expectSame(body);
  });

  test("more would have to be kept than the first-level cache holds, it stays one loop", () => {
    const body: Body = (v, x) =>
      Array.from({ length: 30 }, (_, i) => log!(v, v.add(x, v.constant(i + 2)))).reduce((a, b) => v.add(a, b));
    expect(expectSame(body)).toBe(1);
  });

  test("a loop is short of work, it stays one", () => {
    expect(expectSame((v, x) => v.add(v.mul(x, x), v.constant(1)))).toBe(1);
  });
});
