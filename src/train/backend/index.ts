export { registerConvGradients } from "./conv-gradients.ts";
export { registerMatMul } from "./mat-mul.ts";
export { useWasmBackend } from "./wasm.ts";
