/** The loop nest of one generated function: from a schedule to statements over the examples and classes of a batch. */

import { isOverClasses, type Node } from "../../ir/node.ts";
import { topological } from "../../ir/traverse.ts";
import { createScope, type Scope } from "../identifiers.ts";
import { KEEP_FROM } from "../keep.ts";
import { type LabelForm, loopOutputs } from "../loop-form.ts";
import { nameOf } from "../naming.ts";
import { type Pass, schedule } from "../schedule.ts";
import { TargetLimit } from "../target-limit.ts";
import { SUPPORT } from "./argument-support.ts";
import { type Block, createBlock } from "./block.ts";
import { type LoopContext, writePass } from "./class-loop.ts";
import { NUMERIC_SOURCES } from "./numeric-sources.generated.ts";
import { atom, type Code, repeatsOperand } from "./rows.ts";

/** What a generated function computes. */
export interface LoopSpec {
  /** Per example or constant. */
  readonly loss: Node;
  /** For every class (or per example); with integer labels, for every class but the label's. */
  readonly gradient: Node | undefined;
  /** With integer labels: the gradient at the label, per example. */
  readonly gradientAtLabel: Node | undefined;
  readonly names: ReadonlyMap<Node, string>;
  /** Identifiers of the leaves: arrays for inputs, numbers for parameters and the number of classes. */
  readonly leafNames: ReadonlyMap<Node, string>;
  readonly form: LabelForm;
  /** Whether examples have a row of classes at all. */
  readonly hasClasses: boolean;
  /** Whether the label of an ignored class can occur. */
  readonly ignores: boolean;
  readonly targetName: string;
  /** The prediction, one number an example. */
  readonly isPerExamplePrediction: boolean;
}

/** Identifiers that generated functions use for themselves: no local value and no name of the user's may take them. */
export const RESERVED: readonly string[] = [
  ..."options classes batch scale total grad losses loss example row end j at label labels reduction ignoreIndex counted kept scratch DEFAULTS kernel space spaces shared run enter leave placeOf isInside createSpace spaceOf compileKernel KERNEL RELAXED_KERNEL allocate".split(
    " ",
  ),
  ...Object.keys(NUMERIC_SOURCES),
  ...SUPPORT.map((entry) => entry.name),
];

/** Each pass computes anew what it needs of those before, so code grows with their square; real losses have a handful. */
const MOST_PASSES = 32;

/** @throws TargetLimit */
export function loopLines(spec: LoopSpec): string[] {
  const scope: Scope = createScope([...RESERVED, ...spec.leafNames.values()]);
  const indexOf = (leaf: Node): string => {
    if (leaf.leaf?.kind === "input" && leaf.leaf.inputKind === "class-weights") return "j - row";
    return leaf.shape === "per-class" ? "j" : "example";
  };
  const leafCode = (node: Node): Code | undefined => {
    if (node.op === "at_label") {
      const [leaf] = node.args;
      const isWeights = leaf.leaf?.kind === "input" && leaf.leaf.inputKind === "class-weights";
      return atom(`${spec.leafNames.get(leaf)!}[${isWeights ? "label" : "at"}]`);
    }
    const name = spec.leafNames.get(node);
    if (name === undefined) return undefined;
    return node.leaf?.kind === "input" ? atom(`${name}[${indexOf(node)}]`) : atom(name);
  };
  const suggest = (node: Node): string =>
    node.leaf?.kind === "input"
      ? `${spec.leafNames.get(node)!}${node.shape === "per-class" ? "j" : "i"}`
      : nameOf(node, spec.names);

  const { results, stores, isCleared } = loopOutputs(spec);
  const plan = schedule(results, stores, { keepFrom: KEEP_FROM });
  if (plan.passes.length > MOST_PASSES) {
    const passes = `${plan.passes.length} passes over the classes, one after another`;
    throw new TargetLimit(
      `the module target would need ${passes}; ${MOST_PASSES} is its limit. The tfjs target has none`,
    );
  }

  const outer = createBlock(scope, leafCode);
  // A constant used within the loops is computed before them.
  const hoisted = constantsUsedInLoops([...results, ...stores]);
  outer.define([...hoisted], (node) => hoisted.has(node), suggest);

  if (plan.scratchRows > 0)
    outer.write(`const kept = scratchOf(${plan.scratchRows === 1 ? "" : `${plan.scratchRows} * `}classes);`);

  const body = outer.nested();
  const loops: LoopContext = { scope, names: spec.names, suggest, leafCode, rows: plan.rows };
  const usedInPass = nodesUsedInPasses(plan.passes);
  const shared = usedTwice([...results, ...stores]);
  plan.perExample.forEach((nodes, stage) => {
    const wanted = nodes.filter((node) => usedInPass.has(node) || spec.names.has(node) || shared.has(node));
    const isLast = stage === plan.passes.length;
    const roots = isLast ? results.filter((root) => root.shape === "per-example") : [];
    const ready = isLast ? [...wanted, ...roots] : wanted;
    body.define(
      ready,
      (node, uses) =>
        node.shape === "per-example" && (uses > 1 || shared.has(node) || usedInPass.has(node) || spec.names.has(node)),
      suggest,
    );
    const pass = plan.passes[stage];
    if (pass !== undefined) writePass(pass, body, loops);
  });

  if (spec.gradientAtLabel !== undefined) body.write(`grad[at] = ${body.code(spec.gradientAtLabel).text};`);
  if (spec.gradient !== undefined && spec.isPerExamplePrediction)
    body.write(`grad[example] = ${body.code(spec.gradient).text};`);
  writeLoss(spec, body);
  return [...outer.lines, ...frame(spec, body, plan.passes.length > 0, isCleared)];
}

