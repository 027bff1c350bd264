/** The built-in spaces go in; the tables of docs/spaces.md come out. */

import type { Space } from "../../../src/search/space/index.ts";
import { tableOf } from "../../../src/search/space/index.ts";

export function operatorTable(space: Space): string {
  const rows = [...tableOf(space).operators.values()].map(({ operator, arity, index, native }) => {
    const written = native === undefined ? "a function" : "as it is";
    return `| ${arity} | ${index} | \`${operator.name}\` | \`${operator.formula}\` | ${operator.weight} | ${written} |`;
  });
  return ["| arguments | index | name | formula | weight | in programs |", "|---|---|---|---|---|---|", ...rows].join(
    "\n",
  );
}

export function mutationTable(space: Space): string {
  const total = Object.values(space.mutations).reduce((sum, weight) => sum + weight, 0);
  const rows = Object.entries(space.mutations).map(
    ([name, weight]) => `| \`${name}\` | ${Math.round((1000 * weight) / total) / 10} % |`,
  );
  return ["| mutation | share |", "|---|---|", ...rows].join("\n");
}
