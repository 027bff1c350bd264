/** The statements of a function go in; its WebAssembly text comes out, each value where it is used or under a name. */

import {
  type Entry,
  type Item,
  type Local,
  type Scope,
  STRETCH,
  type Stage,
  type Steps,
  type Value,
} from "./statements.ts";

/** Deeper expressions are cut by names: whoever reads the text does so by recursion. */
const MOST_LEVELS = 24;

/** Of a mask of ones and zeros in each lane. */
const IS_ANY = "i32x4.bitmask";

export interface FunctionParts {
  readonly title: string;
  readonly parameters: readonly Entry[];
  readonly variables: readonly Local[];
  /** All that have been made, operands before their users. */
  readonly entries: readonly Entry[];
  readonly scopes: readonly Scope[];
  readonly result: Entry | undefined;
}

export function functionText({ title, parameters, variables, entries, scopes, result }: FunctionParts): string {
  for (const scope of scopes) useInStatements(scope.items, scope);
  if (result !== undefined) use(result, scopes.at(-1)!);
  const locals = nameEntries(entries);
  const lines = [
    `(func ${title}`,
    ...parameters.map((entry) => `  (param ${nameOf(entry)} ${entry.type})`),
    ...(result === undefined ? [] : [`  (result ${result.type})`]),
    ...[...variables, ...locals].map((local) => `  (local ${local.name} ${local.type})`),
  ];
  for (const { items } of scopes) writeLines(items, "  ", lines);
  if (result !== undefined) lines.push(`  ${expression(result)}`);
  return [...lines, ")"].join("\n");
}

const nameOf = ({ id }: Value): string => `$${id}`;

function use(entry: Entry, scope: Scope): void {
  entry.uses++;
  if (entry.scope !== scope) entry.isUsedInside = true;
}

function useInStatements(items: readonly Item[], scope: Scope): void {
  for (const item of items) {
    switch (item.kind) {
      case "effect":
        for (const arg of item.args) use(arg, scope);
        break;
      case "patch":
        use(item.mask, scope);
        use(item.fast, scope);
        useInStatements(item.slow.items, item.slow);
        use(item.patched, item.slow);
        break;
      case "reload":
        use(item.address, scope);
        break;
      case "note":
        use(item.mask, scope);
        break;
      case "loop":
        useInStatements(item.inside.items, item.inside);
        use(item.condition, item.inside);
        break;
      case "steps":
        for (const stage of item.stages) useInStatements(stage.items, item.inside);
        use(item.end, item.inside);
        break;
      case "if":
        use(item.condition, scope);
        useInStatements(item.taken.items, item.taken);
        if (item.otherwise !== undefined) useInStatements(item.otherwise.items, item.otherwise);
    }
  }
}

/** Once all uses by statements are counted: the values that need a name. What is used once, in its own scope, is written where it is used. */
function nameEntries(entries: readonly Entry[]): Local[] {
  // Operands come before their users.
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i];
    if (entry.uses > 0) for (const arg of entry.args) use(arg, entry.scope);
  }
  for (const entry of entries) {
    for (const arg of entry.args) if (!arg.hasName) entry.depth = Math.max(entry.depth, arg.depth + 1);
    entry.hasName =
      entry.isPinned || entry.isSpilled || entry.uses > 1 || entry.isUsedInside || entry.depth >= MOST_LEVELS;
  }
  return entries
    .filter((entry) => entry.uses > 0 && entry.hasName && entry.instruction !== "")
    .map((entry) => ({ name: nameOf(entry), type: entry.type }));
}

function expression(entry: Entry): string {
  return entry.hasName ? `(local.get ${nameOf(entry)})` : written(entry);
}

function written({ instruction, args }: Entry): string {
  return args.length === 0 ? `(${instruction})` : `(${instruction} ${args.map(expression).join(" ")})`;
}

