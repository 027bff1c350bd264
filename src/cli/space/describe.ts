/** A space goes in; what it holds comes out, as lines for people and as the JSON of a space file. */

import type { Space } from "../../search/space/index.ts";

/** What `lossc space FILE` reads again as this space. */
export function spaceJson(space: Space): object {
  const { kind, name, doc, mutations } = space;
  return {
    kind,
    name,
    doc,
    leaves: space.leaves.map(({ text, weight }) => ({ leaf: text, weight })),
    operators: space.operators.map(({ name: called, formula, weight }) => ({ name: called, formula, weight })),
    ...(space.kind === "graph"
      ? { hiddenNodes: space.hiddenNodes, unary: space.unary }
      : { limits: space.limits, ...(space.constants && { constants: space.constants }) }),
    mutations,
  };
}

const weighed = (weight: number): string => (weight === 1 ? "" : ` (${weight})`);

export function spaceText(space: Space): string {
  const width = Math.max(...space.operators.map(({ name, params }) => `${name}(${params.join(", ")})`.length));
  const operators = space.operators.map(({ name, params, formula, weight }) =>
    `    ${`${name}(${params.join(", ")})`.padEnd(width)}  ${formula}${weighed(weight)}`.trimEnd(),
  );
  const shape =
    space.kind === "graph"
      ? [
          `  hidden nodes  ${space.hiddenNodes}, unary with probability ${space.unary.hidden}`,
          `  root          unary with probability ${space.unary.root}`,
        ]
      : [
          `  limits        ${space.limits.size} parts, ${space.limits.depth} deep`,
          ...(space.constants === undefined
            ? []
            : [`  constants     normal, deviation ${space.constants.deviation}${weighed(space.constants.weight)}`]),
        ];
  const mutations = Object.entries(space.mutations).map(([name, weight]) => `${name} ${weight}`);
  return [
    space.name,
    ...(space.doc === "" ? [] : [`  ${space.doc}`]),
    "",
    `  leaves        ${space.leaves.map(({ text, weight }) => `${text}${weighed(weight)}`).join(", ")}`,
    ...shape,
    `  mutations     ${mutations.join(", ")}`,
    `  operators     ${space.operators.length}, with weights other than 1 in brackets`,
    ...operators,
  ].join("\n");
}
