/**
 * Completes package-lock.json with the optional packages for other platforms: a registry that does not carry them leaves them out of the
 * lock, and `npm ci` then refuses it. Run after `npm install`.
 */

import { readFileSync, writeFileSync } from "node:fs";

interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface PackageLock {
  packages: Record<string, LockEntry>;
}

const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];

/** `@rollup/rollup-linux-x64-musl` runs on Linux, x64, with musl. */
function platformOf(name: string): { os: string[]; cpu: string[]; libc?: string[] } | undefined {
  const words = name.slice(name.lastIndexOf("/") + 1).split("-");
  const at = words.findIndex((word) => SYSTEMS.includes(word));
  const processor = words[at + 1];
  if (at < 0 || processor === undefined) return undefined;
  const libc = words.slice(at + 2).join("-");
  const platform = { os: [words[at]], cpu: [processor] };
  if (libc.startsWith("musl")) return { ...platform, libc: ["musl"] };
  return libc.startsWith("gnu") && words[at] === "linux" ? { ...platform, libc: ["glibc"] } : platform;
}

const path = process.argv[2] ?? "package-lock.json";
const lock = JSON.parse(readFileSync(path, "utf8")) as PackageLock;
let added = 0;
for (const entry of Object.values({ ...lock.packages })) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    const platform = platformOf(name);
    if (lock.packages[key] !== undefined || platform === undefined || !/^\d+\.\d+\.\d+\S*$/.test(version)) continue;
    lock.packages[key] = { version, ...platform, ...(entry.dev ? { dev: true } : {}), optional: true } as LockEntry;
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} packages added to ${path}\n`);
