/** What the passes of an example, or of four at once, have in common. */

import type { Block } from "./block.ts";
import type { KernelSpec, Signature } from "./kernel.ts";
import type { LabelledPlaces } from "./labelled-vectors.ts";
import type { Layout, SpareRows } from "./layout.ts";
import type { Scopes } from "./scopes.ts";

export interface PassContext {
  readonly spec: KernelSpec;
  readonly signature: Signature;
  readonly scopes: Scopes;
  /** The examples'. */
  readonly block: Block;
  readonly layout: Layout;
  readonly spare: SpareRows;
  /** For rows of labels. */
  readonly labelled: LabelledPlaces | undefined;
}
