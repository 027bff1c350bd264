/** Ctrl-C and SIGTERM go in; a signal that ends the work, and the exit code of it, come out. */

import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

export class Interrupted extends Error {
  override readonly name = "Interrupted";
  /** 128 and the signal's number, as shells have it. */
  readonly exitCode: number;
  constructor(signal: NodeJS.Signals) {
    super(signal === "SIGINT" ? "stopped by Ctrl-C" : `stopped by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/** The first of the signals aborts, the second ends the process at once. */
export function listenForInterrupts(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const hear = (name: NodeJS.Signals): void => {
    const interrupted = new Interrupted(name);
    if (controller.signal.aborted) process.exit(interrupted.exitCode);
    controller.abort(interrupted);
  };
  for (const name of SIGNALS) process.on(name, hear);
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of SIGNALS) process.off(name, hear);
    },
  };
}
