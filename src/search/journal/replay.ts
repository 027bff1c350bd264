/** A journal goes in; what there is to say of its search comes out, without the space that it searches. */

import { type Individual, orderOf } from "../evolve/individual.ts";
import { planOf, type SlotKind } from "../evolve/plan.ts";
import type { Progress } from "../evolve/progress.ts";
import { createRecord } from "../evolve/record.ts";
import { bredOf, endedOf, individualOf, newSlot, restore } from "../evolve/slot.ts";
import type { Entry, Header, IndividualEntry, RescoreEntry } from "./entry.ts";

/** In the order of the individuals' numbers: those whose trainings have not ended are left out. */
export function replay({ config }: Header, entries: readonly Entry[]): Progress {
  const plan = planOf(config);
  const record = createRecord(config, plan.screening);
  const individuals: IndividualEntry[] = [];
  const rescored = new Map<number, RescoreEntry>();
  let elapsed = 0;
  for (const entry of entries) {
    elapsed = Math.max(elapsed, entry.times.elapsed);
    if (entry.kind === "individual") individuals.push(entry);
    else if (entry.kind === "rescore") rescored.set(entry.id, entry);
  }
  individuals.sort((a, b) => a.id - b.id);

  const take = (kind: SlotKind, individual: IndividualEntry, result: IndividualEntry | RescoreEntry) => {
    const slot = newSlot(0, kind, bredOf(individual), []);
    restore(slot, result);
    const ended = endedOf(slot);
    if (ended !== undefined) record.take(ended);
    return individualOf(slot);
  };

  const first = individuals.findIndex(({ id }) => id > config.initial);
  const initial = first < 0 ? individuals : individuals.slice(0, first);
  const screened: Individual[] = [];
  const entryOfId = new Map<number, IndividualEntry>();
  for (const entry of initial) {
    entryOfId.set(entry.id, entry);
    const individual = take("initial", entry, entry);
    if (individual !== undefined) screened.push(individual);
  }
  if (rescored.size > 0) {
    for (const { id } of screened.sort(orderOf(config.direction))) {
      const result = rescored.get(id);
      if (result !== undefined) take("rescore", entryOfId.get(id) as IndividualEntry, result);
    }
  }
  for (const entry of individuals.slice(initial.length)) take("child", entry, entry);
  return { ...record.progress(), elapsed };
}
