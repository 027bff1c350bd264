/** The verifier: what must be true of every DAG between passes; tests run it after each, and a violation is a bug in lossc. */

import { type ElementwiseName, opDef } from "../ops/index.ts";
import { isOverClasses, type Node, type Shape, wider } from "./node.ts";
import { topological } from "./traverse.ts";

function arityOf(node: Node): number {
  if (node.op === "leaf") return 0;
  return isOverClasses(node.op) ? 1 : opDef(node.op as ElementwiseName).params.length;
}

function expectedShape(node: Node): Shape {
  if (isOverClasses(node.op)) return "per-example";
  return node.args.reduce<Shape>((shape, arg) => wider(shape, arg.shape), "constant");
}

/** The violations found, in words. */
export function verify(roots: readonly Node[]): string[] {
  const problems: string[] = [];
  const keys = new Set<string>();
  for (const node of topological(roots)) {
    if (node.args.length !== arityOf(node))
      problems.push(`%${node.id} ${node.op}: ${node.args.length} operands for ${arityOf(node)}`);
    if ((node.op === "leaf") !== (node.leaf !== undefined))
      problems.push(`%${node.id} ${node.op}: leaf and op disagree`);
    if (node.op === "leaf") continue;
    if (node.shape !== expectedShape(node))
      problems.push(`%${node.id} ${node.op}: shape ${node.shape} for ${expectedShape(node)}`);
    if (node.args.some((arg) => arg.id >= node.id))
      problems.push(`%${node.id} ${node.op}: an operand is younger than its user`);
    if (Number.isNaN(node.cost)) problems.push(`%${node.id} ${node.op}: cost is not a number`);
    const key = `${node.op} ${node.args.map((arg) => arg.id).join(" ")}`;
    if (keys.has(key)) problems.push(`%${node.id} ${node.op}: a second node for one expression`);
    keys.add(key);
  }
  return problems;
}
