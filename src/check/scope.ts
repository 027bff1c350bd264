/** The names that one body sees: what each stands for, whether it was used, and which names nobody may declare. */

import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { error, quoted } from "../diagnostics/diagnostic.ts";
import { CONSTANTS, isCallable, isReduction } from "../ops/index.ts";
import type { FunctionDeclaration, Identifier, LossDeclaration } from "../syntax/ast.ts";
import type { Span } from "../text/source-file.ts";
import type { CheckedExpression } from "./checked.ts";

export type Report = (diagnostic: Diagnostic) => void;

/** Where mistakes go, for every file and declaration of one check. */
export interface Sink {
  readonly report: Report;
  /** A hint that names what was probably meant; nothing once many have been given. */
  readonly suggest: (name: string, candidates: () => Iterable<string>) => string | undefined;
}

export type Role = "input" | "parameter" | "let";

/** A declared name. Without `refer` its declaration was at fault: uses of it are silent and give nothing. */
export interface Binding {
  readonly role: Role;
  readonly declared: Span;
  readonly refer: ((span: Span) => CheckedExpression) | undefined;
  used: boolean;
}

/** A helper function together with the file-level names that its body sees. */
export interface FunctionUnit {
  readonly declaration: FunctionDeclaration;
  readonly callables: ReadonlyMap<string, Callable>;
  /** Diagnosed already, or recursive: calls of it are silent and give nothing. */
  broken: boolean;
  /** Whether it reduces over classes, itself or in a function that it calls. */
  reduces: boolean;
}

/** What a file-level name stands for; `unknown` is an import that failed, which has been diagnosed. */
export type Callable =
  | { readonly kind: "fn"; readonly unit: FunctionUnit; readonly declared: Span; readonly imported: boolean }
  | { readonly kind: "loss"; readonly declaration: LossDeclaration; readonly declared: Span }
  | { readonly kind: "unknown"; readonly declared: Span };

/** The functions among file-level names. */
export function functionNames(callables: ReadonlyMap<string, Callable>): readonly string[] {
  return [...callables].filter(([, callable]) => callable.kind === "fn").map(([name]) => name);
}

const KEYWORDS: ReadonlySet<string> = new Set([
  "loss",
  "fn",
  "let",
  "return",
  "if",
  "then",
  "else",
  "import",
  "from",
  "in",
]);

/** What a name means to the language itself, in words; `undefined` where programs may declare it. */
export function reservedAs(name: string): string | undefined {
  if (CONSTANTS.has(name)) return "a constant";
  if (isCallable(name) || isReduction(name)) return "an operator";
  return KEYWORDS.has(name) ? "a keyword" : undefined;
}

/** Whether a new declaration may take the name; reports why not. */
export function mayDeclare(name: Identifier, earlier: Span | undefined, report: Report): boolean {
  const reserved = reservedAs(name.name);
  if (reserved !== undefined) {
    report(
      error("reserved-name", name.span, `${quoted(name.name)} is ${reserved} of the language`, {
        hint: "choose another name",
      }),
    );
    return false;
  }
  if (earlier !== undefined) {
    const also = [{ span: earlier, text: "first declared here" }];
    report(
      error("duplicate-name", name.span, `${quoted(name.name)} is declared already`, {
        also,
        hint: "choose another name",
      }),
    );
    return false;
  }
  return true;
}

/** Adds a name to a body's scope. A name refused because it is reserved is still bound, so that its uses stay silent. */
export function declare(
  names: Map<string, Binding>,
  name: Identifier,
  role: Role,
  refer: Binding["refer"],
  report: Report,
): void {
  const earlier = names.get(name.name);
  const allowed = mayDeclare(name, earlier?.declared, report);
  if (earlier === undefined)
    names.set(name.name, { role, declared: name.span, refer: allowed ? refer : undefined, used: false });
}
