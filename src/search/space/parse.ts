/** The text of a space file goes in; the space comes out, or everything that is wrong with it. */

import { reservedAs } from "../../check/scope.ts";
import { type Diagnostic, error, quoted } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../text/source-file.ts";
import { type Formula, readFormula } from "./formula.ts";
import {
  itemsOf,
  type JsonNode,
  membersOf,
  type NumberRange,
  numberIn,
  parseFile,
  type Reader,
  reportValue,
  spanOf,
  textIn,
} from "./json.ts";
import { nativeOf } from "./native.ts";
import { NLFS } from "./nlfs.ts";
import { GRAPH_MUTATIONS, type Leaf, type Operator, type Space, TREE_MUTATIONS } from "./space.ts";
import { TREE } from "./tree.ts";

export interface ParsedSpace {
  /** Absent if there is an error. */
  readonly space?: Space;
  readonly diagnostics: readonly Diagnostic[];
}

const COMMON = ["kind", "name", "doc", "leaves", "operators", "mutations"] as const;
const REQUIRED = ["kind", "name", "leaves", "operators"] as const;
const KEYS = {
  graph: [...COMMON, "hiddenNodes", "unary"],
  tree: [...COMMON, "limits", "constants"],
} as const;

const WEIGHT: NumberRange = { low: 0, high: 1e6, open: true };
const PROBABILITY: NumberRange = { low: 0, high: 1 };
/** The most that searches are fast with; more than a loss that anyone would read. */
const HIDDEN_NODES: NumberRange = { low: 2, high: 32, whole: true };
const SIZE: NumberRange = { low: 3, high: 200, whole: true };
const DEPTH: NumberRange = { low: 2, high: 50, whole: true };

export function parseSpace(text: string, fileName: string): ParsedSpace {
  const { value, diagnostics } = parseFile({ name: fileName, text }, readSpace);
  return value === undefined ? { diagnostics } : { space: value, diagnostics };
}

function readSpace(reader: Reader, root: JsonNode): Space | undefined {
  const kind = kindOf(root);
  const allowed = kind === undefined ? [...new Set([...KEYS.graph, ...KEYS.tree])] : KEYS[kind];
  const members = membersOf(reader, root, kind === undefined ? "a space" : `a ${kind} space`, allowed, REQUIRED);
  if (members === undefined) return undefined;
  const kindNode = members.get("kind");
  if (kind === undefined && kindNode !== undefined) reportValue(reader, kindNode, 'a space is `"graph"` or `"tree"`');
  const name = textIn(reader, members.get("name"), "a space's name") ?? "";
  const doc = textIn(reader, members.get("doc"), "a space's description") ?? "";
  const leaves = readLeaves(reader, members.get("leaves"));
  const operators = readOperators(reader, members.get("operators"));
  const core = { name, doc, leaves, operators } as const;
  if (kind === "graph") {
    const unary = readUnary(reader, members.get("unary"));
    if (members.has("operators")) needArities(reader, members.get("operators"), operators, unary);
    const hiddenNodes = numberIn(
      reader,
      members.get("hiddenNodes"),
      "the number of hidden nodes",
      HIDDEN_NODES,
      NLFS.hiddenNodes,
    );
    const mutations = readMutations(reader, members.get("mutations"), kind, GRAPH_MUTATIONS, NLFS.mutations);
    return { kind, ...core, hiddenNodes, unary, mutations };
  }
  if (kind !== "tree") return undefined;
  if (members.has("operators")) needArities(reader, members.get("operators"), operators, undefined);
  const limits = readLimits(reader, members.get("limits"));
  const constants = readConstants(reader, members.get("constants"));
  const mutations = readMutations(reader, members.get("mutations"), kind, TREE_MUTATIONS, TREE.mutations);
  return { kind, ...core, limits, ...(constants && { constants }), mutations };
}

function kindOf(root: JsonNode): Space["kind"] | undefined {
  const property = root.children?.find(({ children }) => children?.[0]?.value === "kind");
  const value: unknown = property?.children?.[1]?.value;
  return value === "graph" || value === "tree" ? value : undefined;
}

