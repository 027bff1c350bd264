/** The side of `@cortex-js/compute-engine` in the front-end benchmark: from LaTeX or MathJSON to a simplified derivative. */

import { serve } from "../worker.ts";
import { type Expression, POINT } from "./expressions.ts";

interface Spec {
  readonly expression: Expression;
  readonly notation: "latex" | "mathJson";
}

serve(async ({ expression, notation }: Spec) => {
  const { ComputeEngine } = await import("@cortex-js/compute-engine");
  const engine = new ComputeEngine();
  const read = () =>
    notation === "latex"
      ? engine.parse(expression.latex)
      : engine.box(expression.mathJson as Parameters<typeof engine.box>[0]);
  const gradient = () => engine.function("D", [read(), "p"]).evaluate().simplify();
  return {
    answer: gradient().subs(POINT).N().re,
    run: () => {
      gradient();
    },
  };
});
