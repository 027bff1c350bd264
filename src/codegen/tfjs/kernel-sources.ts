/** Sources of the functions that run a loss's kernels on tfjs's backends; generated modules bring them along. */

const ON_WASM = 'backendName === "wasm" && openKernel(backend) !== undefined';
const ON_EITHER = `
      (${ON_WASM}) ||
      (backendName === "webgpu" && "runWebGPUProgram" in backend)`;

/** Whether the current backend runs the kernel. */
export const READY = (hasGpu: boolean): string => `/** Whether a backend runs the kernel, by the backend. */
const ableBackends = new WeakMap<object, boolean>();

/** Whether the kernel runs on the current backend, where it is registered on first use. Gradients of gradients need tfjs's own ops. */
function isKernelHere(): boolean {
  if (tf.engine().state.gradientDepth > 1) return false;
  const backend: object = tf.backend();
  const backendName = tf.getBackend();
  let isAble = ableBackends.get(backend);
  if (isAble === undefined) {
    isAble =${hasGpu ? ON_EITHER : ` ${ON_WASM}`};
    ableBackends.set(backend, isAble);
  }
  if (isAble && tf.getKernel(KERNEL_NAME, backendName) === undefined) {
    const kernelFunc = ${hasGpu ? 'backendName === "wasm" ? runOnWasm : runOnGpu' : "runOnWasm"};
    tf.registerKernel({ kernelName: KERNEL_NAME, backendName, kernelFunc });
  }
  return isAble;
}`;

export const FUSED = `/** What a kernel is called with, beside its inputs. */
interface KernelCall {
  /** The loss's parameters. */
  readonly numbers: number[];
  /** By what the gradient is multiplied that comes with the losses; nothing where none is wanted. */
  readonly scale: number | undefined;
}

function callKernel(inputs: tf.NamedTensorMap, call: KernelCall): tf.Tensor[] {
  return tf.engine().runKernel(KERNEL_NAME, inputs, call as unknown as tf.NamedAttrMap);
}

/**
 * The losses of a batch by the kernel, with their gradient. On wasm it is computed together with the losses, for a mean over the batch;
 * on webgpu when it is asked for.
 */
function fused(prediction: tf.Tensor, inputs: tf.NamedTensorMap, numbers: number[]): tf.Tensor1D {
  const batch = prediction.shape[0];
  const isTogether = tf.getBackend() === "wasm";
  const scale = isTogether && tf.engine().isTapeOn() ? Math.fround(1 / batch) : undefined;
  const names = Object.keys(inputs);
  const operation = tf.customGrad((...given) => {
    const save = given[1] as (tensors: tf.Tensor[]) => void;
    const [losses, ...ahead] = callKernel(inputs, { numbers, scale });
    save(isTogether ? ahead : names.map((name) => inputs[name]));
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor => {
      if (scale === undefined) {
        const tensors = Object.fromEntries(names.map((name, i) => [name, saved[i]]));
        return callKernel({ ...tensors, dy }, { numbers, scale })[0];
      }
      if (dy.dataSync<"float32">().every((factor) => factor === scale)) return tf.reshape(saved[0], prediction.shape);
      return tf.mul(saved[0], tf.reshape(tf.div(dy, scale), [batch, 1]));
    };
    return { value: losses, gradFunc };
  });
  return operation(prediction) as tf.Tensor1D;
}`;

export interface WasmConstants {
  /** An object literal: the functions that the kernel imports. */
  readonly lanes: string;
  /** Floats for the kernel itself: JavaScript. */
  readonly scratch: string;
  /** How many inputs come before the results: the prediction, and the target if there is one. */
  readonly leading: number;
  readonly hasClasses: boolean;
  /** Whether the first input may be class indices, int32. */
  readonly hasLabels: boolean;
}

const FORMS_OF = (hasLabels: boolean): string =>
  (hasLabels ? ["dense", "labels"] : ["dense"]).map((form) => `"${form}" | "${form}Gradient"`).join(" | ");