/** `"y"`, `1` or `{ "leaf": "y", "weight": 2 }`. */
function readLeaves(reader: Reader, node: JsonNode | undefined): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const seen = new Map<string, Span>();
  for (const item of itemsOf(reader, node, "leaves")) {
    const members =
      item.type === "object" ? membersOf(reader, item, "a leaf", ["leaf", "weight"], ["leaf"]) : undefined;
    const leaf = item.type === "object" ? members?.get("leaf") : item;
    const weight = numberIn(reader, members?.get("weight"), "a weight", WEIGHT, 1);
    if (leaf === undefined) continue;
    const text = leafText(leaf);
    if (text === undefined) {
      reportValue(reader, leaf, "a leaf is `y`, `yhat` or a number", '`"y"` is the label, `"yhat"` the prediction');
      continue;
    }
    const span = spanOf(reader, leaf);
    if (isNew(reader, seen, text, span)) leaves.push({ text, weight });
  }
  if (node?.type !== "array") return leaves;
  for (const text of ["y", "yhat"]) {
    if (seen.has(text)) continue;
    const hint = "a loss compares labels with predictions, so both are needed";
    reader.report(error("space-incomplete", spanOf(reader, node), `there is no leaf \`${text}\``, { hint }));
  }
  return leaves;
}

function leafText({ type, value }: JsonNode): string | undefined {
  if (type !== "string" && type !== "number") return undefined;
  if (value === "y" || value === "yhat") return value;
  if (type === "string" && !/^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(String(value))) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? String(number === 0 ? 0 : number) : undefined;
}

function isNew(reader: Reader, seen: Map<string, Span>, name: string, span: Span): boolean {
  const earlier = seen.get(name);
  if (earlier === undefined) {
    seen.set(name, span);
    return true;
  }
  const also = [{ span: earlier, text: "first here" }];
  reader.report(error("duplicate-name", span, `${quoted(name)} is there already`, { also }));
  return false;
}

function readOperators(reader: Reader, node: JsonNode | undefined): readonly Operator[] {
  const operators: Operator[] = [];
  const names = new Map<string, Span>();
  const formulas = new Map<string, Span>();
  for (const item of itemsOf(reader, node, "operators")) {
    const members = membersOf(reader, item, "an operator", ["name", "formula", "weight"], ["name", "formula"]);
    const nameNode = members?.get("name");
    const formulaNode = members?.get("formula");
    const name = textIn(reader, nameNode, "an operator's name");
    const weight = numberIn(reader, members?.get("weight"), "a weight", WEIGHT, 1);
    const isText = textIn(reader, formulaNode, "a formula") !== undefined;
    const formula = isText && formulaNode !== undefined ? readFormula(reader, formulaNode) : undefined;
    const isNamed =
      name !== undefined &&
      nameNode !== undefined &&
      mayBeCalled(reader, spanOf(reader, nameNode), name, formula, names);
    if (!isNamed || formula === undefined || formulaNode === undefined) continue;
    const { params, text } = formula;
    const span = spanOf(reader, formulaNode);
    const same = formulas.get(text);
    if (same !== undefined) {
      const also = [{ span: same, text: "the same" }];
      reader.report(
        error("space-formula", span, "another operator has this formula", { also, hint: "raise its weight" }),
      );
      continue;
    }
    formulas.set(text, span);
    operators.push({ name, params, formula: text, weight });
  }
  return operators;
}

/** Names that programs of a space use for other things. */
const TAKEN = /^(y|yhat|x|a|b|candidate|h[0-9]+)$/;

