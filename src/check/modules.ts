/** From a file's declarations, and through its imports those of other files, to what each file-level name stands for. */

import { error, quoted } from "../diagnostics/diagnostic.ts";
import type { ImportDeclaration, Program } from "../syntax/ast.ts";
import { parse } from "../syntax/parse.ts";
import { checkFunction, checkRecursion, markReducing } from "./functions.ts";
import { joinPath, type LoadSource, normalisePath, refusePath } from "./imports.ts";
import type { Callable, FunctionUnit, Sink } from "./scope.ts";
import { mayDeclare } from "./scope.ts";

/** What the files of one check share. */
export interface Session extends Sink {
  readonly load: LoadSource;
  /** By name; a file is read once, however many import it. `undefined` where it could not be read. */
  readonly files: Map<string, ReadonlyMap<string, Callable> | undefined>;
}

export const MAX_FILES = 256;

/** The names that a file declares or imports, its functions checked. */
export function declareAll(program: Program, path: readonly string[], session: Session): ReadonlyMap<string, Callable> {
  const { report } = session;
  const callables = new Map<string, Callable>();
  const units: FunctionUnit[] = [];
  for (const declaration of program.declarations) {
    if (declaration.kind === "import") {
      const found = followImport(declaration, path, session);
      for (const name of declaration.names) {
        const callable = found === undefined ? undefined : importedName(name, declaration, found, session);
        if (mayDeclare(name, callables.get(name.name)?.declared, report)) {
          callables.set(name.name, callable ?? { kind: "unknown", declared: name.span });
        }
      }
      continue;
    }
    const { name } = declaration;
    const unit = declaration.kind === "fn" ? { declaration, callables, broken: false, reduces: false } : undefined;
    if (unit !== undefined) units.push(unit);
    if (!mayDeclare(name, callables.get(name.name)?.declared, report)) continue;
    const declared = name.span;
    callables.set(name.name, unit ? { kind: "fn", unit, declared, imported: false } : { kind: "loss", declared });
  }
  for (const unit of units) checkFunction(unit, session);
  markReducing(units);
  checkRecursion(units, report);
  return callables;
}

/** The names of the file that an import names; nothing after reporting why not, or silently where that has been done. */
function followImport(
  declaration: ImportDeclaration,
  path: readonly string[],
  session: Session,
): ReadonlyMap<string, Callable> | undefined {
  const { pathSpan } = declaration;
  const { report, files } = session;
  const refused = refusePath(declaration.path);
  if (refused !== undefined) {
    // A missing path has been diagnosed by the parser.
    const hint = "name a file relative to this one, as in `./lib.loss`";
    if (declaration.path !== "") report(error("import-path", pathSpan, refused, { hint }));
    return undefined;
  }
  const from = path[path.length - 1];
  const name = joinPath(from, declaration.path);
  const start = path.indexOf(name);
  if (start >= 0) {
    const chain = [...path.slice(start), name].map(quoted);
    const shown = chain.length > 8 ? [...chain.slice(0, 4), "…", ...chain.slice(-3)] : chain;
    report(error("import-cycle", pathSpan, shown.join(" imports "), { hint: "move what they share into a third file" }));
    return undefined;
  }
  if (files.has(name)) return files.get(name);
  if (files.size >= MAX_FILES) {
    report(error("program-too-large", pathSpan, `this is one file more than the ${MAX_FILES} that a program may have`));
    return undefined;
  }
  const file = session.load(name, from);
  if (file === undefined) {
    files.set(name, undefined);
    report(error("import-not-found", pathSpan, `there is no file ${quoted(name)}`));
    return undefined;
  }
  files.set(name, undefined);
  const parsed = parse(file);
  for (const diagnostic of parsed.diagnostics) report(diagnostic);
  // After a syntax error, "never used" may only mean that the use was not understood.
  const faulty = parsed.diagnostics.some(({ severity }) => severity === "error");
  const quiet: Session = faulty ? { ...session, report: (d) => d.severity === "error" && report(d) } : session;
  const callables = declareAll(parsed.program, [...path, name], quiet);
  files.set(name, callables);
  return callables;
}

function importedName(
  name: ImportDeclaration["names"][number],
  declaration: ImportDeclaration,
  found: ReadonlyMap<string, Callable>,
  { report, suggest }: Sink,
): Callable | undefined {
  const callable = found.get(name.name);
  if (callable?.kind === "fn" && !callable.imported) return { ...callable, declared: name.span, imported: true };
  if (callable?.kind === "unknown") return undefined;
  const functions = [...found].filter(([, known]) => known.kind === "fn" && !known.imported).map(([known]) => known);
  const loss = callable?.kind === "loss";
  const text = callable === undefined ? "declares no function" : loss ? "declares a loss" : "itself only imports";
  const hint = loss ? "only functions can be imported; declare it with `fn`" : callable ? "import it from the file that declares it" : suggest(name.name, functions);
  report(error("import-unknown-name", name.span, `${quoted(declaration.path)} ${text} ${quoted(name.name)}`, { hint }));
  return undefined;
}

/** The name under which a file's own imports would find it. */
export function fileKey(program: Program): string {
  return normalisePath(program.span.file.name);
}
