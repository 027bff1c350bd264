/** The live view: its lines, and how they are drawn over one another. */

import { describe, expect, test } from "vitest";
import { durationText, parseDuration } from "../../src/cli/evolve/duration.ts";
import { createScreen } from "../../src/cli/evolve/screen.ts";
import { type Standing, secondsLeft } from "../../src/cli/evolve/standing.ts";
import { createTimeLimits } from "../../src/cli/evolve/time-limits.ts";
import { sparkline, viewLines } from "../../src/cli/evolve/view.ts";

const STANDING: Standing = {
  objective: "accuracy",
  evaluations: 57,
  budget: 200,
  running: 2,
  summary: { rung: 2, members: 7, best: 0.9861, mean: 0.95, median: 0.9612, minimum: 0.7 },
  rungs: 3,
  rejections: { structure: 400, duplicate: 1_234, training: 0 },
  seconds: 200,
  secondsLeft: 700,
  perHour: 1_026,
  history: [0.1, 0.5, 0.5, 0.9],
  best: { id: 17, fitness: 0.99, formula: "-sum(y * log(p))" },
};

test("its lines", () => {
  expect(viewLines(STANDING, 100)).toEqual([
    "fitness    best 0.9861  mean 0.9500  median 0.9612  minimum 0.7000  (accuracy; 7 on rung 2 of 3)",
    "best       ▁▅▅█",
    "trained    ██████░░░░░░░░░░░░░░ 57 of 200, 2 in training",
    "time       3 min 20 s · 1,026 an hour · 11 min 40 s left",
    "rejected   1,634 (duplicate 1,234, structure 400)",
    "loss       #17: -sum(y * log(p))",
  ]);
});

test("of whom numbers are told is left out where there is one rung, and numbers where there are none", () => {
  expect(viewLines({ ...STANDING, rungs: 1 }, 100)[0]).toBe(
    "fitness    best 0.9861  mean 0.9500  median 0.9612  minimum 0.7000  (accuracy)",
  );
  expect(viewLines({ ...STANDING, summary: undefined }, 100)[0]).toBe("fitness    best 0.9900  (accuracy)");
  expect(viewLines({ ...STANDING, summary: undefined, best: undefined }, 100)[0]).toBe(
    "fitness    nothing yet  (accuracy)",
  );
});

test("no line is wider than the terminal, whatever there is to say", () => {
  const long: Standing = {
    ...STANDING,
    best: { id: 1, fitness: 1, formula: "x + ".repeat(500) },
    history: new Array(9_999).fill(0.5),
  };
  const { best: _, ...rest } = STANDING;
  const nothing: Standing = {
    ...rest,
    best: undefined,
    summary: undefined,
    budget: undefined,
    history: [],
    rejections: {},
  };
  for (const standing of [STANDING, long, nothing]) {
    for (let width = 1; width < 130; width++) {
      const lines = viewLines(standing, width);
      expect(lines.length).toBeLessThanOrEqual(8);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    }
  }
});

test("a sparkline keeps the last value of each part, and is flat where all are equal", () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8)).toBe("▁▂▃▄▅▆▇█");
  expect(sparkline([0, 9, 1, 7], 2)).toBe("█▁");
  expect(sparkline([3, 3], 5)).toBe("▁▁");
  expect(sparkline([], 5)).toBe("");
});

const ESCAPE = String.fromCharCode(27);
const TOKENS = new RegExp(`${ESCAPE}\\[([?\\d]*[A-Za-z])|[\\s\\S]`, "g");

/** Text as a terminal of a few lines shows it: just the codes that the screen uses. */
function terminal(columns: number) {
  const rows: string[] = [""];
  let [row, column, hidden] = [0, 0, false];
  const write = (text: string): void => {
    for (const [token, code] of text.matchAll(TOKENS)) {
      if (code === "?25l") hidden = true;
      else if (code === "?25h") hidden = false;
      else if (code?.startsWith("?")) continue;
      else if (code === "K") rows[row] = rows[row]!.slice(0, column);
      else if (code === "J") {
        rows[row] = rows[row]!.slice(0, column);
        rows.length = row + 1;
      } else if (code?.endsWith("A")) row = Math.max(0, row - Number(code.slice(0, -1)));
      else if (token === "\r") column = 0;
      else if (token === "\n") {
        row++;
        column = 0;
        rows[row] ??= "";
      } else {
        rows[row] = rows[row]!.slice(0, column).padEnd(column) + token + rows[row]!.slice(column + 1);
        column++;
      }
    }
  };
  return { write, columns, rows: 24, shown: () => rows.join("\n"), isCursorHidden: () => hidden };
}

describe("the screen", () => {
  test("draws over what was there, keeps lines that stay above, and gives the cursor back", () => {
    const view = terminal(40);
    const screen = createScreen(view);
    expect(view.isCursorHidden()).toBe(true);
    screen.draw(["one", "two", "three"]);
    expect(view.shown()).toBe("one\ntwo\nthree\n");
    screen.draw(["1"]);
    expect(view.shown()).toBe("1\n");
    screen.log("kept");
    screen.draw(["2", "3"]);
    expect(view.shown()).toBe("kept\n2\n3\n");
    screen.close();
    expect(view.isCursorHidden()).toBe(false);
    screen.draw(["too late"]);
    expect(view.shown()).toBe("kept\n2\n3\n");
  });

  test("more lines than the terminal has are cut: what has scrolled away cannot be drawn over", () => {
    const view = { ...terminal(40), rows: 3 };
    const screen = createScreen(view);
    screen.draw(["a", "b", "c", "d"]);
    screen.draw(["e", "f", "g", "h"]);
    screen.close();
    expect(view.shown()).toBe("e\nf\n");
  });
});

test("spans of time are read and written", () => {
  const texts: [string, number][] = [
    ["90", 90],
    ["90s", 90],
    ["30m", 1_800],
    ["1.5h", 5_400],
    ["1h30m", 5_400],
    ["2d", 172_800],
  ];
  for (const [text, seconds] of texts) expect(parseDuration(text, "--time")).toBe(seconds);
  for (const text of ["", "0", "m", "1x", "-5s", "1m1h"]) expect(() => parseDuration(text, "--time")).toThrow("--time");
  expect([0, 59.6, 61, 3_600, 3_665, 90_000].map(durationText)).toEqual([
    "0 s",
    "1 min",
    "1 min 1 s",
    "1 h",
    "1 h 1 min",
    "1 d 1 h",
  ]);
});

test("the time left is that of the budget that ends first", () => {
  const standing = { evaluations: 50, budget: 100, seconds: 60 };
  expect(secondsLeft(standing, 3_600, undefined)).toBe(50);
  expect(secondsLeft(standing, 3_600, 70)).toBe(10);
  expect(secondsLeft({ ...standing, budget: undefined }, 3_600, undefined)).toBeUndefined();
  expect(secondsLeft(standing, undefined, undefined)).toBeUndefined();
});

test("time limits: a day at first, then a multiple of the median of the rung, unless the user says", () => {
  const limits = createTimeLimits(null);
  for (const seconds of [1, 2, 100, 3]) limits.add(0, seconds);
  expect(limits.of(0)).toBe(86_400);
  limits.add(0, 9);
  expect(limits.of(0)).toBe(60);
  for (let i = 0; i < 9; i++) limits.add(0, 50);
  expect(limits.of(0)).toBe(1_000);
  expect(limits.of(1)).toBe(86_400);
  expect(createTimeLimits(5).of(0)).toBe(5);
});
