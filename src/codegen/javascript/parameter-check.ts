/** From a parameter to the JavaScript statement that refuses values outside its range. */

import { rangeText } from "../../check/parameters.ts";
import { parameterLeaf } from "../../ir/lower.ts";
import type { Node } from "../../ir/node.ts";

/** `argument` is the parameter's name for the caller, `local` the identifier that holds its value. */
export function parameterCheck(parameter: Node, argument: string, local: string): string {
  const { range } = parameterLeaf(parameter);
  const say = (problem: string): string => `fail(${JSON.stringify(argument)}, \`is \${${local}}, ${problem}\`);`;
  if (range === undefined) return `if (!Number.isFinite(${local})) ${say("not a finite number")}`;
  const low = `${local} ${range.lowOpen ? ">" : ">="} ${range.low}`;
  const high = `${local} ${range.highOpen ? "<" : "<="} ${range.high}`;
  return `if (!(${low} && ${high})) ${say(`outside ${rangeText(range)}`)}`;
}
