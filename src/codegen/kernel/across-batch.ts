/** A loss of one number an example goes in; a loop over the batch comes out, four examples at a time. */

import type { Block, Spill, Value } from "./block.ts";
import { both, FLOAT_BYTES, integer, plus } from "./integers.ts";
import type { KernelOptions, KernelSpec, Scratch, Signature } from "./kernel.ts";
import { type Lanes, lanesOf } from "./lanes.ts";
import { loadRest, overVectors, restOf, storeRest } from "./rest.ts";
import { createScopes } from "./scopes.ts";
import { STRETCH } from "./statements.ts";

/** A row of scratch. */
export const STRETCH_FLOATS = STRETCH / FLOAT_BYTES;

/** The sum of the losses, f64. */
export function overBatch(
  spec: KernelSpec,
  signature: Signature,
  body: Block,
  options: KernelOptions,
): { readonly total: Value; readonly scratch: Scratch } {
  let spilled = 0;
  const spill: Spill = {
    address: (inner, at, row) =>
      plus(
        inner,
        plus(inner, signature.scratch, integer(inner, row * STRETCH)),
        both(inner, at, integer(inner, STRETCH - 1)),
      ),
    take: (rows) => {
      spilled = Math.max(spilled, rows);
    },
  };
  const rest = restOf(body, signature.batch);
  const total = body.variable(body.pure("v128.const i32x4", "v128", [], "0 0 0 0"));

  function writeStep(block: Block, offset: Value, isRest: boolean): void {
    const read = (base: Value): Lanes => {
      const address = plus(block, base, offset);
      return isRest ? loadRest(block, address, rest) : block.load("v128.load", "v128", address);
    };
    const write = (into: Block, base: Value, lanes: Lanes): void => {
      const address = plus(into, base, offset);
      if (isRest) storeRest(into, address, lanes, rest);
      else into.effect("v128.store", [address, lanes]);
    };
    const scopes = createScopes(signature, { read }, { constants: body, example: block }, options);
    const loss = scopes.value(spec.loss);
    const gradient = spec.gradient === undefined ? undefined : scopes.value(spec.gradient);
    if (gradient !== undefined) write(block, signature.grad!, gradient);
    block.when(signature.losses, (inner) => write(inner, signature.losses, loss));
    const v = lanesOf(block);
    const { low, high } = v.wide.fromFloat(isRest ? v.and(loss, rest.counted) : loss);
    const sum = (a: Value, b: Value): Value => block.pure("f64x2.add", "v128", [a, b]);
    total.write(block, sum(total.read(block), sum(low, high)));
  }

  overVectors(body, rest, writeStep, { spill });

  const lane = (index: number): Value => body.pure("f64x2.extract_lane", "f64", [total.read(body)], String(index));
  return { total: body.pure("f64.add", "f64", [lane(0), lane(1)]), scratch: { kept: 0, spilled } };
}
