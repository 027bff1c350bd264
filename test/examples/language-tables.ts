/** The operator registry goes in; the tables of docs/language.md that list it come out. */

import {
  CALLABLE_NAMES,
  isElementwise,
  isReduction,
  opDef,
  REDUCTIONS,
  type ReductionDef,
} from "../../src/ops/index.ts";

const calls = (name: string, params: readonly string[]): string => `\`${name}(${params.join(", ")})\``;

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}

const elementwise = CALLABLE_NAMES.filter(isElementwise).map((name) => ({ name, def: opDef(name) }));
const reductions = CALLABLE_NAMES.filter(isReduction).map((name) => ({ name, def: REDUCTIONS[name] as ReductionDef }));

export const tables = {
  functions: table(
    ["function", "value"],
    elementwise.map(({ name, def }) => [calls(name, def.params), def.doc]),
  ),
  reductions: table(
    ["function", "value", "shape"],
    reductions.map(({ name, def }) => [calls(name, def.params), def.doc, def.result.replace("-", " ")]),
  ),
  kinks: table(
    ["function", "kink", "derivative taken"],
    [...elementwise, ...reductions].flatMap(({ name, def }) =>
      (def.kinks ?? []).map(({ at, takes }) => [calls(name, def.params), at, takes]),
    ),
  ),
} as const;
