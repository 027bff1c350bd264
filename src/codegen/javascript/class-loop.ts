/** One pass over an example's classes: from its reductions and stores to a generated loop. */

import type { Node } from "../../ir/node.ts";
import { gateOf } from "../gate-of.ts";
import type { Scope } from "../identifiers.ts";
import type { Pass } from "../schedule.ts";
import type { Block, LeafCode } from "./block.ts";
import { atom, type Code } from "./rows.ts";

const INITIAL = { sum: "0", max: "Number.NEGATIVE_INFINITY", min: "Number.POSITIVE_INFINITY" } as const;
type Reduction = keyof typeof INITIAL;

const reductionOf = (node: Node): Reduction => node.op.slice(node.op.indexOf("_") + 1) as Reduction;

interface Output {
  /** What to compute for a class, and the statement that takes it. */
  readonly node: Node;
  readonly take: (code: Code) => string;
  /** What to do where a gate makes it 0. */
  readonly takeZero: string | undefined;
  readonly othersOnly: boolean;
}

/** What the loops of a function have in common. */
export interface LoopContext {
  readonly scope: Scope;
  /** The source's own names for expressions. */
  readonly names: ReadonlyMap<Node, string>;
  readonly suggest: Suggest;
  readonly leafCode: LeafCode;
  /** The rows of `kept` by the value that they hold. */
  readonly rows: ReadonlyMap<Node, number>;
}

/** A class's place in the row of scratch of a kept value. */
function placeOf(node: Node, rows: ReadonlyMap<Node, number>): string {
  const row = rows.get(node)!;
  return `kept[j - row${row === 0 ? "" : row === 1 ? " + classes" : ` + ${row} * classes`}]`;
}

/** Writes the accumulators and the loop. */
export function writePass(pass: Pass, body: Block, context: LoopContext): void {
  const { scope, names, suggest, leafCode, rows } = context;
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
  const keeps = new Set(pass.keeps);
  for (const keep of keeps)
    outputs.push({
      node: keep,
      take: (code) => `${placeOf(keep, rows)} = ${code.text};`,
      takeZero: undefined,
      othersOnly: false,
    });

  const reads = new Set(pass.reads);
  const inner = body.nested((node) => (reads.has(node) ? atom(placeOf(node, rows)) : leafCode(node)));
  const worthName = (node: Node, uses: number): boolean =>
    node.shape === "per-class" && (uses > 1 || keeps.has(node) || (names.has(node) && node.op !== "leaf"));
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
