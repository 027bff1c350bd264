/** Operations on WebAssembly values go in, in order; the text of a function comes out, each value computed once and outside the loops it allows. */

export type ValueType = "v128" | "f32" | "f64" | "i32";

/** A value in a function, made by the block's methods. */
export interface Value {
  readonly id: number;
  readonly type: ValueType;
}

/** Statements of one scope; what an outer block has computed, an inner one sees. */
export interface Block {
  /** An instruction without effects: asked for twice, it is computed once. `immediate` follows its name (`f32x4.extract_lane 0`). */
  pure(instruction: string, type: ValueType, args: readonly Value[], immediate?: string): Value;
  /** A load stays where it stands, as a later store may change the memory. `into` keeps its other lanes. */
  load(instruction: string, type: ValueType, address: Value, immediate?: string, into?: Value): Value;
  /** A statement without a result, such as a store. */
  effect(instruction: string, args: readonly Value[], immediate?: string): void;
  variable(initial: Value): Variable;
  /** Statements that are repeated while what `body` returns is not 0; they run once at least. */
  loop(body: (inner: Block) => Value): void;
  when(condition: Value, then: (inner: Block) => void, otherwise?: (inner: Block) => void): void;
  /** The value of the branch that is taken; the other is not computed. */
  choose(condition: Value, then: (inner: Block) => Value, otherwise: (inner: Block) => Value): Value;
}

/** What statements can change. */
export interface Variable {
  /** Its value at this point of the block. */
  read(block: Block): Value;
  write(block: Block, value: Value): void;
}

export interface FunctionBuilder {
  /** In the order of the signature. */
  parameter(type: ValueType): Value;
  readonly body: Block;
  /** The function as WebAssembly text; `title` is its name, or how it is exported. */
  text(title: string, result?: Value): string;
}

interface Entry extends Value {
  /** With its immediate; empty for a parameter. */
  readonly instruction: string;
  readonly args: readonly Entry[];
  readonly scope: Scope;
  /** Stays where it stands, under a name. */
  readonly isPinned: boolean;
  uses: number;
  isUsedInside: boolean;
  /** Levels of operands that are written in place. */
  depth: number;
  hasName: boolean;
}

/** Deeper expressions are cut by names: whoever reads the text does so by recursion. */
const MOST_LEVELS = 24;

type Item =
  | { readonly kind: "value"; readonly entry: Entry }
  | { readonly kind: "effect"; readonly instruction: string; readonly args: readonly Entry[] }
  | { readonly kind: "loop"; readonly label: string; readonly inside: Scope; readonly condition: Entry }
  | { readonly kind: "if"; readonly condition: Entry; readonly taken: Scope; readonly otherwise: Scope | undefined };

interface Scope {
  readonly parent: Scope | undefined;
  readonly depth: number;
  /** What stands in a branch is not computed unless the branch is taken. */
  readonly isBranch: boolean;
  readonly items: Item[];
  readonly known: Map<string, Entry>;
}

interface Local {
  readonly name: string;
  readonly type: ValueType;
}

const withImmediate = (instruction: string, immediate: string | undefined): string =>
  immediate === undefined ? instruction : `${instruction} ${immediate}`;

const openScope = (parent: Scope | undefined, isBranch: boolean): Scope => ({
  parent,
  depth: parent === undefined ? 0 : parent.depth + 1,
  isBranch,
  items: [],
  known: new Map(),
});

