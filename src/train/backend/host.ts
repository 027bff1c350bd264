/** Names of packages and modules go in; what the host, Node or a browser, has of them comes out. No import is Node's own. */

/** An optional package, as it is installed beside lossc. */
export interface InstalledPackage {
  readonly version: string;
  /** Whether the package has this file. */
  readonly has: (path: string) => boolean;
}

type Require = ReturnType<typeof import("node:module").createRequire>;

/** Node's version, `[20, 19, 0]` say; nothing in a browser. */
export function nodeVersion(): readonly number[] | undefined {
  return isNode() ? process.versions.node.split(".").map(Number) : undefined;
}

/** The environment's variables; none in a browser. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return isNode() ? process.env : {};
}

export const isLinux = (): boolean => isNode() && process.platform === "linux";

/** The names of a folder's files; none if it cannot be read. */
export function filesIn(folder: string): readonly string[] {
  try {
    return nodeModule("node:fs")?.readdirSync(folder) ?? [];
  } catch {
    return [];
  }
}

/** Finds a package without loading it; `from` is the file that would import it. */
export function findPackage(name: string, from: string = import.meta.url): InstalledPackage | undefined {
  const require = nodeModule("node:module")?.createRequire(from);
  if (require === undefined || !resolves(require, `${name}/package.json`)) return undefined;
  const { version } = require(`${name}/package.json`) as { version: string };
  return { version, has: (path) => resolves(require, `${name}/${path}`) };
}

/** The name is a variable, so that neither TypeScript nor a bundler looks for a package that may not be there. */
export async function importPackage(name: string): Promise<Readonly<Record<string, unknown>>> {
  return import(/* @vite-ignore */ name);
}

function resolves(require: Require, path: string): boolean {
  try {
    require.resolve(path);
    return true;
  } catch {
    return false;
  }
}

const isNode = (): boolean => typeof process !== "undefined" && process.versions?.node !== undefined;

/** A module of Node's own without an import, on which a bundler for browsers would stumble. */
function nodeModule<Name extends "node:fs" | "node:module">(
  name: Name,
): ReturnType<typeof process.getBuiltinModule<Name>> | undefined {
  return isNode() ? process.getBuiltinModule(name) : undefined;
}
