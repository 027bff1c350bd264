export { registerConvGradients } from "./conv-gradients.ts";
export { useWasmBackend } from "./wasm.ts";
