/** The parts of a loop go in; which of them stand in which of several loops comes out, if that is faster. */

import { cyclesOf, LOAD_CYCLES, LOOP_CYCLES, PATCH_CYCLES } from "./costs.ts";
import { FREE_CHAIN, type Part } from "./parts.ts";

/** A loop is left as it is if the model promises less than this. */
const WORTHWHILE = 0.88;
/** Shorter chains do not hold a processor up. */
const LONG_CHAIN = 40;
const MOST_CUTS = 2;
/** What more rows hold is no longer in the first-level cache by the time it is read. */
const MOST_ROWS = 24;
/** So many loops are not worth a thought. */
const MOST_STAGES = 16;

/** Which parts stand in which stage. */
export interface Plan {
  readonly cycles: number;
  readonly stageOf: readonly number[];
  readonly loops: readonly Loop[];
}

/** A stage, or what patches a value before the stage that needs it. */
export interface Loop {
  readonly stage: number;
  readonly patch: number | undefined;
  /** By part. */
  readonly here: readonly boolean[];
  /** Parts of earlier loops that it reads from memory. */
  readonly reloads: readonly number[];
}

export function bestPlan(parts: readonly Part[]): Plan | undefined {
  const chain = Math.max(0, ...parts.map(({ depth }) => depth));
  if (chain <= LONG_CHAIN) return undefined;
  const cyclesUnsplit =
    LOOP_CYCLES +
    parts.filter(({ patch }) => patch !== undefined).length * PATCH_CYCLES +
    turnOf(
      parts,
      parts.map(() => true),
      0,
    );
  const profile = profileOf(parts, chain);
  let cuts: readonly number[] = [];
  let best = profile.patched.length === 0 ? undefined : planWith(parts, cuts);
  while (cuts.length < MOST_CUTS && longestPiece(profile, cuts) > LONG_CHAIN) {
    const next = withNextCut(profile, cuts);
    if (next === undefined) break;
    cuts = next;
    const plan = planWith(parts, cuts);
    if (plan === undefined || (best !== undefined && plan.cycles >= best.cycles)) break;
    best = plan;
  }
  return best !== undefined && best.cycles < WORTHWHILE * cyclesUnsplit && spilledIn(best, parts).length <= MOST_ROWS
    ? best
    : undefined;
}

/** By depth in the chain. */
interface Profile {
  /** Operations that are over by then. */
  readonly done: readonly number[];
  /** Values that are there, that a later part of the chain needs, and that are not free. */
  readonly waiting: readonly number[];
  /** Where patches part the chain in any case. */
  readonly patched: readonly number[];
}

function profileOf(parts: readonly Part[], chain: number): Profile {
  const lastUse = parts.map(({ depth }) => depth);
  for (const { inputs, depth } of parts) for (const input of inputs) lastUse[input] = Math.max(lastUse[input], depth);
  const done = Array.from({ length: chain + 1 }, () => 0);
  const waiting = Array.from({ length: chain + 1 }, () => 0);
  parts.forEach(({ depth, operations, isVector, isFree }, i) => {
    done[depth] += operations;
    if (isVector && !isFree) for (let at = depth; at < lastUse[i]; at++) waiting[at]++;
  });
  for (let at = 1; at <= chain; at++) done[at] += done[at - 1];
  const patched = parts.filter(({ patch }) => patch !== undefined).map(({ depth }) => depth - 1);
  return { done, waiting, patched: [...new Set(patched)].sort((a, b) => a - b) };
}

function longestPiece({ done, patched }: Profile, cuts: readonly number[]): number {
  const ends = [0, ...patched, ...cuts, done.length - 1].sort((a, b) => a - b);
  return Math.max(...ends.slice(1).map((end, i) => end - ends[i]));
}

/** One cut more, where it looks cheapest. */
function withNextCut({ done, waiting, patched }: Profile, cuts: readonly number[]): number[] | undefined {
  const chain = done.length - 1;
  const ends = [...patched, ...cuts].sort((a, b) => a - b);
  const piece = (from: number, to: number): number => {
    const moved = (from > 0 ? waiting[from] : 0) + (to < chain ? waiting[to] : 0);
    return cyclesOf(done[to] - (from > 0 ? done[from] : 0) + moved, to - from + (from > 0 ? LOAD_CYCLES : 0));
  };
  let best: { at: number; gain: number } | undefined;
  for (let at = FREE_CHAIN; at < chain; at++) {
    const from = ends.findLast((end) => end < at) ?? 0;
    const to = ends.find((end) => end > at) ?? chain;
    const gain = piece(from, to) - piece(from, at) - piece(at, to);
    if (!ends.includes(at) && (best === undefined || gain > best.gain)) best = { at, gain };
  }
  return best === undefined ? undefined : [...cuts, best.at];
}

