/** Nodes go in; the lanes that hold them come out, each computed in the outermost scope that its shape allows. */

import { constantValue, type Node } from "../../ir/node.ts";
import { gateOf } from "../gate-of.ts";
import { computedFor, isDear } from "../keep.ts";
import type { Block, Value } from "./block.ts";
import type { KernelOptions, Signature } from "./kernel.ts";
import { type Lanes, lanesOf } from "./lanes.ts";
import { laneCode } from "./rows.ts";

/** How the numbers of an example are read, from where its input begins. */
export interface ReadExample {
  /** One number an example. */
  readonly read: (base: Value) => Lanes;
  /** A row's element at the label; a rowless input is one row for all examples. */
  readonly atLabel?: (base: Value, isRowless: boolean) => Lanes;
}

export interface Scopes {
  /** A constant or per-example value, the same in all lanes. */
  value(node: Node): Lanes;
  /** A value that some pass has computed. */
  set(node: Node, lanes: Lanes): void;
  /** A stretch of code that sees four classes. */
  classes(block: Block, read: (leafOrKept: Node) => Lanes, kept: readonly Node[]): ClassScope;
}

export interface ClassScope {
  value(node: Node): Lanes;
  /** Code that runs only where some class needs it. */
  nested(block: Block): ClassScope;
}

/** One row for all examples. */
export const isRowless = (leaf: Node): boolean =>
  leaf.leaf?.kind === "input" && leaf.leaf.inputKind === "class-weights";

export function createScopes(
  signature: Signature,
  { read, atLabel }: ReadExample,
  blocks: { readonly constants: Block; readonly example: Block },
  options: KernelOptions,
): Scopes {
  const constants = new Map<Node, Lanes>();
  const perExample = new Map<Node, Lanes>();

  const splat = (block: Block, number: Value): Lanes => block.pure("f32x4.splat", "v128", [number]);

  function constant(node: Node): Lanes {
    const known = constants.get(node);
    if (known !== undefined) return known;
    const lanes = computeConstant(node);
    constants.set(node, lanes);
    return lanes;
  }

  function computeConstant(node: Node): Lanes {
    const block = blocks.constants;
    const v = lanesOf(block, options);
    const number = constantValue(node);
    if (number !== undefined) return v.constant(number);
    if (node.leaf?.kind === "classes") return splat(block, block.pure("f32.convert_i32_s", "f32", [signature.classes]));
    if (node.op === "leaf") return splat(block, signature.numbers.get(node)!);
    return laneCode(v, node, node.args.map(constant), options.isFast === true);
  }

  function exampleValue(node: Node): Lanes {
    if (node.shape === "constant") return constant(node);
    const known = perExample.get(node);
    if (known !== undefined) return known;
    const lanes = computeExample(node);
    perExample.set(node, lanes);
    return lanes;
  }

  function computeExample(node: Node): Lanes {
    if (node.op === "leaf") return read(signature.inputs.get(node)!);
    if (node.op === "at_label") {
      const [leaf] = node.args;
      return atLabel!(signature.inputs.get(leaf)!, isRowless(leaf));
    }
    return laneCode(lanesOf(blocks.example, options), node, node.args.map(exampleValue), options.isFast === true);
  }

  function classScope(
    block: Block,
    readRow: (node: Node) => Lanes,
    kept: readonly Node[],
    outer?: ReadonlyMap<Node, Lanes>,
  ): ClassScope {
    const own = new Map<Node, Lanes>(outer);
    function compute(node: Node): Lanes {
      if (node.op === "leaf" || kept.includes(node)) return readRow(node);
      const gate = gateOf(node);
      if (gate !== undefined && hasDear(gate.inner)) return gated(gate.condition, gate.inner);
      return laneCode(lanesOf(block, options), node, node.args.map(value), options.isFast === true);
    }

    const hasDear = (node: Node): boolean =>
      [...computedFor([node], (part) => own.has(part) || kept.includes(part))].some(isDear);

    /** Computed only if some class has it. */
    function gated(condition: Node, inner: Node): Lanes {
      const v = lanesOf(block);
      const isOpen = v.notEqual(value(condition), v.constant(0));
      return block.choose(
        v.any(isOpen),
        (inside) => lanesOf(inside).and(classScope(inside, readRow, kept, own).value(inner), isOpen),
        () => v.constant(0),
      );
    }

    function value(node: Node): Lanes {
      if (node.shape !== "per-class") return exampleValue(node);
      const known = own.get(node);
      if (known !== undefined) return known;
      const lanes = compute(node);
      own.set(node, lanes);
      return lanes;
    }
    return { value, nested: (inner) => classScope(inner, readRow, kept, own) };
  }

  return {
    value: exampleValue,
    set: (node, lanes) => perExample.set(node, lanes),
    classes: (block, readRow, kept) => classScope(block, readRow, kept),
  };
}
