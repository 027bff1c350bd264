import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../src/random/index.ts";

const take = (count: number, draw: () => number) => Array.from({ length: count }, draw);

describe("createRandom", () => {
  test("gives these numbers for seed 1, today and on every system", () => {
    const random = createRandom(1);
    expect(take(4, () => random.integer(1_000_000))).toMatchInlineSnapshot(`
      [
        911639,
        638107,
        207899,
        203860,
      ]
    `);
    expect(take(2, random.next)).toMatchInlineSnapshot(`
      [
        0.47133865159275035,
        0.6839747043470896,
      ]
    `);
    expect(random.fork("a").integer(1_000_000)).toMatchInlineSnapshot(`166065`);
  });

  test("gives other numbers for another seed, and tells the number 1 from the text 1", () => {
    const first = [1, 2, "1", "2", ""].map((seed) => createRandom(seed).next());
    expect(new Set(first).size).toBe(first.length);
  });

  test("a fork depends on the seed and the label, not on what was drawn before", () => {
    const fresh = createRandom(7);
    const used = createRandom(7);
    take(100, used.next);
    expect(used.fork("x").next()).toBe(fresh.fork("x").next());
    const paths = [
      fresh.fork("x"),
      fresh.fork("y"),
      fresh.fork("x").fork("y"),
      fresh.fork("y").fork("x"),
      fresh.fork("x/1:y"),
      fresh.fork(1),
      fresh.fork("1"),
      fresh,
    ];
    expect(new Set(paths.map((random) => random.next())).size).toBe(paths.length);
  });

  test("next is uniform in [0, 1), normal has mean 0 and variance 1", () => {
    const random = createRandom("moments");
    const count = 40_000;
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const uniform = take(count, random.next);
    expect(uniform.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(mean(uniform)).toBeCloseTo(1 / 2, 2);
    expect(mean(uniform.map((value) => value ** 2))).toBeCloseTo(1 / 3, 2);
    const normal = take(count, random.normal);
    expect(Math.abs(mean(normal))).toBeLessThan(0.02);
    expect(Math.abs(mean(normal.map((value) => value ** 2)) - 1)).toBeLessThan(0.03);
    expect(Math.abs(mean(normal.map((value) => value ** 4)) - 3)).toBeLessThan(0.2);
  });

  test("integer draws each of its values equally often", () => {
    const random = createRandom("integers");
    const counts = new Array<number>(7).fill(0);
    for (let draw = 0; draw < 70_000; draw++) counts[random.integer(7)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  test.each([0, -1, 1.5, Number.NaN, 2 ** 32 + 1])("integer(%s) is refused", (n) => {
    expect(() => createRandom(1).integer(n)).toThrow(RangeError);
  });

  test("shuffle keeps the items and reaches every order", () => {
    const property = fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
      const before = [...items];
      const shuffled = createRandom(seed).shuffle(items);
      expect(items).toEqual(before);
      expect(shuffled.toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b));
    });
    fc.assert(property, { seed: 1, numRuns: 100 });
    const random = createRandom("orders");
    const orders = new Map<string, number>();
    for (let draw = 0; draw < 6000; draw++) {
      const order = random.shuffle([1, 2, 3]).join("");
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(6);
    for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
