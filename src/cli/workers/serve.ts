/** The other end of a pool, inside a worker process: what to do with a job goes in; jobs are done as they come by. */

import { type FromWorker, plainError, type ToWorker } from "./messages.ts";

export type Work<Input, Update, Output> = (
  input: Input,
  options: { readonly onUpdate: (update: Update) => void; readonly signal: AbortSignal },
) => Promise<Output>;

/** Jobs come one at a time. A worker ends as soon as the process that started it is gone. */
export function serve<Input, Update, Output>(work: Work<Input, Update, Output>): void {
  let current: { readonly id: number; readonly stop: AbortController } | undefined;
  const tell = (message: FromWorker<Update, Output>): void => {
    // Nobody may be left to listen.
    process.send?.(message, undefined, undefined, () => {});
  };

  const run = async (id: number, input: Input): Promise<void> => {
    const stop = new AbortController();
    current = { id, stop };
    try {
      const output = await work(input, {
        onUpdate: (update) => tell({ kind: "update", id, update }),
        signal: stop.signal,
      });
      tell({ kind: "done", id, output });
    } catch (error) {
      tell({ kind: "failed", id, error: plainError(error) });
    }
  };

  process.on("message", (message) => {
    const order = message as ToWorker<Input>;
    if (order.kind === "run") void run(order.id, order.input);
    else if (current?.id === order.id) current.stop.abort();
  });
  process.on("disconnect", () => process.exit());
  // Ctrl-C reaches every process of the terminal; the one that started this decides what it means.
  process.on("SIGINT", () => {});
}
