import { describe, expect, test } from "vitest";
import { warmUpCosine } from "../../src/train/index.ts";

describe("warmUpCosine", () => {
  const rates = Array.from({ length: 100 }, (_, step) => warmUpCosine(0.001)(step, 100));

  test("rises in a line to the peak over the first tenth of the steps", () => {
    rates.slice(0, 10).forEach((rate, step) => {
      expect(rate).toBeCloseTo((0.001 * (step + 1)) / 10, 12);
    });
    expect(rates[10]).toBe(0.001);
  });

  test("then falls along half a cosine, halfway at its middle, and never reaches 0", () => {
    expect(rates[55]).toBeCloseTo(0.0005, 12);
    for (let step = 11; step < 100; step++) expect(rates[step]).toBeLessThan(rates[step - 1]!);
    expect(rates[99]).toBeGreaterThan(0);
    expect(rates[99]).toBeLessThan(1e-6);
  });

  test("works for a single step", () => {
    expect(warmUpCosine(0.5)(0, 1)).toBe(0.5);
  });
});
