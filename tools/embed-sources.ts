/** The numeric functions and tensor forms in; the modules that hold their source text, for generated code to carry, out. */

import { readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Node, Project, type SourceFile, SyntaxKind } from "ts-morph";

interface Embedding {
  readonly folder: string;
  readonly output: string;
  readonly constant: string;
}

interface Declaration {
  readonly name: string;
  readonly source: string;
  readonly requires: readonly string[];
}

const ROOT = fileURLToPath(new URL("..", import.meta.url));

export const EMBEDDINGS: readonly Embedding[] = [
  {
    folder: "src/ops/special",
    output: "src/codegen/javascript/numeric-sources.generated.ts",
    constant: "NUMERIC_SOURCES",
  },
  {
    folder: "src/codegen/tfjs/tensor-forms",
    output: "src/codegen/tfjs/tensor-sources.generated.ts",
    constant: "TENSOR_SOURCES",
  },
];

/** The functions and constants of a file's top level. */
function topLevel(file: SourceFile): { name: string; node: Node }[] {
  return file.getStatements().flatMap((statement): { name: string; node: Node }[] => {
    if (Node.isImportDeclaration(statement)) return [];
    if (Node.isFunctionDeclaration(statement)) return [{ name: statement.getNameOrThrow(), node: statement }];
    if (Node.isVariableStatement(statement)) {
      const [declaration, ...others] = statement.getDeclarations();
      if (declaration !== undefined && others.length === 0) return [{ name: declaration.getName(), node: statement }];
    }
    throw new Error(`${file.getBaseName()}: cannot embed \`${statement.getText().slice(0, 40)}\``);
  });
}

/** The text without `export`, with the comment above it but not the one that opens the file. */
function sourceText(node: Node): string {
  const comment = Node.isJSDocable(node) ? node.getJsDocs().at(-1) : undefined;
  const text = node.getText().replace(/^export /, "");
  return comment === undefined || comment.getPos() === 0 ? text : `${comment.getText()}\n${text}`;
}

/** The embedded declarations that a declaration names; a local of the same name would be mistaken for one, so it is refused. */
function requirements(name: string, node: Node, embedded: ReadonlySet<string>): string[] {
  const found = new Set<string>();
  for (const identifier of node.getDescendantsOfKind(SyntaxKind.Identifier)) {
    const text = identifier.getText();
    if (text === name || !embedded.has(text)) continue;
    const parent = identifier.getParent();
    if (Node.isPropertyAccessExpression(parent) && parent.getNameNode() === identifier) continue;
    if (
      Node.isParameterDeclaration(parent) ||
      (Node.isVariableDeclaration(parent) && parent.getNameNode() === identifier)
    ) {
      throw new Error(`${name} declares a local ${text}, which is also an embedded declaration`);
    }
    found.add(text);
  }
  return [...found].sort();
}

export function declarationsOf(folder: string): Declaration[] {
  const project = new Project({ compilerOptions: { noResolve: true, noLib: true }, skipAddingFilesFromTsConfig: true });
  const names = readdirSync(`${ROOT}${folder}`)
    .filter((name) => name.endsWith(".ts"))
    .sort();
  const found = names.flatMap((name) => topLevel(project.addSourceFileAtPath(`${ROOT}${folder}/${name}`)));
  const embedded = new Set(found.map(({ name }) => name));
  return found.map(({ name, node }) => ({
    name,
    source: sourceText(node),
    requires: requirements(name, node, embedded),
  }));
}

export function render({ folder, constant }: Embedding): string {
  const entries = declarationsOf(folder).map(({ name, source, requires }) => {
    const escaped = source.replace(/[\\`]|\$\{/g, (match) => `\\${match}`);
    return `  ${name}: {\n    source: \`${escaped}\`,\n    requires: ${JSON.stringify(requires)},\n  },\n`;
  });
  return [
    `/** Source text of ${folder}, written by tools/embed-sources.ts; do not edit. */\n\n`,
    `export const ${constant}: Readonly<Record<string, { readonly source: string; readonly requires: readonly string[] }>> = {\n`,
    ...entries,
    "};\n",
  ].join("");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const embedding of EMBEDDINGS) writeFileSync(`${ROOT}${embedding.output}`, render(embedding));
}
