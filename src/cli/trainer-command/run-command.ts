/** A command line goes in; its lines come out as they are printed, and in the end how it ended. */

import { spawn } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

export interface CommandOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** Gets everything that the command prints. */
  readonly logFile: string;
  /** Seconds after which it is killed, with all that it has started. */
  readonly timeLimit: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** Lines of standard output. */
  readonly onLine: (line: string) => void;
}

export type CommandEnd = {
  /** The end of what it wrote on standard error. */
  readonly complaint: string;
} & (
  | { readonly how: "exit"; readonly code: number }
  | { readonly how: "signal"; readonly signal: string }
  | { readonly how: "time-limit" }
  | { readonly how: "no-shell"; readonly reason: string }
);

const COMPLAINT = 4_000;
/** What is longer is no line of ours. */
const LONGEST_LINE = 1_000_000;
/** Milliseconds for output that is still on its way when the command has ended. */
const LINGER = 1_000;

/**
 * Runs before the command: when this end of file descriptor 3 is closed, as it is at the latest when lossc is gone, the
 * command and all that it has started are killed. The command gets a shell of its own, which knows nothing of it.
 */
const GUARD = '{ read -r _ <&3; kill -KILL 0; } >/dev/null 2>&1 & exec 3<&-; exec sh -c "$1"';

/** Rejects with the signal's reason after an abort. */
export function runCommand(commandLine: string, options: CommandOptions): Promise<CommandEnd> {
  const { environment, logFile, timeLimit, signal, onLine } = options;
  signal?.throwIfAborted();
  const log = openSync(logFile, "w");
  // A session of its own: Ctrl-C in the terminal reaches lossc alone, and the group can be killed as one.
  const child = spawn("sh", ["-c", GUARD, "lossc", commandLine], {
    env: { ...process.env, ...environment },
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  let complaint = "";
  let timedOut = false;
  const { stdout, stderr } = child as unknown as { stdout: Readable; stderr: Readable };
  const lines = lineSplitter(onLine);
  stdout.on("data", (chunk: Buffer) => {
    writeSync(log, chunk);
    lines.push(chunk);
  });
  stderr.on("data", (chunk: Buffer) => {
    writeSync(log, chunk);
    complaint = `${complaint}${chunk}`.slice(-COMPLAINT);
  });
  child.stdio[3]?.on("error", () => {});

  const killAll = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // All of it has ended already.
    }
  };
  const timer =
    timeLimit === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          killAll();
        }, timeLimit * 1000);
  signal?.addEventListener("abort", killAll, { once: true });

  return new Promise<CommandEnd>((resolve) => {
    child.once("error", (error) => resolve({ how: "no-shell", reason: error.message, complaint }));
    child.once("exit", () => {
      clearTimeout(timer);
      // What it has left running in the background would keep its output open.
      killAll();
      setTimeout(() => {
        stdout.destroy();
        stderr.destroy();
      }, LINGER).unref();
    });
    child.once("close", (code, by) => {
      lines.end();
      if (timedOut) resolve({ how: "time-limit", complaint });
      else if (by !== null) resolve({ how: "signal", signal: by, complaint });
      else resolve({ how: "exit", code: code ?? 0, complaint });
    });
  }).finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", killAll);
    child.stdio[3]?.destroy();
    closeSync(log);
    signal?.throwIfAborted();
  });
}

function lineSplitter(onLine: (line: string) => void): { push(chunk: Buffer): void; end(): void } {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  let tooLong = false;
  const push = (text: string): void => {
    const lines = `${rest}${text}`.split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      if (!tooLong) onLine(line);
      tooLong = false;
    }
    if (rest.length > LONGEST_LINE) [rest, tooLong] = ["", true];
  };
  return {
    push: (chunk) => push(decoder.write(chunk)),
    end: () => {
      push(decoder.end());
      if (rest !== "" && !tooLong) onLine(rest);
    },
  };
}
