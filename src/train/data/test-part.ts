/**
 * The name of a data set, or a folder with one, goes in; its test part comes out. This is the only way to it.
 *
 * A result on examples that something was chosen by proves nothing, so these are read by `lossc transfer` alone, after the last step of a training:
 * test/support/layers.ts lists who may import this file, and the tests fail for all others.
 */

import type { Dataset } from "./dataset.ts";
import { findParts } from "./parts.ts";

/** Reads the files to test on; a set without them gives a fifth of each class of its examples, always the same, which its training part lacks. */
export async function openTestPart(
  nameOrFolder: string,
  options: { readonly folders: readonly string[] },
): Promise<Dataset> {
  return (await findParts(nameOrFolder, options)).read("test");
}
