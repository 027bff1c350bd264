/** Rewrites what docs/errors.md says lossc prints: run with `npx tsx tools/errors.ts`, then read the difference. */

import { readFileSync, writeFileSync } from "node:fs";
import { bless } from "./errors-document.ts";

const page = new URL("../docs/errors.md", import.meta.url);
writeFileSync(page, bless(readFileSync(page, "utf8")));
