/** The search as a state machine: results go in, what to train next and what to write to the journal come out. */

import { type Entry, FORMAT, type Header } from "../journal/entry.ts";
import { createLedger } from "../journal/ledger.ts";
import { createBreeder } from "./breed.ts";
import { type Budget, configProblems, type EvolveConfig } from "./config.ts";
import { createGeneration, type Retry } from "./generation.ts";
import type { Bred, Individual, RungOutcome } from "./individual.ts";
import type { Operators } from "./operators.ts";
import { planOf } from "./plan.ts";
import type { Progress } from "./progress.ts";
import { createRecord } from "./record.ts";
import { bredOf, endedOf, entryOf, individualOf, newSlot, restore, type Slot } from "./slot.ts";

/** One training to do. */
export interface Work {
  readonly bred: Bred;
  /** Index into the schedule's rungs. */
  readonly rung: number;
  /** The fitness that it takes to get to the next rung, where that matters. */
  readonly bar?: number;
}

export interface WorkTimes {
  /** Since the search began, earlier parts of a resumed run included. */
  readonly elapsed: number;
  /** Of this training. */
  readonly seconds: number;
}

export interface Search {
  readonly config: EvolveConfig;
  /** The journal's first line. */
  readonly header: Header;
  /** For a free worker: something to do, "wait" for another's result, or nothing any more. */
  next(elapsed: number): Work | "wait" | undefined;
  /** Takes a result in; the entries are to be in the journal before anything else is asked. */
  complete(work: Work, outcome: RungOutcome, times: WorkTimes): Entry[];
  /** Nothing more comes: takes in results that wait for earlier ones which were given up. */
  settle(): void;
  progress(): Progress;
}

export interface SearchOptions<Genotype> {
  readonly config: EvolveConfig;
  readonly budget: Budget;
  readonly operators: Operators<Genotype>;
  readonly seed: number;
  /** Take the place of the first random losses, as far as they are accepted. */
  readonly seeds?: readonly Genotype[];
  /** Of an earlier part of this run. */
  readonly journal?: readonly Entry[];
}

