/** Entries of a journal in any order go in; what is known of an individual comes out by its number. */

import type { Bred } from "../evolve/individual.ts";
import { bredOf } from "../evolve/slot.ts";
import type { Entry, IndividualEntry, RescoreEntry, RungEntry } from "./entry.ts";

export interface Ledger {
  bred(id: number): Bred | undefined;
  /** Its end, or else the latest result on the way there; looked up once. */
  result(id: number): IndividualEntry | RungEntry | undefined;
  /** The same of its further training after a screening. */
  rescored(id: number): RescoreEntry | RungEntry | undefined;
  /** Individuals and further trainings that were not looked up yet. */
  remaining(): number;
}

interface Page {
  individual?: IndividualEntry;
  /** The latest. */
  rung?: RungEntry;
  rescore?: RescoreEntry;
}

export function createLedger(entries: readonly Entry[]): Ledger {
  const pages = new Map<number, Page>();
  for (const entry of entries) {
    const page = pages.get(entry.id) ?? {};
    pages.set(entry.id, page);
    if (entry.kind === "individual") page.individual = entry;
    else if (entry.kind === "rung") page.rung = entry;
    else page.rescore = entry;
  }
  // An individual whose screening has ended and that has a rung after that is on its way through the further training.
  const isRescored = ({ individual, rung, rescore }: Page): boolean =>
    rescore !== undefined ||
    (individual !== undefined && rung !== undefined && rung.rungs.length > individual.rungs.length);
  let remaining = 0;
  for (const page of pages.values()) remaining += isRescored(page) ? 2 : 1;
  const lookedUp = <Found>(found: Found | undefined): Found | undefined => {
    if (found !== undefined) remaining--;
    return found;
  };
  return {
    bred: (id) => {
      const page = pages.get(id);
      const entry = page?.individual ?? page?.rung;
      return entry && bredOf(entry);
    },
    result: (id) => lookedUp(pages.get(id)?.individual ?? pages.get(id)?.rung),
    rescored: (id) => {
      const page = pages.get(id);
      return lookedUp(page && isRescored(page) ? (page.rescore ?? page.rung) : undefined);
    },
    remaining: () => remaining,
  };
}
