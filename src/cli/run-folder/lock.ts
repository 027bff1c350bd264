/** A folder goes in; it is ours until the lock is released or this process is gone. */

import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { inputFailure, reasonOf } from "../failure.ts";

export const LOCK_FILE = "lock";

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When the process began, by the system's own count: a number that is used again belongs to another process. */
  readonly began: string | null;
}

/** @throws Failure while a living process holds the folder. */
export function lockFolder(folder: string): () => void {
  const path = join(folder, LOCK_FILE);
  const mine: Owner = { pid: process.pid, host: hostname(), began: beginOf(process.pid) };
  const text = `${JSON.stringify(mine)}\n`;
  // A link appears at once and with its content, and only where there is none.
  const draft = join(folder, `.${randomUUID()}.lossc.tmp`);
  try {
    writeFileSync(draft, text, { flag: "wx" });
    while (!tryLink(draft, path)) takeAway(path);
  } catch (error) {
    if (error instanceof Error && "code" in error) throw inputFailure(`cannot lock ${folder}: ${reasonOf(error)}`);
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (readOr(path) === text) rmSync(path, { force: true });
  };
}

/** Whether a living process is at work in the folder, as far as can be told from this machine. */
export function isLocked(folder: string): boolean {
  const text = readOr(join(folder, LOCK_FILE));
  const owner = text === undefined ? undefined : ownerOf(text);
  return owner !== undefined && (owner.host !== hostname() || isAlive(owner));
}

function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Removes the lock of a process that is gone. @throws Failure if it lives. */
function takeAway(path: string): void {
  const text = readOr(path);
  if (text === undefined) return;
  const owner = ownerOf(text);
  if (owner !== undefined && owner.host !== hostname()) {
    throw inputFailure(
      `${path} is held by process ${owner.pid} of the machine ${owner.host}`,
      "if that process is gone, delete the file",
    );
  }
  if (owner !== undefined && isAlive(owner)) {
    throw inputFailure(`another lossc (process ${owner.pid}) is at work in this folder: ${path}`);
  }
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  // Another process may have been faster, and this the lock it has just made: then it goes back.
  if (readOr(aside) !== text) tryLink(aside, path);
  rmSync(aside, { force: true });
}

function readOr(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Nothing for a text that no lossc has written, or only in part. */
function ownerOf(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Owner;
    return Number.isInteger(owner.pid) && typeof owner.host === "string" ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, began }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const now = beginOf(pid);
  return began === null || now === null || now === began;
}

/** Field 22 of Linux's /proc/PID/stat, counted after the command's name in parentheses; nothing elsewhere. */
function beginOf(pid: number): string | null {
  const stat = readOr(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}