function writeLines(items: readonly Item[], indent: string, lines: string[]): void {
  for (const item of items) {
    switch (item.kind) {
      case "value": {
        const { entry } = item;
        if (entry.uses > 0 && entry.hasName) lines.push(`${indent}(local.set ${nameOf(entry)} ${written(entry)})`);
        break;
      }
      case "effect":
        lines.push(`${indent}(${[item.instruction, ...item.args.map(expression)].join(" ")})`);
        break;
      case "loop":
        lines.push(`${indent}(loop ${item.label}`);
        writeLines(item.inside.items, `${indent}  `, lines);
        lines.push(`${indent}  (br_if ${item.label} ${expression(item.condition)}))`);
        break;
      case "patch":
        if (item.entry.uses === 0) break;
        lines.push(`${indent}(local.set ${nameOf(item.entry)} ${expression(item.fast)})`);
        lines.push(`${indent}(if (${IS_ANY} ${expression(item.mask)}) (then`);
        writeLines(item.slow.items, `${indent}  `, lines);
        lines.push(`${indent}  (local.set ${nameOf(item.entry)} ${expression(item.patched)})))`);
        break;
      case "note":
        lines.push(
          `${indent}(local.set ${item.variable} (v128.or (local.get ${item.variable}) ${expression(item.mask)}))`,
        );
        break;
      case "reload":
        lines.push(`${indent}(local.set ${nameOf(item.entry)} (v128.load ${expression(item.address)}))`);
        break;
      case "steps":
        writeSteps(item, indent, lines);
        break;
      case "if":
        lines.push(`${indent}(if ${expression(item.condition)} (then`);
        writeLines(item.taken.items, `${indent}  `, lines);
        if (item.otherwise !== undefined) {
          lines.push(`${indent}) (else`);
          writeLines(item.otherwise.items, `${indent}  `, lines);
        }
        lines.push(`${indent}))`);
    }
  }
}

function writeSteps(item: Steps, indent: string, lines: string[]): void {
  const { label, end, stages, stretch } = item;
  const last = expression(end);
  if (stretch === undefined) {
    writeStage(item, stages[0], { label, from: "(i32.const 0)", to: last }, indent, lines);
    return;
  }
  const [from, to] = [`(local.get ${stretch.start})`, `(local.get ${stretch.end})`];
  const inner = `${indent}  `;
  lines.push(`${indent}(local.set ${stretch.start} (i32.const 0))`, `${indent}(loop ${label}`);
  lines.push(`${inner}(local.set ${stretch.end} (i32.add ${from} (i32.const ${STRETCH})))`);
  lines.push(`${inner}(if (i32.lt_u ${last} ${to}) (then (local.set ${stretch.end} ${last})))`);
  stages.forEach((stage, i) => {
    writeStage(item, stage, { label: `${label}_${i}`, from, to }, inner, lines);
  });
  lines.push(`${inner}(local.set ${stretch.start} ${to})`, `${inner}(br_if ${label} (i32.lt_u ${to} ${last})))`);
}

function writeStage(
  { variable, step }: Steps,
  { items, clears, onlyIf }: Stage,
  { label, from, to }: { readonly label: string; readonly from: string; readonly to: string },
  indent: string,
  lines: string[],
): void {
  const inner = `${indent}  `;
  for (const name of clears) lines.push(`${indent}(local.set ${name} (v128.const i32x4 0 0 0 0))`);
  if (onlyIf !== undefined) lines.push(`${indent}(if (${IS_ANY} (local.get ${onlyIf})) (then`);
  lines.push(`${indent}(local.set ${variable} ${from})`, `${indent}(loop ${label}`);
  writeLines(items, inner, lines);
  lines.push(`${inner}(local.set ${variable} (i32.add (local.get ${variable}) (i32.const ${step})))`);
  lines.push(`${inner}(br_if ${label} (i32.lt_u (local.get ${variable}) ${to})))`);
  if (onlyIf !== undefined) lines.push(`${indent}))`);
}
