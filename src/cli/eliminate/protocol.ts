/** The text of a protocol file goes in; the protocol comes out, or everything that is wrong with it. */

import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import {
  itemsOf,
  type JsonNode,
  membersOf,
  type NumberRange,
  numberIn,
  parseFile,
  type Reader,
  reportValue,
  textIn,
} from "../../search/space/json.ts";
import { AugmentationError, parseAugmentation } from "../../train/augment/index.ts";
import { METRICS, type MetricName, type Problem, type Setup, type Stage, type Threshold } from "../../train/job.ts";
import { COUNTED_EPOCHS, type CountedEpoch } from "../evolve/config.ts";
import { parseLabelNoise } from "../problem-options.ts";
import { MODEL_NAMES } from "../training/options.ts";

/** What a phase says of its trainings; the rest comes from the runs, or is lossc's own default. */
export type PhaseTraining = Partial<Problem & Omit<Setup, "problem" | "backend">>;

export interface Phase {
  readonly name: string;
  /** How many losses go on, or survive the last phase. */
  readonly keep: number;
  /** Trainings of each loss. */
  readonly seeds: number;
  readonly training: PhaseTraining;
}

export interface Protocol {
  readonly name: string;
  readonly doc: string;
  /** How many losses of the runs begin. */
  readonly entrants: number;
  readonly metric?: MetricName;
  readonly epoch?: CountedEpoch;
  readonly phases: readonly Phase[];
}

export interface ParsedProtocol {
  /** Absent if there is an error. */
  readonly protocol?: Protocol;
  readonly diagnostics: readonly Diagnostic[];
}

const TRAINING_KEYS = [
  "dataset",
  "trainSize",
  "labelNoise",
  "imbalance",
  "validation",
  "splitSeed",
  "model",
  "epochs",
  "stepsPerEpoch",
  "batchSize",
  "learningRate",
  "augment",
  "imageSize",
  "dropout",
  "stages",
  "stopBelow",
] as const;

const COUNT: NumberRange = { low: 1, high: 1e9, whole: true };
const SEEDS: NumberRange = { low: 1, high: 10_000, whole: true };
const IMAGE_SIZE: NumberRange = { low: 1, high: 1_024, whole: true };
const DROPOUT: NumberRange = { low: 0, high: 0.999 };
const PART: NumberRange = { low: 0, high: 1 };

export function parseProtocol(text: string, fileName: string): ParsedProtocol {
  const { value, diagnostics } = parseFile({ name: fileName, text }, readProtocol);
  return value === undefined ? { diagnostics } : { protocol: value, diagnostics };
}

function readProtocol(reader: Reader, root: JsonNode): Protocol | undefined {
  const keys = ["name", "doc", "entrants", "metric", "epoch", "training", "phases"];
  const members = membersOf(reader, root, "a protocol", keys, ["name", "phases"]);
  if (members === undefined) return undefined;
  const common = members.get("training");
  const shared =
    common === undefined ? {} : readTraining(reader, membersOf(reader, common, "a training", TRAINING_KEYS));
  const metric = choiceIn(reader, members.get("metric"), "a metric", Object.keys(METRICS) as MetricName[]);
  const epoch = choiceIn(reader, members.get("epoch"), "the epoch that counts", COUNTED_EPOCHS);
  const list = members.get("phases");
  const phases = readPhases(reader, itemsOf(reader, list, "phases"), shared);
  if (list?.type === "array" && list.children?.length === 0)
    reportValue(reader, list, "a protocol has one phase at least");
  return {
    name: textIn(reader, members.get("name"), "a protocol's name") ?? "",
    doc: textIn(reader, members.get("doc"), "a protocol's description") ?? "",
    entrants: numberIn(reader, members.get("entrants"), "the number of entrants", COUNT, 30),
    ...(metric && { metric }),
    ...(epoch && { epoch }),
    phases,
  };
}

function readPhases(reader: Reader, items: readonly JsonNode[], shared: PhaseTraining): Phase[] {
  const names = new Set<string>();
  let most = Number.POSITIVE_INFINITY;
  return items.flatMap((item) => {
    const members = membersOf(reader, item, "a phase", ["name", "keep", "seeds", ...TRAINING_KEYS], ["name", "keep"]);
    if (members === undefined) return [];
    const name = textIn(reader, members.get("name"), "a phase's name") ?? "";
    if (names.has(name)) reportValue(reader, members.get("name")!, "another phase has this name");
    names.add(name);
    const keep = numberIn(reader, members.get("keep"), "the number of losses that are kept", COUNT, 1);
    if (keep > most) reportValue(reader, members.get("keep")!, `the phase before keeps ${most}, so no more can stay`);
    most = Math.min(most, keep);
    const seeds = numberIn(reader, members.get("seeds"), "the number of seeds", SEEDS, 1);
    return [{ name, keep, seeds, training: { ...shared, ...readTraining(reader, members) } }];
  });
}

