/** `--with label-smoothing,class-weights`: from words to the features of the code to emit. */

import type { Features } from "../pipeline/options.ts";
import type { EmitOptions } from "../pipeline/targets.ts";
import { usageFailure } from "./failure.ts";

const WORDS = {
  "label-smoothing": "labelSmoothing",
  "class-weights": "classWeights",
  "example-weights": "exampleWeights",
  "ignore-index": "ignoreIndex",
} as const satisfies Record<string, keyof Features | keyof EmitOptions>;

const isWord = (word: string): word is keyof typeof WORDS => Object.hasOwn(WORDS, word);

export function parseFeatures(list: string | undefined, fromLogits: boolean): Features & EmitOptions {
  const features: Record<string, boolean> = fromLogits ? { fromLogits } : {};
  for (const word of (list ?? "").split(",").filter((part) => part !== "")) {
    if (!isWord(word)) throw usageFailure(`unknown feature ${word}`, `--with takes ${Object.keys(WORDS).join(", ")}`);
    features[WORDS[word]] = true;
  }
  return features;
}
