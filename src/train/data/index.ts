export { classCounts, type Dataset, pixelsPerImage, takeExamples } from "./dataset.ts";
export { loadDigits } from "./digits.ts";
export { decodeImageSet, encodeImageSet, type ImageSet } from "./image-set.ts";
export { splitStratified } from "./split.ts";
