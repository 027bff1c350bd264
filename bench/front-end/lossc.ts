/** lossc's side of the front-end benchmark: from text to checked, simplified and differentiated. */

import { pathToFileURL } from "node:url";
import type * as Lossc from "../../src/index.ts";
import { serve } from "../worker.ts";
import { type Expression, POINT, parametersIn } from "./expressions.ts";

/** `bundle`: the library as plain JavaScript, as users run it, free of what tsx adds to a function. */
serve(async ({ expression: { text }, bundle }: { expression: Expression; bundle: string }) => {
  const { compile } = (await import(pathToFileURL(bundle).href)) as typeof Lossc;
  const parameters = parametersIn(text).map((name) => `${name} = ${POINT[name]}`);
  const source = `loss bench(y: value, p: value${parameters.length > 0 ? `; ${parameters.join(", ")}` : ""}) = ${text}`;
  const errors = compile(source).diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors[0].labels[0].text);
  const [loss] = compile(source).losses;
  return {
    answer: loss.lossAndGrad([POINT.y], [POINT.p]).grad[0],
    run: () => {
      compile(source).losses[0].derive();
    },
  };
});