function readTraining(reader: Reader, members: ReadonlyMap<string, JsonNode> | undefined): PhaseTraining {
  if (members === undefined) return {};
  const number = (key: string, what: string, range: NumberRange): object =>
    members.has(key) ? { [key]: numberIn(reader, members.get(key), what, range, range.high) } : {};
  const dataset = textIn(reader, members.get("dataset"), "a data set's name");
  const model = choiceIn(reader, members.get("model"), "a model", MODEL_NAMES);
  const augment = augmentIn(reader, members.get("augment"));
  const labelNoise = noiseIn(reader, members.get("labelNoise"));
  const stages = itemsOf(reader, members.get("stages"), "stages").map((item) => readStage(reader, item));
  const thresholds = itemsOf(reader, members.get("stopBelow"), "thresholds").flatMap((item) =>
    readThreshold(reader, item),
  );
  return {
    ...(dataset === undefined ? {} : { dataset }),
    ...number("trainSize", "the number of examples to train on", COUNT),
    ...(labelNoise && { labelNoise }),
    ...number("imbalance", "an imbalance", { ...PART, open: true }),
    ...number("validation", "the validation part", { low: 0, high: 0.999, open: true }),
    ...number("splitSeed", "a split seed", { low: 0, high: Number.MAX_SAFE_INTEGER, whole: true }),
    ...(model && { model }),
    ...number("epochs", "the number of epochs", COUNT),
    ...number("stepsPerEpoch", "the number of steps", COUNT),
    ...number("batchSize", "a batch's size", COUNT),
    ...number("learningRate", "a learning rate", { low: 0, high: 100, open: true }),
    ...(augment === undefined ? {} : { augment }),
    ...number("imageSize", "the images' size", IMAGE_SIZE),
    ...number("dropout", "the part that dropout takes", DROPOUT),
    ...(members.has("stages") ? { stages } : {}),
    ...(members.has("stopBelow") ? { thresholds } : {}),
  };
}

function readStage(reader: Reader, node: JsonNode): Stage {
  const members = membersOf(reader, node, "a stage", ["imageSize", "dropout", "augment"]);
  const augment = augmentIn(reader, members?.get("augment"));
  return {
    ...(members?.has("imageSize") && {
      imageSize: numberIn(reader, members.get("imageSize"), "the images' size", IMAGE_SIZE, 1),
    }),
    ...(members?.has("dropout") && {
      dropout: numberIn(reader, members.get("dropout"), "the part that dropout takes", DROPOUT, 0),
    }),
    ...(augment === undefined ? {} : { augment }),
  };
}

function readThreshold(reader: Reader, node: JsonNode): Threshold[] {
  const members = membersOf(reader, node, "a threshold", ["epoch", "accuracy", "part"], ["epoch", "accuracy"]);
  if (members === undefined) return [];
  const epoch = numberIn(reader, members.get("epoch"), "an epoch", COUNT, 1);
  const accuracy = numberIn(reader, members.get("accuracy"), "an accuracy", PART, 0);
  const part = choiceIn(reader, members.get("part"), "the part", ["validation", "train"] as const) ?? "validation";
  return [{ epoch, part, accuracy }];
}

function choiceIn<Name extends string>(
  reader: Reader,
  node: JsonNode | undefined,
  what: string,
  names: readonly Name[],
): Name | undefined {
  if (node === undefined) return undefined;
  const found = names.find((name) => name === node.value);
  return found ?? reportValue(reader, node, `${what} is one of ${names.map((name) => `\`"${name}"\``).join(", ")}`);
}

function augmentIn(reader: Reader, node: JsonNode | undefined): string | undefined {
  const text = textIn(reader, node, "an augmentation");
  if (node === undefined || text === undefined) return undefined;
  try {
    return parseAugmentation(text).spec;
  } catch (error) {
    if (error instanceof AugmentationError) return reportValue(reader, node, error.problem, error.hint);
    throw error;
  }
}

/** `0.4` or `"asymmetric:0.4"`, as the command line has it. */
function noiseIn(reader: Reader, node: JsonNode | undefined): Problem["labelNoise"] {
  if (node === undefined) return undefined;
  const known = /^(?:(?:a?symmetric):)?(\d*\.?\d+)$/.exec(String(node.value));
  if (known !== null && Number(known[1]) <= 1) return parseLabelNoise(String(node.value));
  return reportValue(reader, node, 'label noise is a number from 0 to 1, or a text such as `"asymmetric:0.4"`');
}
