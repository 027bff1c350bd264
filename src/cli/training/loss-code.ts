/** A compiled loss goes in; the text that training processes run comes out, with kernels where the backend may run them. */

import { transpile } from "../../codegen/transpile.ts";
import type { CompiledLoss } from "../../pipeline/compile.ts";
import { prepareTarget } from "../../pipeline/targets.ts";

/** `auto` is one of the two on most machines. */
const WITH_KERNELS: ReadonlySet<string> = new Set(["auto", "wasm", "webgpu"]);

/** What `tfjsModule` gives; its file loads all of tfjs, which the training processes alone need. */
export async function trainingCode(loss: CompiledLoss, backend: string): Promise<string> {
  if (!WITH_KERNELS.has(backend)) return transpile(loss.emit("tfjs"));
  await prepareTarget("tfjs", { kernels: true });
  return transpile(textOf(loss));
}

/** A candidate of a search may be larger than a kernel can be. */
function textOf(loss: CompiledLoss): string {
  try {
    return loss.emit("tfjs", { kernels: true });
  } catch {
    return loss.emit("tfjs");
  }
}
