/** A rewrite rule in; its variables with their shapes, and points that satisfy its guards, out. */

import { createGraph } from "../../src/ir/graph.ts";
import { interpret } from "../../src/ir/interpret.ts";
import type { Node, Shape } from "../../src/ir/node.ts";
import { instantiate, type Template, templateOf } from "../../src/ir/template.ts";
import { topological } from "../../src/ir/traverse.ts";
import { createRandom, type Random } from "../../src/random/index.ts";
import type { Rule } from "../../src/rewrite/rule.ts";

export const CLASSES = 3;

/** What a rule says of one of its variables beside its value. */
export interface Variable {
  readonly name: string;
  readonly shape: Shape;
  readonly isCondition: boolean;
  readonly mustBeFinite: boolean;
}

export type Values = ReadonlyMap<string, readonly number[]>;

export const guardsOf = (rule: Pick<Rule, "when">): readonly string[] =>
  rule.when === undefined ? [] : [rule.when].flat();

export function variablesOf(rule: Pick<Rule, "from" | "when">): Variable[] {
  const names = new Set<string>();
  const conditions = new Set<string>();
  const visit = (template: Template): void => {
    if (template.kind === "variable") names.add(template.name);
    if (template.kind !== "op") return;
    if (template.op === "select" && template.args[0].kind === "variable") conditions.add(template.args[0].name);
    template.args.forEach(visit);
  };
  visit(templateOf(rule.from));
  const guards = guardsOf(rule);
  return [...names].map((name) => ({
    name,
    shape: guards.includes(`per_example(${name})`) ? "per-example" : "per-class",
    isCondition: conditions.has(name),
    mustBeFinite: guards.includes(`finite(${name})`),
  }));
}

export interface Sides {
  readonly from: Node;
  readonly to: Node;
  /** The guards that are comparisons, as expressions. */
  readonly guards: readonly Node[];
}

/** Both sides of a rule over inputs named as its variables. */
export function sidesOf(rule: Pick<Rule, "from" | "to" | "when">): Sides {
  const graph = createGraph();
  const operands = new Map(
    variablesOf(rule).map(({ name, shape }) => [
      name,
      graph.input({ kind: "input", name, inputKind: "logits" }, shape),
    ]),
  );
  const build = (text: string): Node => instantiate(templateOf(text), operands, graph);
  const comparisons = guardsOf(rule).filter((guard) => !guard.includes("("));
  return { from: build(rule.from), to: build(rule.to), guards: comparisons.map(build) };
}

function evaluate(nodes: readonly Node[], values: Values): ArrayLike<number>[] {
  return interpret(nodes, { batch: 1, classes: CLASSES, inputs: values, parameters: new Map() });
}

export interface Point {
  readonly values: Values;
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
  /** Whether every intermediate value of the left side is finite. */
  readonly isReal: boolean;
}

const WANTED = 400;
const MAX_ATTEMPTS = 20_000;

/** Points of drawn values, of which those that satisfy the guards are kept. */
export function pointsOf(rule: Rule, draw: (random: Random) => number): Point[] {
  const random = createRandom(rule.name);
  const variables = variablesOf(rule);
  const { from, to, guards } = sidesOf(rule);
  const inner = topological([from]);
  const points: Point[] = [];
  for (let attempt = 0; attempt < MAX_ATTEMPTS && points.length < WANTED; attempt++) {
    const values = new Map(
      variables.map(({ name, shape, isCondition }) => [
        name,
        Array.from({ length: shape === "per-class" ? CLASSES : 1 }, () =>
          isCondition ? Number(random.next() < 0.5) : draw(random),
        ),
      ]),
    );
    if (variables.some(({ name, mustBeFinite }) => mustBeFinite && !values.get(name)!.every(Number.isFinite))) continue;
    if (!evaluate(guards, values).every((held) => Array.from(held).every((flag) => flag === 1))) continue;
    const [left, right, ...parts] = evaluate([from, to, ...inner], values);
    points.push({
      values,
      from: left,
      to: right,
      isReal: parts.every((part) => Array.from(part).every(Number.isFinite)),
    });
  }
  return points;
}
