/** Progress bars on standard error, with what is left to wait; none where it is not a terminal. */

import { Presets, SingleBar } from "cli-progress";

export interface ProgressBar {
  /** `note` is shown behind the bar: the loss so far, say. */
  update(done: number, note: string): void;
  stop(): void;
}

const NONE: ProgressBar = { update: () => {}, stop: () => {} };

export function startProgress(label: string, total: number): ProgressBar {
  if (process.stderr.isTTY !== true) return NONE;
  const bar = new SingleBar(
    {
      format: `${label} {bar} {percentage}% | {eta_formatted} left | {note}`,
      stream: process.stderr,
      hideCursor: true,
      etaBuffer: 50,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0, { note: "" });
  return {
    update: (done, note) => bar.update(done, { note }),
    stop: () => bar.stop(),
  };
}

const MEGABYTE = 1e6;

/** For a transfer, in bytes; without a total, what has come is all that is shown. */
export function startByteProgress(label: string, total: number | undefined): ProgressBar {
  if (process.stderr.isTTY !== true) return NONE;
  const megabytes = (bytes: number): string => (bytes / MEGABYTE).toFixed(1);
  const bar = new SingleBar(
    {
      format:
        total === undefined
          ? `${label} | {done} MB`
          : `${label} {bar} {percentage}% | {done} of ${megabytes(total)} MB | {eta_formatted} left`,
      stream: process.stderr,
      hideCursor: true,
      etaBuffer: 50,
    },
    Presets.shades_classic,
  );
  bar.start(total ?? 0, 0, { done: megabytes(0) });
  return {
    update: (done) => bar.update(done, { done: megabytes(done) }),
    stop: () => bar.stop(),
  };
}
