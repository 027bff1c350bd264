/** The loop nest of a loss for people and tools: from a derived loss to what is computed once, in each pass and between the passes. */

import { constantValue, isConstant, type Node } from "../ir/node.ts";
import { formulas } from "../ir/print.ts";
import { topological } from "../ir/traverse.ts";
import { classTarget, type DerivedLoss } from "./derived.ts";
import { gateOf } from "./gate-of.ts";
import { createScope } from "./identifiers.ts";
import { hasRow } from "./javascript/rows.ts";
import { KEEP_FROM } from "./keep.ts";
import { type LoopCost, loopCost, workOf } from "./loop-cost.ts";
import { type LabelForm, type LoopForm, loopForm, loopOutputs, scaleNode } from "./loop-form.ts";
import { nameOf } from "./naming.ts";
import { type Schedule, schedule } from "./schedule.ts";

export interface NamedFormula {
  readonly name: string;
  readonly formula: string;
  /** What must not be 0 for the formula to count; where it is 0, so is the value. */
  readonly where?: string;
}

export interface PassDescription {
  /** Kept values. */
  readonly reads: readonly string[];
  readonly computes: readonly (NamedFormula & { readonly isAgain: boolean })[];
  readonly reduces: readonly NamedFormula[];
  readonly keeps: readonly string[];
  readonly stores: readonly NamedFormula[];
}

/** What integer labels spare, against labels as rows. */
export interface Spared {
  /** The input whose rows are not read. */
  readonly rowsOf: string;
  readonly passes: number;
  readonly reductions: number;
  /** Elements read at the label, an example; without passes they are all that is read. */
  readonly elementsAtLabel: number;
  /** The gradient is 0 but at the label, and cleared for the whole batch at once. */
  readonly isCleared: boolean;
}

export interface LoopNest {
  readonly labels: "rows" | "integers" | "none";
  readonly spared: Spared | undefined;
  /** For the whole batch. */
  readonly once: readonly NamedFormula[];
  readonly passes: readonly PassDescription[];
  /** Per example, by the pass that they come before; the last list comes after all passes. */
  readonly perExample: readonly (readonly NamedFormula[])[];
  readonly scratchRows: number;
  /** By kept value. */
  readonly rows: Readonly<Record<string, number>>;
  readonly cost: LoopCost;
}

interface Planned {
  readonly computed: LoopForm;
  readonly plan: Schedule;
  readonly isCleared: boolean;
  readonly roots: readonly Node[];
}

function planOf(derived: DerivedLoss, form: LabelForm): Planned | undefined {
  const computed = loopForm(derived, form, hasRow);
  if (computed === undefined) return undefined;
  const isPerExamplePrediction = derived.prediction.shape !== "per-class";
  const { results, stores, isCleared } = loopOutputs({ ...computed, isPerExamplePrediction });
  const plan = schedule(results, stores, { keepFrom: KEEP_FROM });
  return { computed, plan, isCleared, roots: [...results, ...stores] };
}

/** How many values and outputs use each node. */
function usesOf(roots: readonly Node[], nodes: Iterable<Node>): Map<Node, number> {
  const uses = new Map<Node, number>();
  const use = (node: Node): void => void uses.set(node, (uses.get(node) ?? 0) + 1);
  roots.forEach(use);
  for (const node of nodes) for (const arg of new Set(node.args)) use(arg);
  return uses;
}

const isGateOrItsTest = (node: Node): boolean =>
  gateOf(node) !== undefined || (node.op === "equal" && isConstant(node.args[0], 0));

/** Values that deserve a line of their own; the others are written where they are used. */
function worthLines({ computed, plan, roots }: Planned): Set<Node> {
  const worth = new Set<Node>(plan.passes.flatMap((pass) => [...pass.reductions, ...pass.keeps]));
  for (const pass of plan.passes) {
    const { always, behindGates } = workOf(pass);
    const outputs = [...pass.reductions.map((node) => node.args[0]), ...pass.stores];
    const uses = usesOf(outputs, [...always, ...behindGates]);
    for (const node of [...always, ...behindGates])
      if (computed.names.has(node) || ((uses.get(node) ?? 0) > 1 && !isGateOrItsTest(node))) worth.add(node);
  }
  const order = topological(roots);
  const uses = usesOf(roots, order);
  const isInside = (node: Node): boolean => node.op !== "leaf" && node.op !== "at_label";
  for (const node of order) {
    for (const arg of node.args)
      if (arg.shape !== node.shape && arg.shape !== "per-class" && isInside(arg)) worth.add(arg);
    if (node.shape !== "per-class" && isInside(node) && ((uses.get(node) ?? 0) > 1 || computed.names.has(node)))
      worth.add(node);
  }
  for (const root of roots) if (root.op === "leaf") worth.delete(root);
  return worth;
}

