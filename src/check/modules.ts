/** From a file's declarations, and through its imports those of other files, to what each file-level name stands for. */

import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { error, quoted } from "../diagnostics/diagnostic.ts";
import type { ImportDeclaration, Program } from "../syntax/ast.ts";
import { parse } from "../syntax/parse.ts";
import { type Territories, territoriesOf } from "./echoes.ts";
import { checkFunction, checkRecursion, markReducing } from "./functions.ts";
import { joinPath, type LoadSource, refusePath } from "./imports.ts";
import { type Callable, type FunctionUnit, functionNames, mayDeclare, type Sink } from "./scope.ts";

/** What the files of one check share. */
export interface Session extends Sink {
  readonly load: LoadSource;
  /** By name; a file is read once, however many import it. `undefined` where it could not be read. */
  readonly files: Map<string, ImportedFile | undefined>;
}

interface ImportedFile {
  readonly callables: ReadonlyMap<string, Callable>;
  /** Not so where a syntax error may hide functions. */
  readonly complete: boolean;
}

export const MAX_FILES = 256;

/** The names that a file declares or imports, its functions checked; `path` leads to it through those that import it. */
export function declareAll(
  program: Program,
  path: readonly string[],
  { isFaulty }: Territories,
  session: Session,
): ReadonlyMap<string, Callable> {
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
    const declared = name.span;
    const free = mayDeclare(name, callables.get(name.name)?.declared, report);
    if (declaration.kind === "loss") {
      if (free) callables.set(name.name, { kind: "loss", declaration, declared });
      continue;
    }
    const unit = { declaration, callables, broken: isFaulty(declaration), reduces: false };
    units.push(unit);
    if (free) callables.set(name.name, { kind: "fn", unit, declared, imported: false });
  }
  for (const unit of units) checkFunction(unit, session);
  markReducing(units);
  checkRecursion(units, report);
  return callables;
}

/** What the file that an import names declares; nothing after reporting why not, or silently where that has been done. */
function followImport(
  declaration: ImportDeclaration,
  path: readonly string[],
  session: Session,
): ImportedFile | undefined {
  const { pathSpan } = declaration;
  const { report, files } = session;
  const refused = refusePath(declaration.path);
  if (refused !== undefined) {
    const hint = "name a file relative to this one, as in `./lib.loss`";
    // A path that is not there at all has been diagnosed by the parser.
    if (pathSpan.end > pathSpan.start) report(error("import-path", pathSpan, refused, { hint }));
    return undefined;
  }
  const from = path[path.length - 1];
  const name = joinPath(from, declaration.path);
  const start = path.indexOf(name);
  if (start >= 0) {
    const chain = [...path.slice(start), name].map(quoted);
    const shown = chain.length > 8 ? [...chain.slice(0, 4), "…", ...chain.slice(-3)] : chain;
    report(
      error("import-cycle", pathSpan, shown.join(" imports "), { hint: "move what they share into a third file" }),
    );
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
  const territories = territoriesOf(parsed.program, parsed.diagnostics);
  const found: Diagnostic[] = [];
  const own: Session = { ...session, report: (diagnostic) => found.push(diagnostic) };
  const callables = declareAll(parsed.program, [...path, name], territories, own);
  for (const diagnostic of [...parsed.diagnostics, ...territories.withoutEchoes(found)]) report(diagnostic);
  const imported = { callables, complete: !territories.callablesLost };
  files.set(name, imported);
  return imported;
}

function importedName(
  name: ImportDeclaration["names"][number],
  declaration: ImportDeclaration,
  { callables, complete }: ImportedFile,
  { report, suggest }: Sink,
): Callable | undefined {
  const callable = callables.get(name.name);
  if (callable?.kind === "fn" && !callable.imported) return { ...callable, declared: name.span, imported: true };
  if (callable?.kind === "unknown" || (callable === undefined && !complete)) return undefined;
  const loss = callable?.kind === "loss";
  const text = callable === undefined ? "declares no function" : loss ? "declares a loss" : "itself only imports";
  const hint = loss
    ? "only functions can be imported; declare it with `fn`"
    : callable
      ? "import it from the file that declares it"
      : suggest(name.name, () => functionNames(callables));
  report(error("import-unknown-name", name.span, `${quoted(declaration.path)} ${text} ${quoted(name.name)}`, { hint }));
  return undefined;
}
