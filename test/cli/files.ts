/** Programs that the tests of the command line write to disk, and what lies in a folder. */

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const GOOD = "loss ce(y: target, p: probs) = -sum(y * log(p))\n";
export const WARNS = "loss ce(y: target, p: probs, w: weight) = -sum(y * log(p))\n";
export const FAULTY = "loss ce(y: target, p: probs) = -sum(y * lgo(p))\n";
export const UNTIDY = "loss ce( y:target,p:probs )=-sum(y*log(p))";
export const SEVERAL = `${GOOD}loss brier(y: target, p: probs) = sum((p - y)^2)\n`;
export const WEIGHTED = "loss weighted(y: target, p: probs, w: weight; s = 1 in [0, 2]) = -w * s * sum(y * log(p))\n";

/** Writes a file, with the folders above it, and gives its path. */
export function put(folder: string, name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Every file under a folder, with its text. */
export function contents(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = names.filter((name) => statSync(join(folder, name)).isFile()).sort();
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}
