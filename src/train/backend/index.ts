export {
  BACKEND_NAMES,
  BACKENDS,
  type Backend,
  type BackendName,
  type BackendReport,
  BackendUnavailable,
  bestBackend,
} from "./backends.ts";
export { registerConvGradients } from "./conv-gradients.ts";
export { registerTrainingKernels, unregisterTrainingKernels } from "./kernels/index.ts";
export { registerMatMul } from "./mat-mul.ts";
export { probeBackends, releaseBackends, useBackend } from "./use-backend.ts";
export { usePlainWasmBackend, useWasmBackend } from "./wasm.ts";
