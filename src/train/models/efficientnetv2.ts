/** The shape of the images and a seeded generator go in; EfficientNetV2-S comes out. */

import type * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random/index.ts";
import { type ImageShape, type ModelOptions, type Network, openNetwork } from "./network.ts";

interface Stage {
  readonly kind: "fused" | "depthwise";
  readonly layers: number;
  readonly expansion: number;
  readonly filters: number;
  /** Of the stage's first block. */
  readonly stride: number;
}

const STEM = 24;
const HEAD = 1280;
/** Of the channels that a block starts from. */
const SQUEEZE = 0.25;

/** Tan & Le, "EfficientNetV2: Smaller Models and Faster Training", 2021, table 4. */
const STAGES: readonly Stage[] = [
  { kind: "fused", layers: 2, expansion: 1, filters: 24, stride: 1 },
  { kind: "fused", layers: 4, expansion: 4, filters: 48, stride: 2 },
  { kind: "fused", layers: 4, expansion: 4, filters: 64, stride: 2 },
  { kind: "depthwise", layers: 6, expansion: 4, filters: 128, stride: 2 },
  { kind: "depthwise", layers: 9, expansion: 6, filters: 160, stride: 1 },
  { kind: "depthwise", layers: 15, expansion: 6, filters: 256, stride: 2 },
];

interface Block extends Stage {
  readonly name: string;
  readonly inputs: number;
  /** The part of the examples for which the branch is dropped. */
  readonly dropped: number;
}

/** Every block of every stage; the deeper it lies, the oftener its branch is dropped. */
function blocks(stochasticDepth: number): Block[] {
  const total = STAGES.reduce((sum, { layers }) => sum + layers, 0);
  const list: Block[] = [];
  let inputs = STEM;
  STAGES.forEach((stage, index) => {
    for (let layer = 0; layer < stage.layers; layer++) {
      const name = `stage-${index + 1}/block-${layer + 1}`;
      const dropped = (stochasticDepth * list.length) / total;
      list.push({ ...stage, stride: layer === 0 ? stage.stride : 1, name, inputs, dropped });
      inputs = stage.filters;
    }
  });
  return list;
}

type Features = Network["input"];

/** Fused-MBConv: the expansion and the depthwise convolution of an MBConv as one 3x3 convolution. */
function fusedBranch(network: Network, x: Features, { name, inputs, expansion, filters, stride }: Block): Features {
  if (expansion === 1) {
    const convolved = network.convolve(x, `${name}/project`, { filters, kernel: 3, stride });
    return network.normalize(convolved, `${name}/project-norm`, "swish");
  }
  const expanded = network.convolve(x, `${name}/expand`, { filters: inputs * expansion, kernel: 3, stride });
  const active = network.normalize(expanded, `${name}/expand-norm`, "swish");
  return network.normalize(network.convolve(active, `${name}/project`, { filters, kernel: 1 }), `${name}/project-norm`);
}

/** MBConv: expand, convolve each channel by itself, weight the channels, project. */
function depthwiseBranch(network: Network, x: Features, { name, inputs, expansion, filters, stride }: Block): Features {
  const expanded = network.convolve(x, `${name}/expand`, { filters: inputs * expansion, kernel: 1 });
  let branch = network.normalize(expanded, `${name}/expand-norm`, "swish");
  branch = network.convolveDepthwise(branch, `${name}/depthwise`, { kernel: 3, stride });
  branch = network.normalize(branch, `${name}/depthwise-norm`, "swish");
  branch = network.squeezeExcite(branch, `${name}/squeeze-excite`, Math.floor(inputs * SQUEEZE));
  return network.normalize(network.convolve(branch, `${name}/project`, { filters, kernel: 1 }), `${name}/project-norm`);
}

export function createEfficientNetV2S(
  shape: ImageShape,
  random: Random,
  { dropout = 0.2, stochasticDepth = 0.2 }: ModelOptions = {},
): tf.LayersModel {
  const network = openNetwork("efficientnetv2-s", shape, random);
  let x = network.convolve(network.input, "stem", { filters: STEM, kernel: 3, stride: 2 });
  x = network.normalize(x, "stem-norm", "swish");
  for (const block of blocks(stochasticDepth)) {
    const branch = block.kind === "fused" ? fusedBranch(network, x, block) : depthwiseBranch(network, x, block);
    const hasShortcut = block.stride === 1 && block.inputs === block.filters;
    x = hasShortcut
      ? network.add(`${block.name}/add`, network.dropBranch(branch, `${block.name}/drop`, block.dropped), x)
      : branch;
  }
  x = network.normalize(network.convolve(x, "head", { filters: HEAD, kernel: 1 }), "head-norm", "swish");
  return network.close(network.drop(network.pool(x), "dropout", dropout));
}
