import { describe, expect, test } from "vitest";
import { didYouMean, editDistance, nearest } from "../../src/diagnostics/suggest.ts";

describe("edit distance", () => {
  test.each([
    ["", "", 0],
    ["", "abc", 3],
    ["abc", "abc", 0],
    ["lgo", "log", 1],
    ["log", "lg", 1],
    ["log", "logs", 1],
    ["log", "lag", 1],
    ["kitten", "sitting", 3],
    ["ca", "abc", 3],
    ["abcd", "badc", 2],
  ])("%j to %j is %d, both ways", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe("the nearest name", () => {
  test.each([
    ["lgo", ["exp", "log"], "log"],
    ["gama", ["alpha", "gamma"], "gamma"],
    ["LOG", ["log"], "log"],
    ["x", ["y"], undefined],
    ["q", ["p", "qq"], "qq"],
    ["ab", ["cd"], undefined],
    ["sigmoidd", ["sigmoid"], "sigmoid"],
    ["log_sofmax", ["softmax", "log_softmax"], "log_softmax"],
    ["banana", ["sigmoid", "softplus"], undefined],
    ["log", ["log"], undefined],
    ["logg", ["log1", "log2"], "log1"],
    ["anything", [], undefined],
  ])("to %s among %j is %s", (name, candidates, expected) => {
    expect(nearest(name, candidates)).toBe(expected);
  });

  test("becomes a hint, or none", () => {
    expect(didYouMean("lgo", ["log"])).toBe("did you mean `log`?");
    expect(didYouMean("lgo", ["tan"])).toBeUndefined();
  });

  test("is found for the longest names, by their beginnings", () => {
    const long = "x".repeat(100_000);
    expect(nearest(`${long}y`, [`${long}z`])).toBeUndefined();
    expect(nearest(long, ["log"])).toBeUndefined();
  });
});
