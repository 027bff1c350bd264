import fc from "fast-check";
import { expect, test } from "vitest";
import type { Random } from "../../../src/random/index.ts";
import { draw, drawOther, weighted } from "../../../src/search/space/weighted.ts";

/** Draws this number and no other. */
const always = (number: number): Random => ({
  next: () => number,
  integer: () => 0,
  shuffle: (items) => [...items],
  normal: () => 0,
  fork: () => always(number),
});

const weights = fc.array(
  fc.oneof(fc.double({ min: 1e-9, max: 1e6, noNaN: true }), fc.constant(1), fc.constant(1e-300)),
  { minLength: 1, maxLength: 40 },
);
const numbers = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test("a number draws the first item whose share ends above it", () => {
  fc.assert(
    fc.property(weights, numbers, (all, number) => {
      const from = weighted([...all.keys()], (i) => all[i]);
      const expected = from.ends.findIndex((end) => end > number * from.total);
      expect(draw(from, always(number))).toBe(expected < 0 ? all.length - 1 : expected);
    }),
    { seed: 3, numRuns: 2000 },
  );
});

test("another item is never the one to leave out", () => {
  fc.assert(
    fc.property(weights, numbers, fc.nat(), (all, number, place) => {
      const without = place % all.length;
      const other = drawOther(
        weighted([...all.keys()], (i) => all[i]),
        without,
        always(number),
      );
      if (all.length === 1) expect(other).toBeUndefined();
      else expect(other).not.toBe(without);
    }),
    { seed: 3, numRuns: 2000 },
  );
});
