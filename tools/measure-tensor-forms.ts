/** The tensor forms in; a table of their largest relative errors on tfjs's cpu and wasm backends out. */

import { TENSOR_BACKENDS, useBackend } from "../test/support/tensor-backends.ts";
import { TENSOR_FORM_CASES, worstRelativeError } from "../test/support/tensor-form-cases.ts";

const worst = new Map<string, number>();
for (const backend of TENSOR_BACKENDS) {
  await useBackend(backend);
  for (const example of TENSOR_FORM_CASES) {
    for (const { label, points, floor } of example.intervals) {
      const against = floor > 0 ? ` (of max(|f|, ${floor}))` : "";
      const row = `\`${example.form.name}\` | ${`${label}${against}`.replaceAll("|", "\\|")}`;
      worst.set(row, Math.max(worst.get(row) ?? 0, worstRelativeError(example, points(200_000), floor).error));
    }
  }
}
console.log("| form | on | largest error |\n|---|---|---:|");
for (const [row, error] of worst) console.log(`| ${row} | ${error.toExponential(1)} |`);
