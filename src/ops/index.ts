/** The operator registry: every elementwise operator and reduction, from one file per family. */

import { arithmetic, comparison } from "./arithmetic.ts";
import { exponential } from "./exponential.ts";
import type { OpDef } from "./op-def.ts";
import { piecewise } from "./piecewise.ts";
import { REDUCTIONS } from "./reductions.ts";
import { special } from "./special.ts";
import { trigonometric } from "./trigonometric.ts";

export type { OpDef, ReductionDef } from "./op-def.ts";
export { REDUCTIONS };

export const ELEMENTWISE = {
  ...arithmetic,
  ...comparison,
  ...exponential,
  ...trigonometric,
  ...special,
  ...piecewise,
} as const satisfies Record<string, OpDef>;

export type ElementwiseName = keyof typeof ELEMENTWISE;
export type ReductionName = keyof typeof REDUCTIONS;

/** Reductions that survive lowering; the others are their `defn`. */
export type CoreReductionName = "sum" | "max" | "min" | "logsumexp";

export const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ["pi", Math.PI],
  ["e", Math.E],
  ["eps", 1e-7],
]);

const elementwiseByName: ReadonlyMap<string, OpDef> = new Map(Object.entries(ELEMENTWISE));
const reductionNames: ReadonlySet<string> = new Set(Object.keys(REDUCTIONS));

/** The record of an elementwise op, seen through the common type. */
export function opDef(name: ElementwiseName): OpDef {
  return ELEMENTWISE[name];
}

export function isElementwise(name: string): name is ElementwiseName {
  return elementwiseByName.has(name);
}

export function isReduction(name: string): name is ReductionName {
  return reductionNames.has(name);
}

/** Whether a program may call the elementwise op by its name. */
export function isCallable(name: string): name is ElementwiseName {
  const def = elementwiseByName.get(name);
  return def !== undefined && def.internal !== true && (def.symbol === undefined || name === "pow");
}

/** Every name that a program can call: elementwise functions and reductions. */
export const CALLABLE_NAMES: readonly string[] = [
  ...new Set([...[...elementwiseByName.keys()].filter(isCallable), ...reductionNames]),
];

export const COMPARISONS: ReadonlySet<string> = new Set(Object.keys(comparison).filter((name) => name !== "select"));