function constantsUsedInLoops(roots: readonly Node[]): Set<Node> {
  const hoisted = new Set<Node>();
  const seen = new Set<Node>();
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const arg of node.args) {
      if (node.shape !== "constant" && arg.shape === "constant" && arg.op !== "leaf") hoisted.add(arg);
      visit(arg);
    }
  };
  for (const root of roots) {
    if (root.shape === "constant" && root.op !== "leaf") hoisted.add(root);
    visit(root);
  }
  return hoisted;
}

/** Nodes with more than one user (an operand that the text repeats counts as two). */
function usedTwice(roots: readonly Node[]): Set<Node> {
  const once = new Set<Node>();
  const twice = new Set<Node>();
  const use = (node: Node): void => {
    if (once.has(node)) twice.add(node);
    once.add(node);
  };
  roots.forEach(use);
  for (const node of topological(roots)) {
    node.args.forEach((arg, place) => {
      use(arg);
      if (place === 0 && repeatsOperand(node)) use(arg);
    });
  }
  return twice;
}

/** Per-example nodes that some pass reads: they must be at hand before it. */
function nodesUsedInPasses(passes: readonly Pass[]): Set<Node> {
  const used = new Set<Node>();
  const seen = new Set<Node>();
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (node.shape !== "per-class") {
      if (node.op !== "leaf" && !isOverClasses(node.op)) used.add(node);
      return;
    }
    node.args.forEach(visit);
  };
  for (const pass of passes) {
    for (const reduction of pass.reductions) visit(reduction.args[0]);
    pass.stores.forEach(visit);
  }
  return used;
}

function writeLoss(spec: LoopSpec, body: Block): void {
  const text = body.code(spec.loss).text;
  const isName = /^[\w$]+$/.test(text);
  if (!isName) body.write(`const loss = ${text};`);
  const name = isName ? text : "loss";
  body.write(`total += ${name};`);
  body.write(`if (losses !== undefined) losses[example] = ${name};`);
}

/** The loop over examples around the body. */
function frame(spec: LoopSpec, body: Block, usesClasses: boolean, isCleared: boolean): string[] {
  const lines: string[] = [];
  if (isCleared) lines.push("grad.fill(0);");
  lines.push("let total = 0;", "for (let example = 0; example < batch; example++) {");
  const needsRow = usesClasses || spec.ignores || mentions(body.lines, "at");
  if (needsRow && spec.hasClasses) lines.push("  const row = example * classes;");
  if (spec.form === "labels") {
    lines.push("  const label = labels[example];");
    if (spec.ignores) lines.push("  if (label === ignoreIndex) {", ...skipLines(spec, isCleared), "  }");
    lines.push(
      "  if (!(label >= 0 && label < classes && Number.isInteger(label))) failLabel(label, example, classes);",
    );
    if (mentions(body.lines, "at")) lines.push("  const at = row + label;");
  } else if (spec.ignores) {
    lines.push(
      `  if (ignoreIndex !== undefined && ${spec.targetName}[row + ignoreIndex] === 1) {`,
      ...skipLines(spec, false),
      "  }",
    );
  }
  if (usesClasses) lines.push("  const end = row + classes;");
  for (const line of body.lines) lines.push(`  ${line}`);
  lines.push("}");
  return lines;
}

/** Whether statements speak of an identifier: what none speaks of is not declared. */
export const mentions = (lines: readonly string[], name: string): boolean =>
  lines.some((line) => new RegExp(`\\b${name}\\b`).test(line));

function skipLines(spec: LoopSpec, isCleared: boolean): string[] {
  const lines =
    spec.gradient === undefined || isCleared ? [] : ["    for (let j = row; j < row + classes; j++) grad[j] = 0;"];
  return [...lines, "    if (losses !== undefined) losses[example] = 0;", "    continue;"];
}
