/** From the path of an import and the name of the file it stands in to the name of the file meant; no file is touched here. */

import type { SourceFile } from "../text/source-file.ts";

/** Gives the text of the file of that name, or nothing where there is none; `from` is the file that imports it. */
export type LoadSource = (name: string, from: string) => SourceFile | undefined;

/** Why a path is refused; `undefined` for one that may be followed. */
export function refusePath(path: string): string | undefined {
  if (path.includes("\0")) return "the path holds a NUL character";
  if (path.includes("\\")) return "the path holds a backslash";
  if (!path.startsWith("./") && !path.startsWith("../")) return "the path does not start with `./` or `../`";
  if (!path.endsWith(".loss")) return "the path does not end in `.loss`";
  return undefined;
}

/** `a/./b/../c` is `a/c`; leading `..` stay, except under `/`, which has no parent. */
export function normalisePath(path: string): string {
  const absolute = path.startsWith("/");
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment !== "..") segments.push(segment);
    else if (segments.length > 0 && segments.at(-1) !== "..") segments.pop();
    else if (!absolute) segments.push("..");
  }
  return (absolute ? "/" : "") + segments.join("/");
}

/** The file that a relative path names, seen from the file it is written in. */
export function joinPath(from: string, path: string): string {
  return normalisePath(`${from.slice(0, from.lastIndexOf("/") + 1)}${path}`);
}
