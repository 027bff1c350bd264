/** Takes lines in dots, gives rows of Braille characters: each cell holds 2 by 4 dots. */

import type { Point } from "./segments.ts";
import { blank, type Cell } from "./terminal-text.ts";

/** The bit of each dot of a cell, by row and column, in the order of Unicode's Braille block. */
const bits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

export interface BrailleCanvas {
  /** Draws through points in dots, (0, 0) being the top left dot. */
  readonly draw: (run: readonly Point[], line: number) => void;
  /** Writes a letter onto a line near a column, where no other letter stands. */
  readonly mark: (letter: string, column: number, line: number) => void;
  readonly rows: () => Cell[][];
}

export function brailleCanvas(columns: number, height: number): BrailleCanvas {
  const dots = new Uint8Array(columns * height);
  const owner = new Int32Array(columns * height).fill(-1);
  const letters = new Map<number, string>();
  /** For each line, one row that it passes in each column. */
  const passes = new Map<number, Map<number, number>>();

  const set = (x: number, y: number, line: number): void => {
    const [column, row] = [Math.min(x >> 1, columns - 1), Math.min(y >> 2, height - 1)];
    const index = row * columns + column;
    dots[index]! |= bits[y & 3]![x & 1]!;
    owner[index] = line;
    const passed = passes.get(line) ?? new Map<number, number>();
    passes.set(line, passed.set(column, row));
  };

  return {
    draw(run, line) {
      run.forEach((to, i) => {
        const from = run[i - 1] ?? to;
        const steps = Math.max(1, Math.ceil(Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]))));
        for (let step = 0; step <= steps; step++) {
          const t = step / steps;
          set(Math.round(from[0] + t * (to[0] - from[0])), Math.round(from[1] + t * (to[1] - from[1])), line);
        }
      });
    },
    mark(letter, column, line) {
      for (const shift of [0, 1, -1, 2, -2, 3, -3]) {
        const row = passes.get(line)?.get(column + shift);
        if (row === undefined) continue;
        const index = row * columns + column + shift;
        if (letters.has(index)) continue;
        letters.set(index, letter);
        owner[index] = line;
        return;
      }
    },
    rows: () =>
      Array.from({ length: height }, (_, row) =>
        Array.from({ length: columns }, (_, column) => {
          const index = row * columns + column;
          if (owner[index]! < 0) return blank;
          return { text: letters.get(index) ?? String.fromCodePoint(0x2800 + dots[index]!), line: owner[index]! };
        }),
      ),
  };
}
