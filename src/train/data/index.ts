export {
  type DatasetShape,
  KNOWN_DATASETS,
  type KnownDataset,
  knownDataset,
} from "./catalogue.ts";
export { classCounts, type Dataset, pixelsPerImage, takeExamples } from "./dataset.ts";
export { DatasetError } from "./dataset-error.ts";
export { byHand, type Fetched, type FetchOptions, type FetchProgress, fetchDataset, fetchKnown } from "./fetch.ts";
export { decodeImageSet, encodeImageSet, type ImageSet } from "./image-set.ts";
export { type Located, locateDataset } from "./locate.ts";
export { type DatasetSource, openDataset } from "./open.ts";
export { checkProblem, type PreparedProblem, ProblemError, prepareProblem } from "./problem.ts";
export { splitStratified } from "./split.ts";