export function createFunction(): FunctionBuilder {
  /** Constants, before all else: engines do not move them out of loops. */
  const constants = openScope(undefined, false);
  const outermost = openScope(constants, false);
  const parameters: Entry[] = [];
  const variables: Local[] = [];
  const entries: Entry[] = [];
  let count = 0;

  function entryOf(
    scope: Scope,
    instruction: string,
    type: ValueType,
    args: readonly Value[],
    isPinned: boolean,
  ): Entry {
    const entry: Entry = {
      id: count++,
      type,
      instruction,
      args: args as readonly Entry[],
      scope,
      isPinned,
      uses: 0,
      isUsedInside: false,
      depth: 0,
      hasName: true,
    };
    entries.push(entry);
    return entry;
  }

  function openBlock(scope: Scope): Block {
    const add = (to: Scope, entry: Entry): Entry => {
      to.items.push({ kind: "value", entry });
      return entry;
    };

    function find(key: string): Entry | undefined {
      for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
        const known = at.known.get(key);
        if (known !== undefined) return known;
      }
      return undefined;
    }

    /** The outermost scope that sees all the operands, and from which no branch would be entered. */
    function homeOf(args: readonly Entry[]): Scope {
      if (args.length === 0) return constants;
      const least = Math.max(outermost.depth, ...args.map((arg) => arg.scope.depth));
      let home = scope;
      while (home.depth > least && !home.isBranch) home = home.parent!;
      return home;
    }

    function pinned(instruction: string, type: ValueType, args: readonly Value[]): Entry {
      return add(scope, entryOf(scope, instruction, type, args, true));
    }

    function effect(instruction: string, args: readonly Value[], immediate?: string): void {
      const whole = withImmediate(instruction, immediate);
      scope.items.push({ kind: "effect", instruction: whole, args: args as readonly Entry[] });
    }

    function variableNamed(name: string, type: ValueType): Variable {
      variables.push({ name, type });
      return {
        read: (block) => block.load(`local.get ${name}`, type, NOWHERE),
        write: (block, value) => block.effect("local.set", [value], name),
      };
    }

    function when(condition: Value, then: (inner: Block) => void, otherwise?: (inner: Block) => void): void {
      const branches = [then, otherwise].map((write) => {
        if (write === undefined) return undefined;
        const inside = openScope(scope, true);
        write(openBlock(inside));
        return inside;
      });
      scope.items.push({ kind: "if", condition: condition as Entry, taken: branches[0]!, otherwise: branches[1] });
    }

    return {
      pure(instruction, type, args, immediate) {
        const whole = withImmediate(instruction, immediate);
        let key = whole;
        for (const { id } of args) key += ` ${id}`;
        const known = find(key);
        if (known !== undefined) return known;
        const home = homeOf(args as readonly Entry[]);
        const entry = add(home, entryOf(home, whole, type, args, false));
        home.known.set(key, entry);
        return entry;
      },
      load: (instruction, type, address, immediate, into) =>
        pinned(withImmediate(instruction, immediate), type, [address, into].filter(isSomewhere)),
      effect,
      variable(initial) {
        const name = `$v${count++}`;
        effect("local.set", [initial], name);
        return variableNamed(name, initial.type);
      },
      loop(body) {
        const inside = openScope(scope, false);
        const condition = body(openBlock(inside)) as Entry;
        scope.items.push({ kind: "loop", label: `$l${count++}`, inside, condition });
      },
      when,
      choose(condition, then, otherwise) {
        const name = `$v${count++}`;
        let type: ValueType = "v128";
        const setting = (branch: (inner: Block) => Value) => (inner: Block) => {
          const value = branch(inner);
          type = value.type;
          inner.effect("local.set", [value], name);
        };
        when(condition, setting(then), setting(otherwise));
        variables.push({ name, type });
        return pinned(`local.get ${name}`, type, []);
      },
    };
  }

  return {
    parameter(type) {
      const entry = entryOf(outermost, "", type, [], true);
      parameters.push(entry);
      return entry;
    },
    body: openBlock(outermost),
    text(title, result) {
      const end = result as Entry | undefined;
      [constants, outermost].forEach(useInStatements);
      if (end !== undefined) use(end, outermost);
      const locals = nameEntries(entries);
      const lines = [
        `(func ${title}`,
        ...parameters.map((entry) => `  (param ${nameOf(entry)} ${entry.type})`),
        ...(end === undefined ? [] : [`  (result ${end.type})`]),
        ...[...variables, ...locals].map((local) => `  (local ${local.name} ${local.type})`),
      ];
      for (const scope of [constants, outermost]) writeLines(scope, "  ", lines);
      if (end !== undefined) lines.push(`  ${expression(end)}`);
      return [...lines, ")"].join("\n");
    },
  };
}

/** In place of an address, for what is read from a variable. */
const NOWHERE: Value = { id: -1, type: "i32" };

const isSomewhere = (value: Value | undefined): value is Value => value !== undefined && value !== NOWHERE;

const nameOf = ({ id }: Value): string => `$${id}`;

function use(entry: Entry, scope: Scope): void {
  entry.uses++;
  if (entry.scope !== scope) entry.isUsedInside = true;
}

function useInStatements(scope: Scope): void {
  for (const item of scope.items) {
    if (item.kind === "effect") for (const arg of item.args) use(arg, scope);
    else if (item.kind === "loop") {
      useInStatements(item.inside);
      use(item.condition, item.inside);
    } else if (item.kind === "if") {
      use(item.condition, scope);
      useInStatements(item.taken);
      if (item.otherwise !== undefined) useInStatements(item.otherwise);
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
    entry.hasName = entry.isPinned || entry.uses > 1 || entry.isUsedInside || entry.depth >= MOST_LEVELS;
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

function writeLines(scope: Scope, indent: string, lines: string[]): void {
  for (const item of scope.items) {
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
        writeLines(item.inside, `${indent}  `, lines);
        lines.push(`${indent}  (br_if ${item.label} ${expression(item.condition)}))`);
        break;
      case "if":
        lines.push(`${indent}(if ${expression(item.condition)} (then`);
        writeLines(item.taken, `${indent}  `, lines);
        if (item.otherwise !== undefined) {
          lines.push(`${indent}) (else`);
          writeLines(item.otherwise, `${indent}  `, lines);
        }
        lines.push(`${indent}))`);
    }
  }
}
