/**
 * How many weights each network has, counted from its publication's text and not from our code: the sizes of an image's
 * pixels and the number of classes go in, the trainable weights and the moving averages come out.
 */

export interface Count {
  readonly trainable: number;
  /** Two moving averages a normalized channel. */
  readonly fixed: number;
}

const conv = (kernel: number, from: number, to: number) => kernel ** 2 * from * to;
const dense = (from: number, to: number) => from * to + to;
const sum = (terms: readonly number[]) => terms.reduce((total, term) => total + term, 0);
const repeat = (times: number, value: number) => Array.from({ length: times }, () => value);

/** Scale and shift are trained, mean and variance are not. */
const count = (weights: readonly number[], normalized: readonly number[]): Count => ({
  trainable: sum(weights) + 2 * sum(normalized),
  fixed: 2 * sum(normalized),
});

export const mlp = (pixels: number, classes: number) =>
  count([dense(pixels, 256), dense(256, 128), dense(128, classes)], []);

export const convnet = (channels: number, classes: number) =>
  count([conv(3, channels, 12), conv(3, 12, 24), conv(3, 24, 48), dense(48, classes)], [12, 24]);

export const resnet9v2 = (channels: number, classes: number) =>
  count(
    [
      conv(3, channels, 8),
      ...[conv(3, 8, 16), conv(3, 16, 16), conv(3, 16, 16), conv(1, 8, 16)],
      ...[conv(3, 16, 32), conv(3, 32, 32), conv(3, 32, 32), conv(1, 16, 32)],
      dense(32, classes),
    ],
    [8, 16, 16, 16, 32, 32],
  );

export const wideResNet = (channels: number, classes: number) =>
  count(
    [
      conv(3, channels, 16),
      ...[conv(3, 16, 160), ...repeat(7, conv(3, 160, 160)), conv(1, 16, 160)],
      ...[conv(3, 160, 320), ...repeat(7, conv(3, 320, 320)), conv(1, 160, 320)],
      ...[conv(3, 320, 640), ...repeat(7, conv(3, 640, 640)), conv(1, 320, 640)],
      dense(640, classes),
    ],
    [16, ...repeat(7, 160), 160, ...repeat(7, 320), 320, ...repeat(7, 640), 640],
  );

/** MBConv with squeeze-and-excite to a quarter of the block's input. */
function mbConv(from: number, expansion: number, to: number) {
  const wide = from * expansion;
  const squeezed = from / 4;
  return {
    weights: conv(1, from, wide) + 9 * wide + dense(wide, squeezed) + dense(squeezed, wide) + conv(1, wide, to),
    normalized: wide + wide + to,
  };
}

function fusedMbConv(from: number, expansion: number, to: number) {
  const wide = from * expansion;
  if (expansion === 1) return { weights: conv(3, from, to), normalized: to };
  return { weights: conv(3, from, wide) + conv(1, wide, to), normalized: wide + to };
}

export function efficientNetV2S(channels: number, classes: number) {
  const blocks = [
    ...Array.from({ length: 2 }, () => fusedMbConv(24, 1, 24)),
    ...[fusedMbConv(24, 4, 48), ...Array.from({ length: 3 }, () => fusedMbConv(48, 4, 48))],
    ...[fusedMbConv(48, 4, 64), ...Array.from({ length: 3 }, () => fusedMbConv(64, 4, 64))],
    ...[mbConv(64, 4, 128), ...Array.from({ length: 5 }, () => mbConv(128, 4, 128))],
    ...[mbConv(128, 6, 160), ...Array.from({ length: 8 }, () => mbConv(160, 6, 160))],
    ...[mbConv(160, 6, 256), ...Array.from({ length: 14 }, () => mbConv(256, 6, 256))],
  ];
  return count(
    [conv(3, channels, 24), ...blocks.map(({ weights }) => weights), conv(1, 256, 1280), dense(1280, classes)],
    [24, ...blocks.map(({ normalized }) => normalized), 1280],
  );
}
