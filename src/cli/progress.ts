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
