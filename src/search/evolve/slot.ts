/** One candidate's way through the rungs: from breeding, or from a journal, to its end. */

import type { Rejection } from "../individual.ts";
import type { Entry, Times } from "../journal/entry.ts";
import type { Ended } from "./generation.ts";
import type { Bred, Individual } from "./individual.ts";
import type { SlotKind } from "./plan.ts";

export interface Slot {
  readonly index: number;
  readonly kind: SlotKind;
  /** Missing for a place that stays empty: the screening left too few. */
  readonly bred?: Bred;
  /** By rung; nothing where everyone goes on. */
  readonly bars: readonly (number | undefined)[];
  readonly rungs: number[];
  readonly seconds: number[];
  details?: Readonly<Record<string, number>>;
  failed?: Rejection;
  elapsed: number;
  inFlight: boolean;
  ended: boolean;
}

export function newSlot(index: number, kind: SlotKind, bred: Bred | undefined, bars: Slot["bars"]): Slot {
  const ended = bred === undefined;
  return { index, kind, ...(bred && { bred }), bars, rungs: [], seconds: [], elapsed: 0, inFlight: false, ended };
}

/** Puts what a journal has of this slot into it. */
export function restore(slot: Slot, entry: Entry): void {
  slot.rungs.splice(0, Infinity, ...entry.rungs);
  slot.seconds.splice(0, Infinity, ...entry.times.seconds);
  slot.elapsed = entry.times.elapsed;
  if (entry.details !== undefined) slot.details = entry.details;
  if (entry.kind === "rung") return;
  slot.ended = true;
  if (entry.failed !== undefined) slot.failed = entry.failed;
}

/** The breeding's part of an individual or an entry. */
export function bredOf(whole: Bred): Bred {
  const { id, parents, mutation, program, fingerprint, complexity, seed, retry, rejected } = whole;
  return { id, parents, mutation, program, fingerprint, complexity, seed, retry, rejected };
}

export function individualOf({ bred, rungs, details, failed }: Slot): Individual | undefined {
  if (bred === undefined || failed !== undefined || rungs.length === 0) return undefined;
  return { ...bred, fitness: rungs[rungs.length - 1], rungs: [...rungs], ...(details && { details }) };
}

/** What the slot says once it has ended; nothing if it stayed empty. */
export function endedOf(slot: Slot): (Ended & { readonly failed?: Rejection }) | undefined {
  const { kind, bred, rungs, failed } = slot;
  if (bred === undefined) return undefined;
  const individual = individualOf(slot);
  return { kind, bred, rungs, ...(individual && { individual }), ...(failed && { failed }) };
}

/** The line of a slot that has a new result. */
export function entryOf(slot: Slot): Entry {
  const { kind, bred, rungs, details, failed, seconds, elapsed, ended } = slot;
  if (bred === undefined) throw new Error(`slot ${slot.index} is empty`);
  const times: Times = { elapsed, seconds: [...seconds] };
  const results = { rungs: [...rungs], ...(details && { details }) };
  if (!ended) return { kind: "rung", ...bred, ...results, times };
  const fitness = failed === undefined ? rungs[rungs.length - 1] : null;
  const end = { fitness, ...results, ...(failed && { failed }), times };
  return kind === "rescore" ? { kind, id: bred.id, ...end } : { kind: "individual", ...bred, ...end };
}
