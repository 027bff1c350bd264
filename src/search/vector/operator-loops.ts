/** An operator's formula goes in; loops over typed arrays that compute it, and its partial derivatives, come out: compiled once a space. */

import { differentiate } from "../../autodiff/differentiate.ts";
import { decompose } from "../../codegen/decompose.ts";
import { EMBEDDED, hasRow, numberCode, opCode } from "../../codegen/javascript/rows.ts";
import { type Builder, createGraph } from "../../ir/graph.ts";
import { constantValue, type Node, type Op } from "../../ir/node.ts";
import { instantiate, templateOf } from "../../ir/template.ts";
import { topological } from "../../ir/traverse.ts";
import { CONSTANTS, type ElementwiseName, opDef } from "../../ops/index.ts";
import { createSimplifier, fixpoint } from "../../rewrite/simplifier.ts";
import type { Operator } from "../space/space.ts";

/** float32 rounds after every primitive operation, as NumPy does; what has no float32 algorithm is evaluated in float64 and rounded. */
export type Precision = "float32" | "float64";
export type Values = Float32Array | Float64Array;

/** `out[i]` from the i-th elements of the operands; the second operand of a unary operator is not read. */
export type Loop = (x: Values, b: Values, out: Values) => void;

export interface OperatorLoops {
  readonly value: Loop;
  /** One per parameter; `undefined` where the derivative is 0 everywhere. */
  readonly partials: readonly (Loop | undefined)[];
}

type Definition = (args: readonly Node[], builder: Builder) => Node;
const definition =
  (formula: string): Definition =>
  ([x], builder) =>
    instantiate(templateOf(formula), new Map([["x", x]]), builder);

/** What NumPy has no function for is written out there, and each step is rounded. */
const WRITTEN_OUT: ReadonlyMap<Op, Definition> = new Map([
  ["sigmoid", definition("1 / (1 + exp(-x))")],
  ["softsign", definition("x / (1 + abs(x))")],
]);

const atom = (text: string) => ({ text, binds: 20 });

/** So many elements a round: what a round costs besides them is as much as a sum. */
const UNROLLED = 4;

/** One statement a node, constants before the loop. */
function loopOf(root: Node, parameters: readonly Node[], precision: Precision): Loop {
  const isRounded = precision === "float32";
  const rounded = (text: string): string => (isRounded ? `fround(${text})` : text);
  const [before, inside]: [string[], string[]] = [[], []];
  const used = new Map<string, (...operands: number[]) => number>();
  const names = new Map<Node, string>();
  const nameOf = (node: Node): string => names.get(node)!;
  for (const node of topological([root])) {
    const name = `t${node.id}`;
    names.set(node, name);
    const place = parameters.indexOf(node);
    const value = constantValue(node);
    if (place >= 0) inside.push(`const ${name} = ${place === 0 ? "x" : "b"}[at];`);
    else if (value !== undefined) before.push(`const ${name} = ${rounded(numberCode(value).text)};`);
    else {
      const embedded = EMBEDDED.get(node.op);
      if (embedded !== undefined) used.set(embedded, opDef(node.op as ElementwiseName).evaluate);
      const { text } = opCode(
        node,
        node.args.map((arg) => atom(nameOf(arg))),
      );
      (node.shape === "constant" ? before : inside).push(`const ${name} = ${rounded(text)};`);
    }
  }
  const element = (at: string): string =>
    ["{", `const at = ${at};`, ...inside, `out[at] = ${nameOf(root)};`, "}"].join("\n");
  const code = [
    '"use strict";',
    "const fround = Math.fround;",
    "return (x, b, out) => {",
    ...before,
    "const n = out.length;",
    "let i = 0;",
    ...(used.size > 0
      ? []
      : [
          `for (; i <= n - ${UNROLLED}; i += ${UNROLLED}) {`,
          ...Array.from({ length: UNROLLED }, (_, k) => element(`i + ${k}`)),
          "}",
        ]),
    `for (; i < n; i++) ${element("i")}`,
    "};",
  ].join("\n");
  return new Function(...used.keys(), code)(...used.values()) as Loop;
}

export function compileOperator(operator: Operator, precision: Precision): OperatorLoops {
  const graph = createGraph();
  const parameters = operator.params.map((name) =>
    graph.input({ kind: "input", name, inputKind: "value" }, "per-example"),
  );
  const operands = new Map<string, Node>(operator.params.map((name, i) => [name, parameters[i]]));
  for (const [name, value] of CONSTANTS) operands.set(name, graph.constant(value));
  const root = instantiate(templateOf(operator.formula), operands, graph);
  const simplifier = createSimplifier(graph);
  const partials = fixpoint(differentiate(root, parameters, simplifier), simplifier);
  const { roots: slopes } = decompose(partials, graph, hasRow);
  const [value] = decompose([root], graph, hasRow, precision === "float32" ? WRITTEN_OUT : undefined).roots;
  return {
    value: loopOf(value, parameters, precision),
    partials: slopes.map((slope) => (constantValue(slope) === 0 ? undefined : loopOf(slope, parameters, precision))),
  };
}
