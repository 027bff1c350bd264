/** What a function of WebAssembly consists of while it is being written: values, statements, and the scopes that hold them. */

export type ValueType = "v128" | "f32" | "f64" | "i32";

/** A value in a function, made by the block's methods. */
export interface Value {
  readonly id: number;
  readonly type: ValueType;
}

export interface Entry extends Value {
  /** With its immediate; empty for a parameter. */
  readonly instruction: string;
  readonly args: readonly Entry[];
  readonly scope: Scope;
  /** Stays where it stands, under a name. */
  readonly isPinned: boolean;
  /** Written to memory by one loop and read by another. */
  isSpilled: boolean;
  uses: number;
  isUsedInside: boolean;
  /** Levels of operands that are written in place. */
  depth: number;
  hasName: boolean;
}

export type Item =
  | { readonly kind: "value"; readonly entry: Entry }
  | { readonly kind: "effect"; readonly instruction: string; readonly args: readonly Entry[] }
  | Patch
  | { readonly kind: "reload"; readonly entry: Entry; readonly address: Entry }
  | { readonly kind: "note"; readonly variable: string; readonly mask: Entry }
  | { readonly kind: "loop"; readonly label: string; readonly inside: Scope; readonly condition: Entry }
  | Steps
  | { readonly kind: "if"; readonly condition: Entry; readonly taken: Scope; readonly otherwise: Scope | undefined };

/** `entry` is `fast`, but where a lane of the mask is set `patched`. */
export interface Patch {
  readonly kind: "patch";
  readonly entry: Entry;
  readonly mask: Entry;
  readonly fast: Entry;
  readonly slow: Scope;
  readonly patched: Entry;
}

/** A loop. */
export interface Stage {
  readonly items: readonly Item[];
  /** Variables that begin as zeros. */
  readonly clears: readonly string[];
  /** It is passed over unless a lane of this variable is set. */
  readonly onlyIf: string | undefined;
}

/** In the units of the loop's variable, a power of 2. What several stages hand over, and what they read twice, stays in the first-level cache. */
export const STRETCH = 512;

/** A variable goes from 0 in steps up to an end above 0: once for each of the stages, one loop after the other. */
export interface Steps {
  readonly kind: "steps";
  readonly label: string;
  readonly variable: string;
  readonly step: number;
  readonly end: Entry;
  readonly inside: Scope;
  readonly stages: readonly Stage[];
  /** Variables for where a stretch of `STRETCH` begins and ends: all stages are gone through for one before the next. */
  readonly stretch: { readonly start: string; readonly end: string } | undefined;
}

export interface Scope {
  readonly parent: Scope | undefined;
  readonly depth: number;
  /** What stands in a branch is not computed unless the branch is taken. */
  readonly isBranch: boolean;
  readonly items: Item[];
  readonly known: Map<string, Entry>;
}

export interface Local {
  readonly name: string;
  readonly type: ValueType;
}

export const openScope = (parent: Scope | undefined, isBranch: boolean): Scope => ({
  parent,
  depth: parent === undefined ? 0 : parent.depth + 1,
  isBranch,
  items: [],
  known: new Map(),
});
