/** What happens in a search goes in; a live view on a terminal, or a line now and then elsewhere, comes out on standard error. */

import { compile } from "../../pipeline/compile.ts";
import type { Individual } from "../../search/evolve/individual.ts";
import { note } from "../output.ts";
import { durationText } from "./duration.ts";
import { createScreen } from "./screen.ts";
import { fitnessText, type Standing } from "./standing.ts";
import { viewLines } from "./view.ts";

export interface Display {
  /** A candidate's training has ended. */
  end(words: string): void;
  stop(): void;
}

const FRAME_MILLISECONDS = 250;
/** Elsewhere than on a terminal: lines at most so often, and so a log of a long run stays readable. */
const LINE_MILLISECONDS = 1_000;

export function createDisplay(standing: () => Standing, quiet: boolean): Display {
  if (process.stderr.isTTY === true) return liveDisplay(standing);
  return quiet ? { end: () => {}, stop: () => {} } : lineDisplay(standing);
}

function liveDisplay(standing: () => Standing): Display {
  const terminal = process.stderr;
  const screen = createScreen(terminal);
  // The last column stays free: a full line would wrap before it is cleared.
  const draw = (): void => screen.draw(viewLines(standing(), Math.max(20, (terminal.columns ?? 80) - 1)));
  // Time passes, and terminals change their size, also while nothing happens.
  const timer = setInterval(draw, FRAME_MILLISECONDS);
  draw();
  return {
    end: () => {},
    stop: () => {
      clearInterval(timer);
      draw();
      screen.close();
    },
  };
}

function lineDisplay(standing: () => Standing): Display {
  let told = Number.NEGATIVE_INFINITY;
  return {
    end: (words) => {
      if (performance.now() - told < LINE_MILLISECONDS) return;
      told = performance.now();
      const { evaluations, budget, best: found, secondsLeft } = standing();
      const best = found === undefined ? "" : `; best ${fitnessText(found.fitness)}`;
      const left = secondsLeft === undefined ? "" : `, ${durationText(secondsLeft)} left`;
      note(`[${evaluations}${budget === undefined ? "" : `/${budget}`}] ${words}${best}${left}`);
    },
    stop: () => {},
  };
}

const formulas = new WeakMap<Individual, string>();

/** The simplified loss of one example. */
export function formulaOf(individual: Individual): string {
  const known = formulas.get(individual);
  if (known !== undefined) return known;
  const formula = compile(individual.program, { fileName: "candidate.loss" }).losses[0]?.formula ?? "";
  formulas.set(individual, formula);
  return formula;
}
