/** The name of a data set, or a folder with one, goes in; its shape comes out, and the examples of its training part when they are asked for. */

import type { Dataset } from "./dataset.ts";
import { type DatasetAbout, findParts } from "./parts.ts";

export { isFolder } from "./parts.ts";

/** It has no test part: `test-part.ts` opens that, for `lossc transfer` alone. */
export interface DatasetSource extends DatasetAbout {
  /** Reads the training files, once. */
  train(): Dataset;
}

/** `folders` are searched in their order for a folder of the name. @throws DatasetError */
export async function openDataset(
  nameOrFolder: string,
  options: { readonly folders: readonly string[] },
): Promise<DatasetSource> {
  const { about, read } = await findParts(nameOrFolder, options);
  let made: Dataset | undefined;
  return {
    ...about,
    train: () => {
      made ??= read("train");
      return made;
    },
  };
}
