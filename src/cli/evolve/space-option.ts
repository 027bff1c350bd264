/** `--space`: a name or a file goes in, the space comes out, or everything that is wrong with the file. */

import { existsSync } from "node:fs";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { NLFS, parseSpace, type Space, TREE } from "../../search/space/index.ts";
import { Reported, usageFailure } from "../failure.ts";
import { readSource } from "../files.ts";
import { reportDiagnostics } from "../sources.ts";

const SPACES: Readonly<Record<string, Space>> = { nlfs: NLFS, tree: TREE };

/** @throws Failure for what is neither, Reported after the mistakes of a file are shown. */
export function readSpace(text: string, json: boolean): Space {
  if (Object.hasOwn(SPACES, text)) return SPACES[text]!;
  if (!existsSync(text)) {
    throw usageFailure(
      `--space: there is no space and no file ${JSON.stringify(text)}`,
      didYouMean(text, Object.keys(SPACES)) ?? `--space takes ${Object.keys(SPACES).join(", ")} or a file`,
    );
  }
  const { text: source, name } = readSource(text);
  const { space, diagnostics } = parseSpace(source, name);
  reportDiagnostics(diagnostics, { json });
  if (space === undefined) throw new Reported();
  return space;
}
