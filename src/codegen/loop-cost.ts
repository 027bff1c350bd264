/** What a loop nest costs: from a schedule to the bytes that its passes move and the operations that they do, per element and per example. */

import { isCheapPower } from "../ir/cost.ts";
import { constantValue, isOverClasses, type Node } from "../ir/node.ts";
import { topological } from "../ir/traverse.ts";
import { gateOf } from "./gate-of.ts";
import { computedFor, operationCost } from "./keep.ts";
import { outputsOf, type Pass, type Schedule } from "./schedule.ts";

/** Numbers are taken to be float32. */
const BYTES = 4;
/** Sums, products, comparisons, choices: a cycle or less; what costs more has a name. */
const CHEAP = 3;

export interface Operations {
  readonly cheap: number;
  readonly divisions: number;
  /** Elementary functions by name. */
  readonly functions: Readonly<Record<string, number>>;
}

/** Per element: for every class of every example. */
export interface PassCost {
  /** Inputs and kept values. */
  readonly bytesRead: number;
  /** The gradient and kept values. */
  readonly bytesWritten: number;
  readonly operations: Operations;
  /** What is done only where a gate is open: for the classes that are not absent. */
  readonly gated: Operations;
  /** Values that an earlier pass has computed too. */
  readonly recomputed: number;
}

export interface LoopCost {
  readonly passes: readonly PassCost[];
  readonly perElement: {
    readonly passes: number;
    /** What the passes read and write, most of it in the cache after the first. */
    readonly bytes: number;
    /** What must come from memory or go there: each input once, and the gradient. */
    readonly bytesOfMemory: number;
    readonly operations: Operations;
    readonly gated: Operations;
    readonly kept: number;
    readonly recomputed: number;
  };
  readonly perExample: { readonly bytesOfMemory: number; readonly operations: Operations };
}

function operationsOf(nodes: Iterable<Node>, accumulations = 0): Operations {
  let cheap = accumulations;
  let divisions = 0;
  const functions: Record<string, number> = {};
  for (const node of nodes) {
    const power = node.op === "pow" ? constantValue(node.args[1]) : undefined;
    const cost = operationCost(node);
    if (isCheapPower(power)) cheap += power - 1;
    else if (node.op === "div") divisions++;
    else if (cost > CHEAP) functions[node.op] = (functions[node.op] ?? 0) + 1;
    else if (cost > 0) cheap++;
  }
  return { cheap, divisions, functions };
}

function together(all: readonly Operations[]): Operations {
  const functions: Record<string, number> = {};
  for (const part of all)
    for (const [name, times] of Object.entries(part.functions)) functions[name] = (functions[name] ?? 0) + times;
  const total = (count: (part: Operations) => number): number => all.reduce((sum, part) => sum + count(part), 0);
  return { cheap: total((part) => part.cheap), divisions: total((part) => part.divisions), functions };
}

const isInput = (node: Node): boolean => node.leaf?.kind === "input";
const isClassWeights = (node: Node): boolean => node.leaf?.kind === "input" && node.leaf.inputKind === "class-weights";

/** A pass's work: what it computes whatever the gates say, and what only behind them. */
interface Work {
  readonly always: ReadonlySet<Node>;
  readonly behindGates: ReadonlySet<Node>;
  readonly inputs: ReadonlySet<Node>;
}

export function workOf(pass: Pass): Work {
  const outputs = outputsOf(pass);
  const reads = new Set(pass.reads);
  const stops = (node: Node): boolean => reads.has(node);
  const always = computedFor(outputs, stops, (node) => (gateOf(node) === undefined ? node.args : [node.args[0]]));
  const all = computedFor(outputs, stops);
  const behindGates = new Set([...all].filter((node) => !always.has(node)));
  const used = [...outputs, ...[...all].flatMap((node) => node.args)];
  return { always, behindGates, inputs: new Set(used.filter((node) => isInput(node) && node.shape === "per-class")) };
}

function costOfPass(pass: Pass, work: Work, earlier: ReadonlySet<Node>): PassCost {
  const gatedSums = pass.reductions.filter(
    ({ op, args }) => op.endsWith("_sum") && gateOf(args[0]) !== undefined && !pass.reads.includes(args[0]),
  ).length;
  return {
    bytesRead: BYTES * (work.inputs.size + pass.reads.length),
    bytesWritten: BYTES * (pass.stores.length + pass.keeps.length),
    operations: operationsOf(work.always, pass.reductions.length - gatedSums),
    gated: operationsOf(work.behindGates, gatedSums),
    recomputed: [...work.always, ...work.behindGates].filter((node) => earlier.has(node)).length,
  };
}

/** `writtenPerExample` counts numbers written an example: gradients at the label, or of predictions that are one number. */
export interface CostOptions {
  readonly isCleared: boolean;
  readonly writtenPerExample: number;
  readonly readsLabels: boolean;
}

export function loopCost(plan: Schedule, { isCleared, writtenPerExample, readsLabels }: CostOptions): LoopCost {
  const works = plan.passes.map(workOf);
  const earlier = new Set<Node>();
  const passes = plan.passes.map((pass, i) => {
    const cost = costOfPass(pass, works[i], earlier);
    for (const node of [...works[i].always, ...works[i].behindGates]) earlier.add(node);
    return cost;
  });
  const inputs = new Set(works.flatMap((work) => [...work.inputs].filter((node) => !isClassWeights(node))));
  const written = plan.passes.reduce((count, pass) => count + pass.stores.length, isCleared ? 1 : 0);
  const perExample = plan.perExample.flat();
  const sum = (count: (pass: PassCost) => number): number => passes.reduce((total, pass) => total + count(pass), 0);
  // Reductions are operands here: their own inputs are the passes'.
  const singles = new Set(
    topological(perExample).filter(
      (node) =>
        (node.op === "at_label" && !isClassWeights(node.args[0])) || (isInput(node) && node.shape === "per-example"),
    ),
  );
  return {
    passes,
    perElement: {
      passes: passes.length,
      bytes: sum((pass) => pass.bytesRead + pass.bytesWritten) + (isCleared ? BYTES : 0),
      bytesOfMemory: BYTES * (inputs.size + written),
      operations: together(passes.map((pass) => pass.operations)),
      gated: together(passes.map((pass) => pass.gated)),
      kept: plan.rows.size,
      recomputed: sum((pass) => pass.recomputed),
    },
    perExample: {
      bytesOfMemory: BYTES * (singles.size + writtenPerExample + (readsLabels ? 1 : 0)),
      operations: operationsOf(perExample.filter((node) => !isOverClasses(node.op))),
    },
  };
}
