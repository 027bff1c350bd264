export { registerTrainingKernels, unregisterTrainingKernels } from "./register.ts";
