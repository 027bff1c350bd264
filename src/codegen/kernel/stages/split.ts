/**
 * The statements of a loop over vectors go in; the statements of a few loops that do the same one after the other come out, where that is faster.
 * A processor looks ahead some hundred operations. If those of one vector wait for one another in a long chain, it sees few vectors at once and
 * waits; of a shorter piece of the chain it sees more. What a piece leaves for the next goes through memory.
 */

import type { Entry, Item, Patch, Scope, Stage } from "../statements.ts";
import { type Part, partsOf } from "./parts.ts";
import { bestPlan, type Loop, type Plan, spilledIn, storedBy } from "./plan.ts";

/** What a loop that becomes several may use. */
export interface Means {
  /** Where vectors of one loop wait for a later one, in rows by number. */
  address(row: number): Entry;
  /** A new variable for a vector: its name. */
  variable(): string;
}

export interface Staged {
  readonly stages: readonly Stage[];
  /** How many rows they need. */
  readonly spilled: number;
}

export const unsplit = (scope: Scope): Staged => ({
  stages: [{ items: scope.items, clears: [], onlyIf: undefined }],
  spilled: 0,
});

/** `variable` is the loop's own, which every stage counts through. What is patched is patched in loops of their own, which are passed over as a rule. */
export function stagesOf(scope: Scope, variable: string, means: Means): Staged {
  const parts = partsOf(scope, variable);
  const best = parts === undefined ? undefined : bestPlan(parts);
  return best === undefined ? unsplit(scope) : write(best, scope, parts!, means);
}

function write(plan: Plan, scope: Scope, parts: readonly Part[], means: Means): Staged {
  const { loops, stageOf } = plan;
  const spilled = spilledIn(plan, parts);
  const patches = spilled.filter((part) => parts[part].patch !== undefined);
  const before = scope.items.length;
  const addresses = new Map(spilled.map((part, row) => [part, means.address(row)]));
  const masks = new Map(patches.map((part) => [part, means.variable()]));
  const entryOf = (part: number): Entry => (parts[part].item as Extract<Item, { kind: "value" } | Patch>).entry;
  const patchOf = (part: number): Patch => parts[part].item as Patch;
  for (const part of spilled) entryOf(part).isSpilled = true;
  for (const part of patches) patchOf(part).fast.isSpilled = true;

  const store = (part: number, value: Entry): Item => ({
    kind: "effect",
    instruction: "v128.store",
    args: [addresses.get(part)!, value],
  });
  const reload = (part: number, entry: Entry): Item => ({ kind: "reload", entry, address: addresses.get(part)! });
  const statementsOf = ({ here }: Loop, isAddress: (item: Item) => boolean): Item[] =>
    scope.items.slice(0, before).filter((item, i) => here[i] && !isAddress(item));

  function stageOfLoop(loop: Loop): Stage {
    const { stage, patch, reloads } = loop;
    const stored = patch === undefined ? spilled.filter((part) => storedBy(part, parts, stageOf) === stage) : [patch];
    const isAddress = addressesOf(
      [...reloads, ...stored].map((part) => addresses.get(part)!),
      scope,
    );
    const reloaded = reloads.map((part) => reload(part, entryOf(part)));
    const start = [...scope.items.filter(isAddress), ...reloaded];
    const statements = statementsOf(loop, isAddress);
    if (patch !== undefined) {
      const item = patchOf(patch);
      const fast = parts[patch].patch!.fast === undefined ? [] : [reload(patch, item.fast)];
      return {
        items: [...start, ...fast, ...statements, item, store(patch, item.entry)],
        clears: [],
        onlyIf: masks.get(patch)!,
      };
    }
    const started = stored.filter((part) => parts[part].patch !== undefined);
    const end = [
      ...stored.map((part) => store(part, parts[part].patch === undefined ? entryOf(part) : patchOf(part).fast)),
      ...started.map((part): Item => ({ kind: "note", variable: masks.get(part)!, mask: patchOf(part).mask })),
    ];
    return {
      items: [...start, ...statements, ...end],
      clears: started.map((part) => masks.get(part)!),
      onlyIf: undefined,
    };
  }
  return { stages: loops.map(stageOfLoop), spilled: spilled.length };
}

/** Whether an item computes one of these addresses, or something for it. */
function addressesOf(addresses: readonly Entry[], scope: Scope): (item: Item) => boolean {
  const needed = new Set<Entry>();
  const need = (entry: Entry): void => {
    if (entry.scope !== scope || needed.has(entry)) return;
    needed.add(entry);
    entry.args.forEach(need);
  };
  addresses.forEach(need);
  return (item) => item.kind === "value" && needed.has(item.entry);
}