function namesOf(derived: DerivedLoss, planned: Planned): Map<Node, string> {
  const { computed, roots } = planned;
  const scale = scaleNode(derived);
  const names = new Map<Node, string>([[scale, "scale"]]);
  const leaves = topological(roots).flatMap(({ leaf }) => (leaf !== undefined && "name" in leaf ? [leaf.name] : []));
  const scope = createScope(["scale", "loss", "grad", "label", "classes", ...leaves]);
  const worth = worthLines(planned);
  for (const node of topological(roots))
    if (worth.has(node) && constantValue(node) === undefined)
      names.set(node, scope.fresh(nameOf(node, computed.names)));
  return names;
}

function describe(derived: DerivedLoss, planned: Planned): Omit<LoopNest, "spared"> {
  const { computed, plan, isCleared, roots } = planned;
  const names = namesOf(derived, planned);
  const texts = formulas(roots, names);
  const plain = (node: Node): string => names.get(node) ?? texts.get(node)!;
  const named = (node: Node): NamedFormula => ({ name: names.get(node)!, formula: texts.get(node)! });
  const output = (name: string, node: Node): NamedFormula => {
    const gate = names.has(node) ? undefined : gateOf(node);
    return gate === undefined
      ? { name, formula: plain(node) }
      : { name, formula: plain(gate.inner), where: `${plain(gate.condition)} != 0` };
  };
  const reduction = (node: Node): NamedFormula => {
    const { where } = output("", node.args[0]);
    if (where === undefined) return named(node);
    // The gate stands beside the formula, so the operand is written as its inside.
    const inside = new Map([...names, [node.args[0], output("", node.args[0]).formula]]);
    return { name: names.get(node)!, formula: formulas([node], inside).get(node)!, where };
  };

  const seen = new Set<Node>();
  const passes = plan.passes.map((pass): PassDescription => {
    const { always, behindGates } = workOf(pass);
    const computes = topological([...always, ...behindGates])
      .filter((node) => (always.has(node) || behindGates.has(node)) && names.has(node))
      .map((node) => ({ ...named(node), isAgain: seen.has(node) }));
    for (const node of [...always, ...behindGates]) seen.add(node);
    return {
      reads: pass.reads.map(plain),
      computes,
      reduces: pass.reductions.map(reduction),
      keeps: pass.keeps.map(plain),
      stores: pass.stores.map((node) => output("grad", node)),
    };
  });

  const perExample = plan.perExample.map((nodes) => nodes.filter((node) => names.has(node)).map(named));
  const last: NamedFormula[] = [];
  if (computed.gradientAtLabel !== undefined) last.push(output("grad[label]", computed.gradientAtLabel));
  else if (derived.prediction.shape !== "per-class") last.push(output("grad", computed.gradient));
  last.push(output("loss", computed.loss));
  const target = classTarget(derived);
  const isLabels = computed.form === "labels";
  return {
    labels: isLabels ? "integers" : target === undefined ? "none" : "rows",
    once: [
      ...plan.constants.filter((node) => names.has(node)).map(named),
      ...(isCleared ? [{ name: "grad", formula: "0" }] : []),
    ],
    passes,
    perExample: perExample.map((list, i) => (i === plan.passes.length ? [...list, ...last] : list)),
    scratchRows: plan.scratchRows,
    rows: Object.fromEntries([...plan.rows].map(([node, row]) => [plain(node), row])),
    cost: loopCost(plan, {
      isCleared,
      writtenPerExample: isLabels || derived.prediction.shape !== "per-class" ? 1 : 0,
      readsLabels: isLabels,
    }),
  };
}

const reductionCount = ({ passes }: Schedule): number =>
  passes.reduce((count, pass) => count + pass.reductions.length, 0);

function sparedBy(target: Node, dense: Planned, labels: Planned): Spared {
  return {
    rowsOf: target.leaf?.kind === "input" ? target.leaf.name : "labels",
    passes: dense.plan.passes.length - labels.plan.passes.length,
    reductions: reductionCount(dense.plan) - reductionCount(labels.plan),
    elementsAtLabel: topological(labels.roots).filter((node) => node.op === "at_label").length,
    isCleared: labels.isCleared && !isConstant(dense.computed.gradient, 0),
  };
}

/** One nest for labels as rows (or for a loss without class labels), and one for integer labels if there are class labels. */
export function loopNests(derived: DerivedLoss): LoopNest[] {
  const dense = planOf(derived, "dense")!;
  const labels = planOf(derived, "labels");
  const target = classTarget(derived);
  const nests: LoopNest[] = [{ ...describe(derived, dense), spared: undefined }];
  if (labels !== undefined && target !== undefined)
    nests.push({ ...describe(derived, labels), spared: sparedBy(target, dense, labels) });
  return nests;
}