function mayBeCalled(
  reader: Reader,
  span: Span,
  name: string,
  formula: Formula | undefined,
  names: Map<string, Span>,
): boolean {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    const hint = "a name has letters, digits and `_`, and no digit first";
    reader.report(error("json-value", span, `${quoted(name)} is no name for an operator`, { hint }));
    return false;
  }
  const reserved = reservedAs(name);
  const native = formula && nativeOf(formula.expression, formula.params);
  const isItself = native?.operation.kind === "call" && native.operation.callee === name;
  if (
    TAKEN.test(name) ||
    (reserved !== undefined && !isItself && (formula !== undefined || reserved !== "an operator"))
  ) {
    const what = reserved ?? "a name that programs of a space use themselves";
    const hint =
      reserved === "an operator"
        ? `choose another name, or give it the formula \`${name}(...)\``
        : "choose another name";
    reader.report(
      error("reserved-name", span, `${quoted(name)} is ${what}${reserved ? " of the language" : ""}`, { hint }),
    );
    return false;
  }
  return isNew(reader, names, name, span);
}

/** Without probabilities the space is of trees, which need two arguments somewhere to bring labels and predictions together. */
function needArities(
  reader: Reader,
  node: JsonNode | undefined,
  operators: readonly Operator[],
  unary: { readonly hidden: number; readonly root: number } | undefined,
): void {
  // Operators that are wrong in themselves may be the ones that are missing here.
  if (node?.type !== "array" || operators.length < (node.children?.length ?? 0)) return;
  const lacking = (arity: number): boolean => operators.every(({ params }) => params.length !== arity);
  const needs = (arity: 1 | 2): boolean => {
    if (unary === undefined) return arity === 2;
    return arity === 1 ? unary.hidden > 0 || unary.root > 0 : unary.hidden < 1 || unary.root < 1;
  };
  for (const arity of [1, 2] as const) {
    if (!needs(arity) || !lacking(arity)) continue;
    const text = `there is no operator of ${arity === 1 ? "one argument" : "two arguments"}`;
    const hint = unary && `with these probabilities under \`unary\`, such nodes are drawn`;
    reader.report(error("space-incomplete", spanOf(reader, node), text, { hint }));
  }
}

function readUnary(reader: Reader, node: JsonNode | undefined): { readonly hidden: number; readonly root: number } {
  const members = node && membersOf(reader, node, "`unary`", ["hidden", "root"]);
  return {
    hidden: numberIn(reader, members?.get("hidden"), "a probability", PROBABILITY, NLFS.unary.hidden),
    root: numberIn(reader, members?.get("root"), "a probability", PROBABILITY, NLFS.unary.root),
  };
}

function readLimits(reader: Reader, node: JsonNode | undefined): { readonly size: number; readonly depth: number } {
  const members = node && membersOf(reader, node, "`limits`", ["size", "depth"]);
  return {
    size: numberIn(reader, members?.get("size"), "the largest size", SIZE, TREE.limits.size),
    depth: numberIn(reader, members?.get("depth"), "the largest depth", DEPTH, TREE.limits.depth),
  };
}

function readConstants(
  reader: Reader,
  node: JsonNode | undefined,
): { readonly deviation: number; readonly weight: number } | undefined {
  const members = node && membersOf(reader, node, "`constants`", ["deviation", "weight"]);
  return (
    members && {
      deviation: numberIn(reader, members.get("deviation"), "a deviation", WEIGHT, 1),
      weight: numberIn(reader, members.get("weight"), "a weight", WEIGHT, 1),
    }
  );
}

function readMutations(
  reader: Reader,
  node: JsonNode | undefined,
  kind: Space["kind"],
  names: readonly string[],
  otherwise: Space["mutations"],
): Space["mutations"] {
  const members = node && membersOf(reader, node, `\`mutations\` of a ${kind} space`, names);
  if (node === undefined || members === undefined) return otherwise;
  if (members.size === 0) {
    const hint = names.map((name) => `\`${name}\``).join(", ");
    reader.report(
      error("space-incomplete", spanOf(reader, node), "there is no mutation", { hint: `there are ${hint}` }),
    );
  }
  const weights = [...members].map(([name, value]) => [name, numberIn(reader, value, "a weight", WEIGHT, 1)] as const);
  return Object.fromEntries(weights);
}
