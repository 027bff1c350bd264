/** Writes every file that is made from the parser and the operator registry. */

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { grammarFiles } from "./grammar-files.ts";

const root = new URL("../", import.meta.url);
for (const [path, text] of grammarFiles()) {
  writeFileSync(fileURLToPath(new URL(path, root)), text);
  console.log(path);
}
