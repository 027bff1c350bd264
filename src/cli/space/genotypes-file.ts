/** A JSON file of genotypes of a graph space goes in; they come out, or everything that is wrong with the file. */

import { type Diagnostic, error } from "../../diagnostics/diagnostic.ts";
import type { GraphGenotype, GraphNode } from "../../search/genotype/index.ts";
import type { GraphSpace, Operator } from "../../search/space/index.ts";
import {
  itemsOf,
  type JsonNode,
  membersOf,
  numberIn,
  type Reader,
  readJson,
  reportValue,
  spanOf,
} from "../../search/space/json.ts";
import type { SourceFile } from "../../text/source-file.ts";

export interface GenotypesFile {
  readonly genotypes: readonly GraphGenotype[];
  /** What the file says of each, where it does. */
  readonly verdicts: readonly (string | undefined)[];
  readonly diagnostics: readonly Diagnostic[];
}

const ARITIES = { unary: 1, binary: 2 } as const;

/** Members that the file may have besides, such as expected results, are passed over. */
function members(reader: Reader, node: JsonNode, what: string, required: readonly string[]) {
  const names = (node.children ?? []).map(({ children }) => String(children?.[0]?.value));
  return membersOf(reader, node, what, [...names, ...required], required);
}

/**
 * `{ "rows": [{ "nodes": [NODE, ...], "root": NODE }] }`, a node `{ "kind": "unary", "op": 3, "args": [1] }`: `op` counts the space's
 * operators of that arity; `args` count its leaves, then the hidden nodes.
 */
export function readGenotypes(file: SourceFile, space: GraphSpace): GenotypesFile {
  const diagnostics: Diagnostic[] = [];
  const reader: Reader = { file, report: (diagnostic) => diagnostics.push(diagnostic) };
  const byArity = [1, 2].map((arity) => space.operators.filter(({ params }) => params.length === arity));
  const genotypes: GraphGenotype[] = [];
  const verdicts: (string | undefined)[] = [];

  function readNode(node: JsonNode, what: string): GraphNode | undefined {
    const parts = members(reader, node, what, ["kind", "op", "args"]);
    const [kind, op, args] = ["kind", "op", "args"].map((name) => parts?.get(name));
    if (kind === undefined || op === undefined || args === undefined) return undefined;
    const named: unknown = kind.value;
    if (named !== "unary" && named !== "binary") {
      return reportValue(reader, kind, 'a node is `"unary"` or `"binary"`');
    }
    const arity = ARITIES[named];
    const operators: readonly Operator[] = byArity[arity - 1];
    const before = diagnostics.length;
    const whole = { low: 0, whole: true } as const;
    const index = numberIn(
      reader,
      op,
      `the number of a ${named} operator`,
      { ...whole, high: operators.length - 1 },
      0,
    );
    const high = space.leaves.length + space.hiddenNodes - 1;
    const numbers = itemsOf(reader, args, "arguments").map((arg) =>
      numberIn(reader, arg, "an argument", { ...whole, high }, 0),
    );
    if (args.type === "array" && numbers.length !== arity) {
      reportValue(reader, args, `a ${named} node has ${arity} ${arity === 1 ? "argument" : "arguments"}`);
    }
    return diagnostics.length > before ? undefined : { operator: operators[index].name, args: numbers };
  }

  function readRow(row: JsonNode): void {
    const parts = members(reader, row, "a genotype", ["nodes", "root"]);
    const [nodesNode, rootNode] = [parts?.get("nodes"), parts?.get("root")];
    if (nodesNode === undefined || rootNode === undefined) return;
    const nodes = itemsOf(reader, nodesNode, "the hidden nodes").map((node) => readNode(node, "a hidden node"));
    if (nodesNode.type === "array" && nodes.length !== space.hiddenNodes) {
      reportValue(reader, nodesNode, `a genotype of \`${space.name}\` has ${space.hiddenNodes} hidden nodes`);
    }
    const root = readNode(rootNode, "the root");
    const whole = nodes.filter((node) => node !== undefined);
    if (root === undefined || whole.length !== space.hiddenNodes) return;
    genotypes.push({ kind: "graph", nodes: whole, root, flip: false });
    const verdict: unknown = parts?.get("verdict")?.value;
    verdicts.push(typeof verdict === "string" ? verdict : undefined);
  }

  const json = readJson(reader);
  const rows = json && members(reader, json, "a file of genotypes", ["rows"])?.get("rows");
  for (const row of itemsOf(reader, rows, "the rows")) readRow(row);
  if (rows?.type === "array" && rows.children?.length === 0) {
    reader.report(error("space-incomplete", spanOf(reader, rows), "there are no genotypes"));
  }
  return { genotypes, verdicts, diagnostics };
}
