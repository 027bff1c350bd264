/** Top-level await, and WebAssembly, need browsers from 2023 on. */
export default { build: { target: "es2022" } };
