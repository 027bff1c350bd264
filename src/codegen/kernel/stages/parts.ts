/** The statements of a loop go in; what each of them reads and costs comes out. */

import type { Entry, Item, Scope } from "../statements.ts";
import { costOf, LOAD_CYCLES } from "./costs.ts";

/** An item, and what it has to do with the others. */
export interface Part {
  readonly item: Item;
  /** The parts that compute what it reads. */
  readonly inputs: readonly number[];
  /** What it reads or writes of other turns. */
  readonly variables: readonly string[];
  /** Cycles from the beginning of the chain until it is there. */
  readonly depth: number;
  readonly latency: number;
  readonly operations: number;
  readonly isVector: boolean;
  readonly isStore: boolean;
  /** As cheaply computed again as read from memory. */
  readonly isFree: boolean;
  /** Of a patch: the parts for its mask and what it starts from, if the loop computes them. */
  readonly patch: { readonly mask: number | undefined; readonly fast: number | undefined } | undefined;
}

/** Nothing for a loop with loops inside, or with a patch that needs more than vectors. */
export function partsOf(scope: Scope, variable: string): Part[] | undefined {
  const indices = new Map<Entry, number>();
  const parts: Part[] = [];
  const freeCosts: number[] = [];
  const depths = new Map<string, number>();
  for (const item of scope.items) {
    const seen = readsOf(item, scope);
    if (seen === undefined) return undefined;
    const inputs = [...new Set(seen.entries)].map((entry) => indices.get(entry)!);
    const variables = [...new Set(seen.variables)].filter((name) => name !== variable);
    const isOfVectors = variables.length === 0 && inputs.every((i) => parts[i].isVector || parts[i].isFree);
    if (item.kind === "patch" && !isOfVectors) return undefined;
    const entry = item.kind === "value" || item.kind === "patch" ? item.entry : undefined;
    const patch = item.kind === "patch" ? { mask: indices.get(item.mask), fast: indices.get(item.fast) } : undefined;
    const waitsFor = patch === undefined ? inputs : [patch.fast, patch.mask].filter((i) => i !== undefined);
    const { latency, operations } = entry === undefined ? { latency: 1, operations: 1 } : costOf(entry.instruction);
    const depth =
      latency + Math.max(0, ...waitsFor.map((i) => parts[i].depth), ...variables.map((name) => depths.get(name) ?? 0));
    // What a loop sums up is no part of a vector's chain, but what a branch has chosen is.
    if (item.kind === "if") for (const name of variables) depths.set(name, depth);
    const freeCost =
      entry === undefined || variables.length > 0
        ? Number.POSITIVE_INFINITY
        : freeCostOf(
            entry,
            inputs.map((i) => freeCosts[i]),
          );
    freeCosts.push(freeCost);
    if (entry !== undefined) indices.set(entry, parts.length);
    parts.push({
      item,
      inputs,
      variables,
      depth,
      latency,
      operations,
      isVector: entry?.type === "v128",
      isStore: seen.isStore,
      isFree: freeCost <= MOST_FREE && depth <= FREE_CHAIN,
      patch,
    });
  }
  return parts;
}

interface Reads {
  readonly entries: readonly Entry[];
  readonly variables: readonly string[];
  readonly isStore: boolean;
}

/** Of the scope's own values, what an item and all within it read; variables that it reads or writes. */
function readsOf(item: Item, scope: Scope): Reads | undefined {
  const entries: Entry[] = [];
  const variables: string[] = [];
  let isStore = false;
  const read = (entry: Entry): void => {
    if (entry.scope === scope) entries.push(entry);
  };
  function visit(inner: Item): boolean {
    switch (inner.kind) {
      case "value":
        inner.entry.args.forEach(read);
        if (inner.entry.instruction.startsWith("local.get ")) variables.push(inner.entry.instruction.slice(10));
        return true;
      case "effect":
        inner.args.forEach(read);
        if (inner.instruction.startsWith("local.set ")) variables.push(inner.instruction.slice(10));
        else isStore = true;
        return true;
      case "patch":
        [inner.mask, inner.fast, inner.patched].forEach(read);
        return inner.slow.items.every(visit);
      case "if":
        read(inner.condition);
        return [inner.taken, inner.otherwise].every((branch) => branch?.items.every(visit) ?? true);
      default:
        return false;
    }
  }
  return visit(item) ? { entries, variables, isStore } : undefined;
}

/** So few operations, and so short a chain after a load, are as quick again as a store and a load. */
const MOST_FREE = 6;
export const FREE_CHAIN = LOAD_CYCLES + 4;

/** Vectors that are loaded, little that is made of them, and addresses. */
function freeCostOf({ instruction, isPinned, type }: Entry, inputs: readonly number[]): number {
  if (instruction.startsWith("local.get ")) return 0;
  const isPlainLoad = instruction === "v128.load";
  if (isPinned && !isPlainLoad) return Number.POSITIVE_INFINITY;
  const { latency, operations } = costOf(instruction);
  if (!isPlainLoad && latency > 3) return Number.POSITIVE_INFINITY;
  return inputs.reduce((sum, cost) => sum + cost, type === "v128" ? operations : 0);
}
