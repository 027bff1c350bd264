/** Losses with their programs go in; blocks with their equations, to be unfolded to derivation and program, come out. */

import type { Equation } from "../data.ts";
import type { Block } from "../document.ts";

export function equationBlocks(equations: readonly Equation[]): Block[] {
  if (equations.length === 0) return [];
  return [
    { kind: "heading", text: "The losses" },
    ...equations.flatMap(({ name, latex, derivation, program }): Block[] => [
      { kind: "formula", latex },
      {
        kind: "fold",
        title: `${name}: derivation and program`,
        blocks: [
          { kind: "formula", latex: derivation },
          { kind: "program", text: program },
        ],
      },
    ]),
  ];
}
