/**
 * A contender in a Node process of its own. What one contender does to the heap, to inline caches and to the types that V8 has seen must not
 * slow another one down. The parent asks for one sample at a time, so processes still take turns.
 */

import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

type Request<Spec> =
  | { readonly kind: "prepare"; readonly spec: Spec }
  | { readonly kind: "time"; readonly iterations: number };

type Reply =
  | { readonly kind: "prepared"; readonly answer: unknown }
  | { readonly kind: "timed"; readonly nanoseconds: number }
  | { readonly kind: "failed"; readonly reason: string };

export interface Prepared<Answer> {
  /** What the contender computes, for comparison with the others. */
  readonly answer: Answer;
  /** A promise is waited for. */
  run(): unknown;
}

/** The worker's side: answers until the parent goes away. */
export function serve<Spec, Answer>(prepare: (spec: Spec) => Prepared<Answer> | Promise<Prepared<Answer>>): void {
  let run: Prepared<Answer>["run"] = () => {};

  async function reply(request: Request<Spec>): Promise<Reply> {
    if (request.kind === "prepare") {
      const prepared = await prepare(request.spec);
      run = prepared.run;
      return { kind: "prepared", answer: prepared.answer };
    }
    const work = run;
    const start = process.hrtime.bigint();
    for (let i = 0; i < request.iterations; i++) {
      const pending = work();
      if (pending instanceof Promise) await pending;
    }
    return { kind: "timed", nanoseconds: Number(process.hrtime.bigint() - start) };
  }

  process.on("message", (request: Request<Spec>) => {
    reply(request)
      .catch(
        (error: unknown): Reply => ({ kind: "failed", reason: error instanceof Error ? error.message : "unknown" }),
      )
      .then((message) => process.send?.(message));
  });
  process.on("disconnect", () => process.exit(0));
}

/** Where a contender computes: it is told what, and then timed. */
export interface Worker<Spec, Answer> {
  prepare(spec: Spec): Promise<Answer>;
  time(iterations: number): Promise<number>;
  stop(): void;
}

/** The parent's side. `file` calls `serve`. */
export function startWorker<Spec, Answer>(file: URL): Worker<Spec, Answer> {
  const child = fork(fileURLToPath(file), { stdio: ["ignore", "ignore", "ignore", "ipc"] });

  function ask(request: Request<Spec>): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`its process ended with ${code ?? "a signal"}`));
      child.once("exit", ended);
      child.once("message", (reply: Reply) => {
        child.off("exit", ended);
        if (reply.kind === "failed") reject(new Error(reply.reason));
        else resolve(reply);
      });
      child.send(request, (error) => {
        if (error !== null) reject(error);
      });
    });
  }

  return {
    async prepare(spec) {
      const reply = await ask({ kind: "prepare", spec });
      if (reply.kind !== "prepared") throw new Error(`unexpected reply ${reply.kind}`);
      return reply.answer as Answer;
    },
    async time(iterations) {
      const reply = await ask({ kind: "time", iterations });
      if (reply.kind !== "timed") throw new Error(`unexpected reply ${reply.kind}`);
      return reply.nanoseconds;
    },
    stop: () => {
      if (child.connected) child.disconnect();
    },
  };
}
