/** A loss and the files that it imports from go in; a program of that one loss comes out, its functions with it and no imports. */

import { joinPath, type LoadSource } from "../../check/imports.ts";
import type { Body, Expression, FunctionDeclaration, LossDeclaration, Program } from "../../syntax/ast.ts";
import { mapOperands } from "../../syntax/map-operands.ts";
import { parse } from "../../syntax/parse.ts";
import type { SourceFile } from "../../text/source-file.ts";

interface Module {
  readonly file: string;
  readonly functions: ReadonlyMap<string, FunctionDeclaration>;
  /** Where each imported name is declared. */
  readonly imported: ReadonlyMap<string, string>;
}

/** A function, and the module whose names its body uses. */
interface Found {
  readonly module: Module;
  readonly declaration: FunctionDeclaration;
}

/** For a file without mistakes. Functions that the loss does not need are left out; those of one name get others. */
export function selfContained(file: SourceFile, lossName: string, load: LoadSource): Program {
  const modules = new Map<string, Module>();
  const words = new Set<string>();

  const moduleOf = (source: SourceFile): Module => {
    const known = modules.get(source.name);
    if (known !== undefined) return known;
    for (const [word] of source.text.matchAll(/\w+/g)) words.add(word);
    const functions = new Map<string, FunctionDeclaration>();
    const imported = new Map<string, string>();
    for (const declaration of parse(source).program.declarations) {
      if (declaration.kind === "fn") functions.set(declaration.name.name, declaration);
      if (declaration.kind !== "import") continue;
      for (const { name } of declaration.names) imported.set(name, joinPath(source.name, declaration.path));
    }
    const module = { file: source.name, functions, imported };
    modules.set(source.name, module);
    return module;
  };

  const find = (name: string, from: Module): Found | undefined => {
    const own = from.functions.get(name);
    if (own !== undefined) return { module: from, declaration: own };
    const path = from.imported.get(name);
    const source = path === undefined ? undefined : load(path, from.file);
    if (source === undefined) return undefined;
    const module = moduleOf(source);
    const declaration = module.functions.get(name);
    return declaration && { module, declaration };
  };

  const main = moduleOf(file);
  const { declarations, span } = parse(file).program;
  const loss = declarations.find((one): one is LossDeclaration => one.kind === "loss" && one.name.name === lossName);
  if (loss === undefined) throw new Error(`${file.name} declares no loss ${lossName}`);

  /** The new name of each function that is needed, in the order in which they are declared anew. */
  const names = new Map<FunctionDeclaration, string>();
  const taken = new Set([lossName]);
  const kept: FunctionDeclaration[] = [];

  const keep = ({ module, declaration }: Found): string => {
    const known = names.get(declaration);
    if (known !== undefined) return known;
    const wanted = declaration.name.name;
    let name = wanted;
    for (let n = 2; taken.has(name) || (name !== wanted && words.has(name)); n++) name = `${wanted}_${n}`;
    taken.add(name);
    names.set(declaration, name);
    const body = rewriteBody(declaration.body, module);
    kept.push({ ...declaration, name: { ...declaration.name, name }, body });
    return name;
  };

  const rewriteBody = (body: Body, module: Module): Body => ({
    ...body,
    lets: body.lets.map((one) => ({ ...one, value: rewrite(one.value, module) })),
    result: rewrite(body.result, module),
  });

  const rewrite = (expression: Expression, module: Module): Expression => {
    // A function is kept before those that its arguments call, as a reader meets them.
    const found = expression.kind === "call" ? find(expression.callee.name, module) : undefined;
    const name = found === undefined ? undefined : keep(found);
    const rewritten = mapOperands(expression, (operand) => rewrite(operand, module));
    if (rewritten.kind !== "call" || name === undefined) return rewritten;
    return { ...rewritten, callee: { ...rewritten.callee, name } };
  };

  const body = rewriteBody(loss.body, main);
  return { declarations: [...kept, { ...loss, body }], span };
}
