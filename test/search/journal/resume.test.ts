import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import { createSearch, type EvolveConfig, type Search } from "../../../src/search/evolve/index.ts";
import { decodeJournal, type Entry, encodeEntry, type Journal, replay } from "../../../src/search/journal/index.ts";
import { anyOrder, nameOf, simulate, THREE_RUNGS, toy, toyConfig } from "../evolve/toy.ts";

const EVALUATIONS = 60;
const CONFIGS: readonly (readonly [string, EvolveConfig])[] = [
  ["one rung", toyConfig()],
  ["three rungs", toyConfig({ rungs: THREE_RUNGS })],
  ["screening", toyConfig({ rungs: THREE_RUNGS, initial: 20 })],
  ["many retries", toyConfig({ retries: 7, lookahead: 3 })],
];

const open = (config: EvolveConfig, journal: readonly Entry[] = []): Search =>
  createSearch({ config, budget: { evaluations: EVALUATIONS }, operators: toy, seed: 9, journal });
/** All but what depends on when. */
const stateOf = (search: Search): object => {
  const { elapsed, ended, ...state } = search.progress();
  return state;
};
/** The trainings that an entry stands for. */
const trainings = (entries: readonly Entry[]): string[] =>
  entries.map(({ id, rungs, kind, ...rest }) => {
    const failed = kind !== "rung" && "failed" in rest && rest.failed !== undefined;
    return `${id}/${failed ? rungs.length : rungs.length - 1}`;
  });

describe.each(CONFIGS)("%s", (_, config) => {
  test("after every line, the journal alone gives the live state", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer(), (workers, seed) => {
        const live = open(config);
        simulate(live, {
          workers,
          pick: anyOrder(seed),
          afterEach: (entries) => expect(stateOf(open(config, entries))).toEqual(stateOf(live)),
        });
      }),
      { seed: 5, numRuns: 4 },
    );
  });

  test("after every line of one worker, so does reading without the space", () => {
    const live = open(config);
    simulate(live, {
      afterEach: (entries) => {
        const { elapsed, ...state } = replay(live.header, entries);
        expect(state).toEqual(stateOf(live));
        expect(elapsed).toBe(live.progress().elapsed);
      },
    });
  });

  test("after every line, the next piece of work is the same", () => {
    const live = open(config);
    const { entries } = simulate(live);
    for (let length = 0; length < entries.length; length++) {
      const next = open(config, entries.slice(0, length)).next(0);
      if (typeof next !== "object") throw new Error("there is work to do");
      expect(nameOf(next)).toBe(trainings(entries)[length]);
    }
  });

  test("killed at any byte, several times, and resumed: the same end, and nothing is trained twice but what was in flight", () => {
    const undisturbed = open(config);
    const { entries: expected } = simulate(undisturbed);
    const random = createRandom(77);
    for (let run = 0; run < 50; run++) {
      const workers = 1 + random.integer(6);
      let journal = new Uint8Array();
      // Trainings of earlier parts that were not in flight at a kill.
      const done = new Set<string>();
      for (let part = 0; part < 4; part++) {
        const { entries: kept } = decodeJournal(journal) as Journal;
        const search = open(config, kept);
        const isLast = part === 3;
        const { entries, begun, inFlight } = simulate(search, {
          workers,
          pick: anyOrder(random.integer(2 ** 31)),
          ...(!isLast && { stopAfter: random.integer(40) }),
        });
        expect(begun.filter((name) => done.has(name))).toEqual([]);
        if (isLast) {
          const all = trainings([...kept, ...entries]);
          expect([...all].sort()).toEqual([...trainings(expected)].sort());
          expect(stateOf(search)).toEqual(stateOf(undisturbed));
          expect(replay(search.header, [...kept, ...entries])).toMatchObject(stateOf(undisturbed));
          break;
        }
        // The last line may be torn: its training was still in flight then.
        const text = [search.header, ...kept, ...entries].map(encodeEntry).join("");
        const last = entries.length > 0 ? encodeEntry(entries[entries.length - 1]).length : 1;
        const torn = random.integer(last);
        journal = new TextEncoder().encode(text.slice(0, text.length - torn));
        const lost = torn > 0 ? [...inFlight, ...trainings(entries.slice(-1))] : inFlight;
        for (const name of begun) if (!lost.includes(name)) done.add(name);
      }
    }
  });
});

test("a journal of another schedule is refused", () => {
  const { entries } = simulate(open(toyConfig()));
  expect(() => open(toyConfig(), entries.slice(30))).toThrow(/another configuration/);
});
