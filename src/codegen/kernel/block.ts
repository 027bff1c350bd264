/** Operations on WebAssembly values go in, in order; the text of a function comes out, each value computed once and outside the loops it allows. */

import { functionText } from "./function-text.ts";
import { stagesOf, unsplit } from "./stages/split.ts";
import { type Entry, type Local, openScope, type Scope, type Value, type ValueType } from "./statements.ts";

export type { Value, ValueType } from "./statements.ts";

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
  /** Statements that are repeated for 0, `step`, 2 `step` and so on, as long as that is below `end`; they run once at least. */
  steps(end: Value, step: number, body: (inner: Block, at: Value) => void, spill?: Spill): void;
  when(condition: Value, then: (inner: Block) => void, otherwise?: (inner: Block) => void): void;
  /** `fast`, but where a lane of the mask is set what `slow` gives: computed only then, which is rare. Lanes of the mask are all ones or all zeros. */
  patch(mask: Value, fast: Value, slow: (inner: Block) => Value): Value;
  /** The value of the branch that is taken; the other is not computed. */
  choose(condition: Value, then: (inner: Block) => Value, otherwise: (inner: Block) => Value): Value;
}

/** Memory for what one loop leaves to the next, by which a loop may become several. */
export interface Spill {
  /** The address, in a row by its number, where a vector of this step may be kept. */
  address(inner: Block, at: Value, row: number): Value;
  /** How many rows are taken. */
  take(rows: number): void;
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

const withImmediate = (instruction: string, immediate: string | undefined): string =>
  immediate === undefined ? instruction : `${instruction} ${immediate}`;

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
      isSpilled: false,
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

    /** Where operands can be seen: from the outermost scope that does, to the outermost from which no branch would be entered. */
    function homeOf(args: readonly Entry[]): { readonly home: Scope; readonly least: number } {
      if (args.length === 0) return { home: constants, least: constants.depth };
      let least = outermost.depth;
      for (const arg of args) if (arg.scope.depth > least) least = arg.scope.depth;
      let home = scope;
      while (home.depth > least && !home.isBranch) home = home.parent!;
      return { home, least };
    }

    function find(key: string, home: Scope, least: number): Entry | undefined {
      for (let at: Scope | undefined = home; at !== undefined && at.depth >= least; at = at.parent) {
        const known = at.known.get(key);
        if (known !== undefined) return known;
      }
      return undefined;
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
        const { home, least } = homeOf(args as readonly Entry[]);
        const known = find(key, home, least);
        if (known !== undefined) return known;
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
      steps(end, step, body, spill) {
        const name = `$v${count++}`;
        const variable = variableNamed(name, "i32");
        const inside = openScope(scope, false);
        const inner = openBlock(inside);
        const at = variable.read(inner);
        body(inner, at);
        const declare = (type: ValueType): string => {
          const local = { name: `$v${count++}`, type };
          variables.push(local);
          return local.name;
        };
        const address = (row: number): Entry => spill!.address(inner, at, row) as Entry;
        const { stages, spilled } =
          spill === undefined ? unsplit(inside) : stagesOf(inside, name, { address, variable: () => declare("v128") });
        spill?.take(spilled);
        scope.items.push({
          kind: "steps",
          label: `$l${count++}`,
          variable: name,
          step,
          end: end as Entry,
          inside,
          stages,
          stretch: stages.length === 1 ? undefined : { start: declare("i32"), end: declare("i32") },
        });
      },
      when,
      patch(mask, fast, slow) {
        const inside = openScope(scope, true);
        const patched = slow(openBlock(inside)) as Entry;
        const entry = entryOf(scope, "patch", fast.type, [], true);
        scope.items.push({ kind: "patch", entry, mask: mask as Entry, fast: fast as Entry, slow: inside, patched });
        return entry;
      },
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
      const scopes = [constants, outermost];
      return functionText({ title, parameters, variables, entries, scopes, result: result as Entry | undefined });
    },
  };
}

/** In place of an address, for what is read from a variable. */
const NOWHERE: Value = { id: -1, type: "i32" };

const isSomewhere = (value: Value | undefined): value is Value => value !== undefined && value !== NOWHERE;