export const WASM_KERNEL = ({
  lanes,
  scratch,
  leading,
  hasClasses,
  hasLabels,
}: WasmConstants): string => `/** What of tfjs's wasm backend is used; its package keeps some of it from its types. */
interface WasmBackend {
  readonly wasm: {
    readonly asm: { readonly memory: WebAssembly.Memory };${
      scratch === "0"
        ? ""
        : `
    _malloc(bytes: number): number;
    _free(pointer: number): void;`
    }
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
}

type OpenKernel = Readonly<Record<${FORMS_OF(hasLabels)}, (...values: number[]) => number>>;

const openKernels = new WeakMap<object, OpenKernel>();

/** The kernel over the memory of a backend; nothing where that has threads or is unknown, or the engine has no SIMD. */
function openKernel(backend: object): OpenKernel | undefined {
  let kernel = openKernels.get(backend);
  if (kernel === undefined) {
    const memory = (backend as Partial<WasmBackend>).wasm?.asm?.memory;
    if (!(memory instanceof WebAssembly.Memory && memory.buffer instanceof ArrayBuffer)) return undefined;
    const bytes = Uint8Array.from(atob(KERNEL), (character) => character.charCodeAt(0));
    if (!WebAssembly.validate(bytes)) return undefined;
    const lanes = ${lanes};
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory }, lanes });
    kernel = exports as unknown as OpenKernel;
    openKernels.set(backend, kernel);
  }
  return kernel;
}

/** The losses, and the gradient where it is wanted. */
function runOnWasm({ inputs, attrs, backend }: Parameters<tf.KernelFunc>[0]): tf.TensorInfo[] {
  const kernel = openKernel(backend);
  if (kernel === undefined) throw new Error(\`\${KERNEL_NAME} does not run on this backend\`);
  const host = backend as WasmBackend;
  const { numbers, scale } = attrs as unknown as KernelCall;
  const tensors = Object.values(inputs) as tf.TensorInfo[];
  const { shape } = tensors[${leading - 1}];
${
  hasClasses
    ? `  const classes = Math.max(...tensors.map((tensor) => tensor.shape[1]${hasLabels ? " ?? 1" : ""}));
`
    : ""
}  const results = [host.makeOutput([shape[0]], "float32")];
  if (scale !== undefined) results.unshift(host.makeOutput(shape, "float32"));
${
  scratch === "0"
    ? ""
    : `  const scratch = host.wasm._malloc(4 * (${scratch})) >>> 0;
  if (scratch === 0) throw new Error("the wasm backend is out of memory");
`
}  const addresses = [...tensors.slice(0, ${leading}), ...results, ...tensors.slice(${leading})].map(
    ({ dataId }) => host.dataIdMap.get(dataId).memoryOffset,
  );
  const extras = addresses.splice(${leading} + results.length);
${
  hasLabels
    ? `  const form = tensors[0].shape.length === 1 ? "labels" : "dense";
  const run = kernel[scale === undefined ? form : \`\${form}Gradient\` as const];
`
    : `  const run = scale === undefined ? kernel.dense : kernel.denseGradient;
`
}  run(...addresses, ${scratch === "0" ? "0" : "scratch"}, shape[0], ${hasClasses ? "classes" : "1"}, scale ?? 1, ...numbers, ...extras);
${scratch === "0" ? "" : "  host.wasm._free(scratch);\n"}  return results.reverse();
}`;

export const GPU_KERNEL = (leading: number): string => `/** What of tfjs's webgpu backend is used. */
interface GpuBackend {
  runWebGPUProgram(
    program: object,
    inputs: tf.TensorInfo[],
    dtype: tf.DataType,
    uniforms: { readonly type: string; readonly data: number[] }[],
  ): tf.TensorInfo;
}

const THREADS = 64;

/** [losses], or [gradient] where there is an input \`dy\`. */
function runOnGpu({ inputs, attrs, backend }: Parameters<tf.KernelFunc>[0]): tf.TensorInfo[] {
  const { numbers } = attrs as unknown as KernelCall;
  const wantsLosses = !("dy" in inputs);
  const tensors = Object.values(inputs) as tf.TensorInfo[];
  const { shape } = tensors[${leading - 1}];
  const batch = shape[0];
  const classes = Math.max(...tensors.map((tensor) => tensor.shape[1] ?? 1));
  // Long rows are shared by the threads of a workgroup.
  const threads = classes > 16 ? THREADS : 1;
  const kind = wantsLosses ? "losses" : "gradient";
  const program = {
    variableNames: tensors.map((_, i) => \`in\${i}\`),
    outputShape: wantsLosses ? [batch] : shape,
    workgroupSize: [THREADS, 1, 1],
    dispatchLayout: { x: wantsLosses ? [0] : [0, 1] },
    dispatch: [Math.ceil((batch * threads) / THREADS), 1, 1],
    uniforms: \`batch : i32, classes : i32, \${numbers.map((_, i) => \`n\${i} : f32, \`).join("")}\`,
    shaderKey: \`\${KERNEL_NAME} \${kind} \${threads}\`,
    getUserCode: () => \`const LANES = \${threads};\\n\${SHADERS[kind]}\`,
  };
  const integer = (value: number) => ({ type: "int32", data: [value] });
  const uniforms = [integer(batch), integer(classes), ...numbers.map((value) => ({ type: "float32", data: [value] }))];
  return [(backend as GpuBackend).runWebGPUProgram(program, tensors, "float32", uniforms)];
}`;
