/** A stretch of generated code being written: statements, the names they bind, and the expressions still to be written out in place. */

import { constantValue, type Node } from "../../ir/node.ts";
import { topological } from "../../ir/traverse.ts";
import type { Scope } from "../identifiers.ts";
import { atom, type Code, numberCode, opCode, repeatsOperand } from "./rows.ts";

export interface Block {
  readonly lines: string[];
  /** A block within this one: it sees the names here, and its own end with it. It may write leaves in its own way. */
  nested(leafCode?: LeafCode): Block;
  /** The expression for a node: its name if it has one, else written out. */
  code(node: Node): Code;
  bind(node: Node, name: string): void;
  isBound(node: Node): boolean;
  write(line: string): void;
  /** Writes `const` statements for those nodes below the roots that are worth a name here. */
  define(
    roots: readonly Node[],
    worthName: (node: Node, uses: number) => boolean,
    nameOf: (node: Node) => string,
  ): void;
}

/** How leaves and reads at the label are written. */
export type LeafCode = (node: Node) => Code | undefined;

export function createBlock(scope: Scope, leafCode: LeafCode, parent?: Block): Block {
  const bound = new Map<Node, string>();
  const lines: string[] = [];

  function nameFor(node: Node): string | undefined {
    return bound.get(node) ?? (parent?.isBound(node) ? parent.code(node).text : undefined);
  }

  function code(node: Node): Code {
    const name = nameFor(node);
    if (name !== undefined) return atom(name);
    const value = constantValue(node);
    if (value !== undefined) return numberCode(value);
    return leafCode(node) ?? opCode(node, node.args.map(code));
  }

  /** Nodes that must be computed here for the roots, operands first, with the number of places that use each. */
  function pending(roots: readonly Node[]): Map<Node, number> {
    const uses = new Map<Node, number>();
    const order: Node[] = [];
    const visit = (node: Node, times: number): void => {
      if (constantValue(node) !== undefined || nameFor(node) !== undefined) return;
      const before = uses.get(node);
      uses.set(node, (before ?? 0) + times);
      if (before === undefined) order.push(node);
    };
    for (const root of roots) visit(root, 1);
    for (let i = 0; i < order.length; i++) {
      const node = order[i];
      if (leafCode(node) !== undefined) continue;
      node.args.forEach((arg, place) => {
        visit(arg, repeatsOperand(node) && place === 0 ? 2 : 1);
      });
    }
    return uses;
  }

  const block: Block = {
    lines,
    nested: (inner = leafCode) => createBlock(scope, inner, block),
    code,
    bind: (node, name) => bound.set(node, name),
    isBound: (node) => nameFor(node) !== undefined,
    write: (line) => lines.push(line),
    define(roots, worthName, nameOf) {
      const uses = pending(roots);
      for (const node of topological(roots)) {
        const times = uses.get(node);
        if (times === undefined || !worthName(node, times)) continue;
        const text = code(node).text;
        const name = scope.fresh(nameOf(node));
        lines.push(`const ${name} = ${text};`);
        bound.set(node, name);
      }
    },
  };
  return block;
}