/** The chain is cut at these depths. Nothing where a loop would need what cannot be kept. */
function planWith(parts: readonly Part[], cuts: readonly number[]): Plan | undefined {
  const assigned = assignStages(parts, cuts);
  if (assigned === undefined) return undefined;
  const stageOf: readonly number[] = assigned;
  const last = Math.max(...stageOf);
  /** By stage: what later loops need of it. */
  const wanted = Array.from({ length: last + 1 }, () => new Set<number>());
  parts.forEach(({ item, patch }, i) => {
    if (patch === undefined) {
      if (item.kind !== "value") wanted[stageOf[i]].add(i);
      return;
    }
    for (const part of [patch.mask, patch.fast]) if (part !== undefined) wanted[stageOf[i] - 1].add(part);
  });

  function close(stage: number, patch: number | undefined, roots: Iterable<number>): Loop | undefined {
    const here = parts.map(() => false);
    const reloads: number[] = [];
    let canBeKept = true;
    const need = (input: number): void => {
      const { isFree, isVector, patch: ofPatch } = parts[input];
      if (ofPatch === undefined && (isFree || (stageOf[input] === stage && patch === undefined))) here[input] = true;
      else if (!isVector) canBeKept = false;
      else if (!reloads.includes(input)) {
        reloads.push(input);
        if (ofPatch === undefined) wanted[stageOf[input]].add(input);
      }
    };
    for (const root of roots) {
      if (patch === undefined && parts[root].patch === undefined && stageOf[root] === stage) here[root] = true;
      else need(root);
    }
    for (let i = parts.length - 1; i >= 0; i--) if (here[i]) parts[i].inputs.forEach(need);
    return canBeKept ? { stage, patch, here, reloads } : undefined;
  }

  const loops: Loop[] = [];
  const patches = parts.flatMap(({ patch }, i) => (patch === undefined ? [] : [i]));
  for (let stage = last; stage >= 0; stage--) {
    const loop = close(stage, undefined, wanted[stage]);
    if (loop === undefined) return undefined;
    loops.unshift(loop);
    for (const i of patches.filter((patch) => stageOf[patch] === stage)) {
      const { inputs, patch } = parts[i];
      const mending = close(
        stage,
        i,
        inputs.filter((input) => input !== patch!.fast),
      );
      if (mending === undefined) return undefined;
      loops.unshift(mending);
    }
  }
  return {
    cycles: loops.reduce(
      (sum, loop) => sum + (loop.patch === undefined ? LOOP_CYCLES + cyclesIn(loop, loops, parts, stageOf) : 0),
      0,
    ),
    stageOf,
    loops,
  };
}

/** Stores come last, so that what is loaded stays as it is until then; who shares a variable stays together; a patch is over before its stage. */
function assignStages(parts: readonly Part[], cuts: readonly number[]): number[] | undefined {
  const stageOf = parts.map(({ depth }) => cuts.filter((cut) => depth > cut).length);
  const ofVariable = new Map<string, number>();
  let isStable = false;
  while (!isStable) {
    isStable = true;
    const last = Math.max(...stageOf);
    if (last >= MOST_STAGES) return undefined;
    const raise = (i: number, stage: number): void => {
      if (stageOf[i] >= stage) return;
      stageOf[i] = stage;
      isStable = false;
    };
    parts.forEach(({ inputs, variables, patch, isStore }, i) => {
      const later = patch === undefined ? 0 : 1;
      raise(i, isStore ? last : later);
      for (const input of inputs) {
        const { isFree, isVector } = parts[input];
        if (isFree) continue;
        raise(i, stageOf[input] + later);
        if (!isVector) raise(input, stageOf[i]);
      }
      for (const name of variables) {
        raise(i, ofVariable.get(name) ?? 0);
        if (ofVariable.get(name) === stageOf[i]) continue;
        ofVariable.set(name, stageOf[i]);
        isStable = false;
      }
    });
  }
  return stageOf;
}

/** Of one turn of a loop in which `moved` vectors come from memory or go there besides. */
function turnOf(parts: readonly Part[], here: readonly boolean[], moved: number): number {
  const depths: number[] = [];
  let operations = moved;
  let chain = 0;
  parts.forEach(({ inputs, latency, operations: own }, i) => {
    if (!here[i]) return;
    operations += own;
    depths[i] = latency + Math.max(0, ...inputs.map((input) => depths[input] ?? LOAD_CYCLES));
    chain = Math.max(chain, depths[i]);
  });
  return cyclesOf(operations, chain);
}

function cyclesIn(
  { stage, here, reloads }: Loop,
  loops: readonly Loop[],
  parts: readonly Part[],
  stageOf: readonly number[],
): number {
  const stored = new Set(loops.flatMap((loop) => loop.reloads.filter((i) => storedBy(i, parts, stageOf) === stage)));
  return turnOf(parts, here, reloads.length + stored.size);
}

/** Parts that take a row each: what is patched, and what a later loop reads. */
export function spilledIn({ loops }: Plan, parts: readonly Part[]): number[] {
  const patches = parts.flatMap(({ patch }, i) => (patch === undefined ? [] : [i]));
  return [...new Set([...patches, ...loops.flatMap(({ reloads }) => reloads)])].sort((a, b) => a - b);
}

/** The stage that leaves a part in memory; of a patch, what it starts from. */
export const storedBy = (part: number, parts: readonly Part[], stageOf: readonly number[]): number =>
  parts[part].patch === undefined ? stageOf[part] : stageOf[part] - 1;
