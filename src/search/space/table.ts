/** A space goes in; what drawing, printing and reading need of it, computed once, comes out. */

import type { Expression, FunctionDeclaration } from "../../syntax/ast.ts";
import { parseExpression } from "../../syntax/parse.ts";
import { print } from "../../syntax/print.ts";
import { type Native, NOWHERE, nativeOf } from "./native.ts";
import type { Leaf, Operator, Space } from "./space.ts";
import { type Weighted, weighted } from "./weighted.ts";

export interface OperatorEntry {
  readonly operator: Operator;
  readonly arity: 1 | 2;
  /** Among the operators of its arity. */
  readonly index: number;
  readonly formula: Expression;
  /** How a program writes it; without it, a program calls the function below. */
  readonly native: Native | undefined;
  readonly declaration: FunctionDeclaration;
  /** Its text without a line end. */
  readonly declarationText: string;
}

export interface LeafEntry {
  readonly leaf: Leaf;
  readonly index: number;
  readonly expression: Expression;
}

/** Bits for the inputs that an expression reads. */
const INPUT_BITS: Readonly<Record<string, number>> = { y: 1, yhat: 2 };
export const EVERY_INPUT = 3;

export interface SpaceTable {
  readonly operators: ReadonlyMap<string, OperatorEntry>;
  readonly unary: Weighted<OperatorEntry>;
  readonly binary: Weighted<OperatorEntry>;
  /** Of both arities. */
  readonly all: Weighted<OperatorEntry>;
  /** Operators that programs write natively, by the key of their operation. */
  readonly natives: ReadonlyMap<string, readonly OperatorEntry[]>;
  readonly leaves: ReadonlyMap<string, LeafEntry>;
  /** The same in the space's order, to draw from. */
  readonly leafChoice: Weighted<LeafEntry>;
  /** In the same order: the bit of the input that a leaf is, 0 for a number. */
  readonly inputBits: readonly number[];
  /** Whether any number may stand for a leaf. */
  readonly hasConstants: boolean;
  readonly mutations: Weighted<string>;
}

function functionOf({ name, params }: Operator, formula: Expression): FunctionDeclaration {
  return {
    kind: "fn",
    name: { name, span: NOWHERE },
    doc: "",
    parameters: params.map((param) => ({ name: param, span: NOWHERE })),
    body: { form: "equation", lets: [], result: formula, span: NOWHERE },
    span: NOWHERE,
  };
}

/** A number as an expression: the language has no negative literals. */
export function numberExpression(value: number): Expression {
  const magnitude = Math.abs(value);
  const literal: Expression = { kind: "number", value: magnitude, text: String(magnitude), span: NOWHERE };
  return value < 0 ? { kind: "negation", operand: literal, span: NOWHERE } : literal;
}

function leafExpression(text: string): Expression {
  const value = Number(text);
  return Number.isNaN(value) ? { kind: "name", name: text, span: NOWHERE } : numberExpression(value);
}

/** Where its numbers stand: `x^2` and `x^3` have one layout, `2^x` and `a^b` others. */
function layoutOf({ slots }: Native): string {
  return slots.map((slot) => (slot === undefined ? "." : "#")).join("");
}

/**
 * `x^2` is native only while no other operator of the space writes powers with its numbers elsewhere (`2^x`) or nowhere (`a^b`):
 * else `2^2`, of a leaf 2, could be read in two ways.
 */
function unambiguous(natives: readonly (Native | undefined)[]): readonly (Native | undefined)[] {
  const layouts = new Map<string, Set<string>>();
  for (const native of natives) {
    if (native === undefined) continue;
    const seen = layouts.get(native.key) ?? new Set();
    layouts.set(native.key, seen.add(layoutOf(native)));
  }
  return natives.map((native) => {
    if (native === undefined || !layoutOf(native).includes("#")) return native;
    return (layouts.get(native.key)?.size ?? 0) > 1 ? undefined : native;
  });
}

function build(space: Space): SpaceTable {
  const formulas = space.operators.map(({ formula }) => parseExpression(formula));
  const natives = unambiguous(space.operators.map(({ params }, i) => nativeOf(formulas[i], params)));
  const counts = { 1: 0, 2: 0 };
  const entries = space.operators.map((operator, i): OperatorEntry => {
    const arity = operator.params.length;
    const declaration = functionOf(operator, formulas[i]);
    return {
      operator,
      arity,
      index: counts[arity]++,
      formula: formulas[i],
      native: natives[i],
      declaration,
      declarationText: print({ declarations: [declaration], span: NOWHERE }).trimEnd(),
    };
  });
  const byKey = new Map<string, OperatorEntry[]>();
  for (const entry of entries) {
    if (entry.native === undefined) continue;
    const known = byKey.get(entry.native.key);
    if (known === undefined) byKey.set(entry.native.key, [entry]);
    else known.push(entry);
  }
  const leaves = space.leaves.map((leaf, index): LeafEntry => ({ leaf, index, expression: leafExpression(leaf.text) }));
  const weightOf = ({ operator }: OperatorEntry): number => operator.weight;
  return {
    operators: new Map(entries.map((entry) => [entry.operator.name, entry])),
    unary: weighted(
      entries.filter(({ arity }) => arity === 1),
      weightOf,
    ),
    binary: weighted(
      entries.filter(({ arity }) => arity === 2),
      weightOf,
    ),
    all: weighted(entries, weightOf),
    natives: byKey,
    leaves: new Map(leaves.map((entry) => [entry.leaf.text, entry])),
    leafChoice: weighted(leaves, ({ leaf }) => leaf.weight),
    inputBits: space.leaves.map(({ text }) => INPUT_BITS[text] ?? 0),
    hasConstants: space.kind === "tree" && space.constants !== undefined,
    mutations: weighted(Object.keys(space.mutations), (name) => space.mutations[name]),
  };
}

const tables = new WeakMap<Space, SpaceTable>();

/** The same object for the same space. */
export function tableOf(space: Space): SpaceTable {
  let table = tables.get(space);
  if (table === undefined) {
    table = build(space);
    tables.set(space, table);
  }
  return table;
}

/** The record of an operator that the space has. */
export function operatorOf(table: SpaceTable, name: string): OperatorEntry {
  const entry = table.operators.get(name);
  if (entry === undefined) throw new Error(`the space has no operator \`${name}\``);
  return entry;
}
