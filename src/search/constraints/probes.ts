/** The fixed predictions at which losses are told apart: rows of three classes, the first the true one. No number in them is special. */

export const PROBE_CLASSES = 3;

export const PROBE_ROWS: readonly (readonly [right: number, wrong: number, wrong: number])[] = [
  [0.3187, 0.4271],
  [0.0719, 0.6407],
  [0.5772, 0.1153],
  [0.8414, 0.0967],
  [0.1618, 0.2236],
  [0.9207, 0.0291],
  [0.4349, 0.0543],
  [0.6937, 0.2591],
].map(([right, wrong]) => [right, wrong, 1 - right - wrong]);

export const PROBE_RIGHT: readonly number[] = PROBE_ROWS.map(([right]) => right);
export const PROBE_WRONG: readonly number[] = PROBE_ROWS.flatMap(([, ...wrong]) => wrong);
