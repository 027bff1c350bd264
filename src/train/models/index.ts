export { createDigitsCnn, type ImageShape } from "./digits-cnn.ts";
