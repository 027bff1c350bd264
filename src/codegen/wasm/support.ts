/** What generated modules bring along to run a kernel: its memory, the arrays in it, and how arguments get there and back. */

import { base64 } from "../kernel/binary.ts";

export interface WorkspaceShape {
  readonly arrays: readonly { readonly name: string; readonly length: string; readonly isInteger?: true }[];
  readonly hasClasses: boolean;
  /** JavaScript: floats for the kernel itself. */
  readonly scratch: string;
  /** An object literal: the functions that the kernel imports. */
  readonly lanes: string;
  readonly plain: Uint8Array;
  readonly relaxed: Uint8Array | undefined;
}

export function workspaceText({ arrays, hasClasses, scratch, lanes, plain, relaxed }: WorkspaceShape): string[] {
  const typeOf = (isInteger: true | undefined): string => (isInteger ? "Int32Array" : "Float32Array");
  const signature = hasClasses ? "batch: number, classes: number" : "batch: number";
  const members = arrays.map(({ name, isInteger }) => `  readonly ${name}: ${typeOf(isInteger)};`);
  const lengths = arrays.map(({ length }) => length);
  const made = arrays.map(({ name, isInteger }, i) => {
    const type = typeOf(isInteger);
    return `    ${name}: new ${type}(memory.buffer, places[${i}], lengths[${i}]),`;
  });
  const plainArrays = arrays.map(({ name, length, isInteger }) => `${name}: new ${typeOf(isInteger)}(${length})`);
  return [
    `/** Arrays for a call's arguments in memory of a kernel's own: what is passed in them need not be copied. */
export interface Workspace {
${members.join("\n")}
}`,
    `/** For batches of one size. Where there is no kernel they are ordinary arrays. */
export function allocate(${signature}): Workspace {
  if (kernel === undefined) return { ${plainArrays.join(", ")} };
  const space = createSpace(kernel, batch, ${hasClasses ? "classes" : "1"});
  spaces.set(space.grad.buffer, space);
  return space;
}`,
    `interface Space extends Workspace {
  readonly batch: number;
  readonly classes: number;
  /** Address of the kernel's own rows. */
  readonly scratch: number;
  readonly run: Readonly<Record<"dense" | "denseGradient" | "labels" | "labelsGradient", (...values: number[]) => number>>;
}`,
    `const spaces = new WeakMap<ArrayBufferLike, Space>();`,
    `let shared: Space | undefined;`,
    `function createSpace(module: WebAssembly.Module, batch: number, classes: number): Space {
  const lengths = [${lengths.join(", ")}];
  let end = 16;
  const places = [...lengths, ${scratch}].map((length) => {
    const place = end;
    end += Math.ceil(length / 4) * 16 + 16;
    return place;
  });
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / 65536) });
  const { exports } = new WebAssembly.Instance(module, { env: { memory }, lanes: ${lanes} });
  return {
${made.join("\n")}
    batch,
    classes,
    scratch: places[${arrays.length}],
    run: exports as unknown as Space["run"],
  };
}`,
    `/** The workspace that holds the prediction, or the one that calls share. */
function spaceOf(module: WebAssembly.Module, prediction: ArrayLike<number>, batch: number, classes: number): Space {
  const own = prediction instanceof Float32Array ? spaces.get(prediction.buffer) : undefined;
  if (own !== undefined && own.batch === batch && own.classes === classes) return own;
  if (shared === undefined || shared.batch !== batch || shared.classes !== classes) shared = createSpace(module, batch, classes);
  return shared;
}`,
    `const KERNEL =
  "${base64(plain)}";`,
    ...(relaxed === undefined ? [] : [`const RELAXED_KERNEL =\n  "${base64(relaxed)}";`]),
    `function compileKernel(...texts: string[]): WebAssembly.Module | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  for (const text of texts) {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    if (WebAssembly.validate(bytes)) return new WebAssembly.Module(bytes);
  }
  return undefined;
}`,
    `/** The first that the engine can run. */
const kernel = compileKernel(${relaxed === undefined ? "" : "RELAXED_KERNEL, "}KERNEL);`,
  ];
}

export const SUPPORT_OF_KERNELS: readonly string[] = [
  `/** Whether an array lies in the kernel's memory. Its own arrays are known at sight; asking an array for its memory costs more than a small batch. */
function isInside(place: Float32Array | Int32Array, values: ArrayLike<number>): values is Float32Array | Int32Array {
  if (values === place) return true;
  return values.constructor === place.constructor && (values as Float32Array).buffer === place.buffer;
}`,
  `/** The address of an argument, copied to its place unless it lies elsewhere in the kernel's memory. What the kernel writes over is not read there. */
function enter(place: Float32Array | Int32Array, values: ArrayLike<number>, { grad, losses }: Space): number {
  if (isInside(place, values)) {
    const { byteOffset, byteLength } = values;
    const isFree = (result: Float32Array): boolean =>
      byteOffset + byteLength <= result.byteOffset || result.byteOffset + result.byteLength <= byteOffset;
    if (values === place || (isFree(grad) && isFree(losses))) return byteOffset;
  }
  place.set(values);
  return place.byteOffset;
}`,
  `/** Copies a result out, unless it has been written where it belongs. */
function leave(place: Float32Array, values: Floats): void {
  if (values === place) return;
  if (Array.isArray(values)) for (let i = 0; i < place.length; i++) values[i] = place[i];
  else values.set(place);
}`,
];