/** @throws For a schedule with problems, and for a journal of another schedule. */
export function createSearch<Genotype>(options: SearchOptions<Genotype>): Search {
  const { config, budget, operators, seed, seeds = [], journal = [] } = options;
  const problems = configProblems(config);
  if (problems.length > 0) throw new RangeError(problems.join("; "));

  const plan = planOf(config);
  const past = createGeneration(config, plan.screening);
  const record = createRecord(config, plan.screening);
  const ledger = createLedger(journal);
  const known = new Set<string>();
  const individuals = new Map<number, Individual>();
  const breeder = createBreeder({
    config,
    operators,
    seed,
    seeds,
    isKnown: (fingerprint) => known.has(fingerprint),
    individualOf: (id) => individuals.get(id) as Individual,
  });

  /** From the first that `past` has not taken in to the last that was filled. */
  const slots = new Map<number, Slot>();
  let filled = 0;
  let takenByPast = 0;
  /** All slots before this one have ended and are in the record. */
  let recorded = 0;
  let elapsed = 0;
  let ended: Progress["ended"];

  const note = (slot: Slot): void => {
    const told = endedOf(slot);
    if (told !== undefined) record.take(told);
  };

  const recordEnded = (): void => {
    for (let slot = slots.get(recorded); slot?.ended; slot = slots.get(recorded)) {
      recorded++;
      note(slot);
    }
  };

  const end = (slot: Slot): void => {
    slot.ended = true;
    const individual = individualOf(slot);
    if (individual !== undefined) individuals.set(individual.id, individual);
    recordEnded();
  };

  /** Brings `past` to where this slot may look, no further. */
  const catchUp = (index: number): void => {
    for (const limit = plan.requires(index); takenByPast < limit; takenByPast++) {
      const told = endedOf(slots.get(takenByPast) as Slot);
      slots.delete(takenByPast);
      if (told !== undefined) past.take(told);
    }
  };

  const breed = (index: number, retry: Retry | undefined): Bred | undefined => {
    const kind = plan.kindOf(index);
    if (kind === "rescore") {
      const chosen = past.chosen().at(plan.rankOf(index));
      return chosen && bredOf(chosen);
    }
    const id = plan.idOf(index);
    const written = ledger.bred(id);
    if (written !== undefined) operators.remember?.(written);
    return written ?? (kind === "initial" ? breeder.founder(id) : breeder.child(id, past, retry));
  };

  /** Nothing once the space is used up. */
  const fill = (): Slot | undefined => {
    const index = filled;
    const kind = plan.kindOf(index);
    catchUp(index);
    const retry = kind === "child" ? past.retries.shift() : undefined;
    const bred = breed(index, retry);
    if (bred === undefined && kind !== "rescore") return undefined;
    const written = bred && (kind === "rescore" ? ledger.rescored(bred.id) : ledger.result(bred.id));
    const bars =
      written !== undefined && written.kind !== "rung" ? [] : config.rungs.map((_, rung) => past.barOf(rung));
    const slot = newSlot(index, kind, bred, bars);
    if (kind === "rescore" && bred !== undefined) slot.rungs.push(...(individuals.get(bred.id) as Individual).rungs);
    if (written !== undefined) restore(slot, written);
    if (bred !== undefined) known.add(bred.fingerprint);
    elapsed = Math.max(elapsed, slot.elapsed);
    slots.set(index, slot);
    filled++;
    if (slot.ended) end(slot);
    return slot;
  };

  const canFill = (): boolean => plan.requires(filled) <= recorded;

  while (ledger.remaining() > 0) {
    if (!canFill() || fill() === undefined) throw new Error("the journal belongs to a search of another configuration");
  }

  const workOf = (slot: Slot): Work => {
    const rung = slot.rungs.length;
    const bar = rung + 1 < config.rungs.length && !isScreening(slot) ? slot.bars[rung] : undefined;
    return { bred: slot.bred as Bred, rung, ...(bar !== undefined && { bar }) };
  };

  const isScreening = ({ kind }: Slot): boolean => kind === "initial" && plan.screening;

  /** The first that has something to train and that nobody is at. */
  const idle = (): Slot | undefined => {
    for (const slot of slots.values()) if (!slot.ended && !slot.inFlight) return slot;
    return undefined;
  };

  const isUsedUp = (): boolean =>
    budget.evaluations !== undefined && plan.kindOf(filled) !== "rescore" && plan.idOf(filled) > budget.evaluations;

  const next = (now: number): Work | "wait" | undefined => {
    if (budget.seconds !== undefined && now >= budget.seconds) ended = "seconds";
    else if (ended === "seconds") ended = undefined;
    if (ended === "seconds") return undefined;
    let slot = idle();
    while (slot === undefined && ended === undefined && canFill()) {
      if (isUsedUp()) ended = "evaluations";
      else {
        const fresh = fill();
        if (fresh === undefined) ended = "exhausted";
        else if (!fresh.ended) slot = fresh;
      }
    }
    if (slot === undefined) return recorded < filled ? "wait" : undefined;
    slot.inFlight = true;
    return workOf(slot);
  };

  const isPromoted = (slot: Slot, fitness: number): boolean => {
    if (isScreening(slot) || slot.rungs.length >= config.rungs.length) return false;
    const bar = slot.bars[slot.rungs.length - 1];
    return bar === undefined || (config.direction === "maximize" ? fitness >= bar : fitness <= bar);
  };

  const complete = (work: Work, outcome: RungOutcome, times: WorkTimes): Entry[] => {
    const slot = [...slots.values()].find(({ bred, inFlight }) => inFlight && bred?.id === work.bred.id);
    if (slot === undefined) throw new Error(`individual ${work.bred.id} is not in training`);
    slot.inFlight = false;
    slot.seconds.push(times.seconds);
    slot.elapsed = times.elapsed;
    elapsed = Math.max(elapsed, times.elapsed);
    if ("failed" in outcome) slot.failed = outcome.failed;
    else if (!Number.isFinite(outcome.fitness))
      slot.failed = { reason: "training", detail: `the fitness is ${outcome.fitness}` };
    else {
      // A journal writes -0 as 0.
      slot.rungs.push(outcome.fitness + 0);
      if (outcome.details !== undefined) slot.details = finiteOf(outcome.details);
    }
    if (slot.failed !== undefined || !isPromoted(slot, slot.rungs[slot.rungs.length - 1])) end(slot);
    return [entryOf(slot)];
  };

  return {
    config,
    header: { lossc: "evolve", format: FORMAT, seed, config },
    next,
    complete,
    settle: () => {
      for (; recorded < filled; recorded++) {
        const slot = slots.get(recorded);
        if (slot?.ended) note(slot);
      }
    },
    progress: () => ({ ...record.progress(), elapsed, ...(ended && { ended }) }),
  };
}

function finiteOf(details: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => Number.isFinite(value)));
}
