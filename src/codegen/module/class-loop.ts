/** One pass over an example's classes: from its reductions and stores to a generated loop. */

import { isConstant, type Node } from "../../ir/node.ts";
import type { Scope } from "../identifiers.ts";
import type { Block } from "../javascript/block.ts";
import type { Code } from "../javascript/rows.ts";
import type { Pass } from "../schedule.ts";

const INITIAL = { sum: "0", max: "Number.NEGATIVE_INFINITY", min: "Number.POSITIVE_INFINITY" } as const;
type Reduction = keyof typeof INITIAL;

const reductionOf = (node: Node): Reduction => node.op.slice(node.op.indexOf("_") + 1) as Reduction;

/** `select(f == 0, 0, x)`, which a loop can branch around. */
function gateOf(node: Node): { readonly condition: Node; readonly inner: Node } | undefined {
  if (node.op !== "select") return undefined;
  const [condition, whenZero, inner] = node.args;
  return condition.op === "equal" && isConstant(condition.args[0], 0) && isConstant(whenZero, 0)
    ? { condition: condition.args[1], inner }
    : undefined;
}

interface Output {
  /** What to compute for a class, and the statement that takes it. */
  readonly node: Node;
  readonly take: (code: Code) => string;
  /** What to do where a gate makes it 0. */
  readonly takeZero: string | undefined;
  readonly othersOnly: boolean;
}

/** Writes the accumulators and the loop; `names` are the source's own names for expressions. */
export function writePass(
  pass: Pass,
  body: Block,
  names: ReadonlyMap<Node, string>,
  scope: Scope,
  suggest: Suggest,
): void {
  const outputs: Output[] = pass.reductions.map((node) => {
    const name = scope.fresh(suggest(node));
    body.bind(node, name);
    const kind = reductionOf(node);
    body.write(`let ${name} = ${INITIAL[kind]};`);
    const take = (code: Code): string =>
      kind === "sum" ? `${name} += ${code.text};` : `${name} = Math.${kind}(${name}, ${code.text});`;
    return {
      node: node.args[0],
      take,
      takeZero: kind === "sum" ? "" : undefined,
      othersOnly: node.op.startsWith("others_"),
    };
  });
  // A gradient that is 0 for every other class has been cleared for the whole batch.
  for (const store of pass.stores)
    outputs.push({
      node: store,
      take: (code) => `grad[j] = ${code.text};`,
      takeZero: "grad[j] = 0;",
      othersOnly: false,
    });

  const inner = body.nested();
  const worthName = (node: Node, uses: number): boolean =>
    node.shape === "per-class" && (uses > 1 || (names.has(node) && node.op !== "leaf"));
  const everywhere = outputs.filter((output) => !output.othersOnly);
  const others = outputs.filter((output) => output.othersOnly);
  writeOutputs(everywhere, inner, worthName, suggest);
  if (others.length > 0) {
    const rest = inner.nested();
    writeOutputs(others, rest, worthName, suggest);
    inner.write("if (j !== at) {");
    for (const line of rest.lines) inner.write(`  ${line}`);
    inner.write("}");
  }
  body.write("for (let j = row; j < end; j++) {");
  for (const line of inner.lines) body.write(`  ${line}`);
  body.write("}");
}

/** An output whose value a gate makes 0 for absent classes, and its value elsewhere. */
interface Gated {
  readonly output: Output;
  readonly inner: Node;
}

type WorthName = (node: Node, uses: number) => boolean;
type Suggest = (node: Node) => string;

function writeOutputs(outputs: readonly Output[], block: Block, worthName: WorthName, suggest: Suggest): void {
  const gates = new Map<Node, Gated[]>();
  const open: Output[] = [];
  for (const output of outputs) {
    const gate = output.takeZero === undefined ? undefined : gateOf(output.node);
    if (gate === undefined) open.push(output);
    else gates.set(gate.condition, [...(gates.get(gate.condition) ?? []), { output, inner: gate.inner }]);
  }
  // A leaf that a gate's condition or its inside is, is read once, before the branch.
  const insides = [...gates.values()].flat().map((part) => part.inner);
  const conditions = [...gates.keys()];
  const leaves = insides.filter((node) => node.op === "leaf");
  block.define([...open.map((output) => output.node), ...conditions, ...leaves], worthName, suggest);
  for (const condition of conditions)
    if (condition.leaf?.kind === "input" && !block.isBound(condition)) block.define([condition], () => true, suggest);
  for (const output of open) block.write(output.take(block.code(output.node)));
  for (const [condition, parts] of gates) writeGate(condition, parts, block, worthName, suggest);
}

/** The branch around what a gate makes 0. */
function writeGate(
  condition: Node,
  parts: readonly Gated[],
  block: Block,
  worthName: WorthName,
  suggest: Suggest,
): void {
  const inside = block.nested();
  inside.define(
    parts.map((part) => part.inner),
    worthName,
    suggest,
  );
  for (const { output, inner } of parts) inside.write(output.take(inside.code(inner)));
  block.write(`if (${block.code(condition).text} !== 0) {`);
  for (const line of inside.lines) block.write(`  ${line}`);
  const zeros = parts.map((part) => part.output.takeZero).filter((line) => line !== "");
  if (zeros.length > 0) {
    block.write("} else {");
    for (const line of zeros) block.write(`  ${line}`);
  }
  block.write("}");
}
