/** mathjs's side of the front-end benchmark: parse, and `derivative`, which simplifies. */

import { derivative, parse } from "mathjs";
import { serve } from "../worker.ts";
import { type Expression, POINT } from "./expressions.ts";

serve(({ expression: { text } }: { expression: Expression }) => ({
  answer: Number(derivative(parse(text), "p").evaluate({ ...POINT })),
  run: () => {
    derivative(parse(text), "p");
  },
}));
