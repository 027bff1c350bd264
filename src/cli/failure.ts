/** How a command ends early: a message for the user and the exit code that goes with its cause. */

/** 0 fine, 1 the input is at fault, 2 wrong usage, 70 a bug in lossc. */
export const EXIT = { ok: 0, input: 1, usage: 2, bug: 70 } as const;

/** Ends the command with a message; no stack trace reaches the user. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly exitCode: number;
  readonly hint: string | undefined;
  constructor(exitCode: number, message: string, hint?: string) {
    super(message);
    this.exitCode = exitCode;
    this.hint = hint;
  }
}

export const inputFailure = (message: string, hint?: string): Failure => new Failure(EXIT.input, message, hint);
export const usageFailure = (message: string, hint?: string): Failure => new Failure(EXIT.usage, message, hint);

/** Thrown when diagnostics have been shown already and only the exit code is left to give. */
export class Reported extends Error {
  override readonly name = "Reported";
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "no such file or folder"],
  ["EACCES", "permission denied"],
  ["EPERM", "permission denied"],
  ["EISDIR", "it is a folder"],
  ["ENOTDIR", "a part of its path is not a folder"],
  ["ENOSPC", "the disk is full"],
  ["EDQUOT", "the disk quota is used up"],
  ["EFBIG", "the file would become larger than is allowed"],
  ["EROFS", "the file system is read-only"],
  ["ENAMETOOLONG", "its name is too long"],
  ["ELOOP", "too many symbolic links"],
]);

/** What the operating system says, in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return REASONS.get(code) ?? (error instanceof Error ? error.message : String(error));
}
