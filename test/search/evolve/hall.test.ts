import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createHall } from "../../../src/search/evolve/hall.ts";
import { type Individual, orderOf } from "../../../src/search/evolve/individual.ts";

const crowd = fc
  .array(fc.record({ fitness: fc.integer({ min: 0, max: 9 }), complexity: fc.integer({ min: 1, max: 6 }) }), {
    maxLength: 40,
  })
  .map((rows) =>
    rows.map(
      ({ fitness, complexity }, index): Individual => ({
        id: index + 1,
        parents: [],
        mutation: "random",
        program: "",
        fingerprint: `${index}`,
        complexity,
        seed: 1,
        retry: 0,
        rejected: {},
        fitness,
        rungs: [fitness],
      }),
    ),
  );

describe("hall of fame", () => {
  test.each(["maximize", "minimize"] as const)("holds the best and the front, %s", (direction) => {
    const order = orderOf(direction);
    const better = (a: Individual, b: Individual): boolean =>
      direction === "maximize" ? a.fitness > b.fitness : a.fitness < b.fitness;
    fc.assert(
      fc.property(crowd, (all) => {
        const hall = createHall(5, order);
        for (const individual of all) hall.add(individual);
        expect(hall.best()).toEqual([...all].sort(order).slice(0, 5));
        const front = hall.front();
        for (const member of front)
          for (const other of all) expect(better(other, member) && other.complexity <= member.complexity).toBe(false);
        // Everyone is on the front, or someone there is as good and as simple.
        for (const other of all)
          expect(front.some((member) => !better(other, member) && member.complexity <= other.complexity)).toBe(true);
        const complexities = front.map(({ complexity }) => complexity);
        expect(complexities).toEqual([...new Set(complexities)].sort((a, b) => a - b));
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  test("a later result of an individual takes the place of the earlier one", () => {
    const hall = createHall(5, orderOf("maximize"));
    const [first] = fc.sample(
      crowd.filter(({ length }) => length > 1),
      { seed: 3, numRuns: 1 },
    );
    for (const individual of first) hall.add(individual);
    const again = { ...first[0], fitness: -1, rungs: [first[0].fitness, -1] };
    hall.add(again);
    expect(hall.best()[0]).toBe(again);
    expect(hall.best().filter(({ id }) => id === 1)).toHaveLength(1);
    expect(hall.front()).toEqual([again]);
    hall.remove(1);
    expect(hall.front()).toEqual([]);
  });
});
