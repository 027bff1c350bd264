/** Small functions that generated tfjs modules bring along; each is there only where it is called. */

export interface SupportFunction {
  readonly name: string;
  readonly source: string;
}

export const SUPPORT: readonly SupportFunction[] = [
  {
    name: "withGradient",
    source: `/** What \`forward\` computes from x. \`backward\` takes the gradient there, and what was saved, to the gradient at x. */
function withGradient(
  x: tf.Tensor,
  forward: (save: (tensors: tf.Tensor[]) => void) => tf.Tensor,
  backward: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor,
): tf.Tensor {
  const operation = tf.customGrad((...inputs) => {
    const save = inputs[1] as (tensors: tf.Tensor[]) => void;
    return { value: forward(save), gradFunc: backward };
  });
  return operation(x);
}`,
  },
  {
    name: "countedExamples",
    source: `/** Whether each example counts, [batch, 1]: whether its label is another than the ignored class. */
function countedExamples(yTrue: tf.Tensor, classes: number, batch: number, ignoreIndex: number | undefined): tf.Tensor {
  if (ignoreIndex === undefined) return tf.ones([batch, 1], "bool");
  if (yTrue.size === batch && classes > 1) return tf.notEqual(tf.reshape(yTrue, [batch, 1]), ignoreIndex);
  if (ignoreIndex < 0 || ignoreIndex >= classes)
    fail("ignoreIndex", \`is \${ignoreIndex}, not a class index below \${classes}\`);
  return tf.notEqual(tf.slice(tf.reshape(yTrue, [batch, classes]), [0, ignoreIndex], [batch, 1]), 1);
}`,
  },
  {
    name: "targetRows",
    source: `/** yTrue as [batch, classes]: given in yPred's shape, or one class index per example, which becomes its one-hot row. */
function targetRows(yTrue: tf.Tensor, yPred: tf.Tensor, classes: number): tf.Tensor {
  if (tf.util.arraysEqual(yTrue.shape, yPred.shape)) return floats(yTrue, [-1, classes]);
  if (yTrue.size * classes !== yPred.size) failShapes(yTrue, yPred);
  const labels = floats(yTrue, [-1]);
  const index = tf.clipByValue(tf.floor(labels), 0, classes - 1);
  const places = tf.stack([tf.range(0, labels.size, 1, "int32"), tf.cast(index, "int32")], 1);
  // A label that is no class index must not pass as an example of no class: its row holds a NaN.
  return tf.scatterND(places, choose(tf.equal(labels, index), 1, Number.NaN), [labels.size, classes]);
}`,
  },
  {
    name: "kernelLabels",
    source: `/** One class index per example stays as it is for a kernel on wasm, if all of them are such; anything else becomes rows. */
function kernelLabels(yTrue: tf.Tensor, yPred: tf.Tensor, classes: number): tf.Tensor {
  const isOneEach = yTrue.size * classes === yPred.size && !tf.util.arraysEqual(yTrue.shape, yPred.shape);
  if (isOneEach && tf.getBackend() === "wasm" && isKernelHere()) {
    const isClass = (label: number): boolean => Number.isInteger(label) && label >= 0 && label < classes;
    if (yTrue.dataSync<"float32">().every(isClass)) return tf.cast(tf.reshape(yTrue, [-1]), "int32");
  }
  return targetRows(yTrue, yPred, classes);
}`,
  },
  {
    name: "floats",
    source: `/** x as float32 in some shape; tf.cast would copy what is float32 already. */
function floats(x: tf.Tensor, shape: number[]): tf.Tensor {
  return tf.reshape(x.dtype === "float32" ? x : tf.cast(x, "float32"), shape);
}`,
  },
  {
    name: "isZero",
    source: `/** Whether x is 0, from 1 / x: the wasm backend takes three times as long for tf.equal. */
function isZero(x: tf.Tensor): tf.Tensor {
  return tf.isInf(tf.div(1, x));
}`,
  },
  {
    name: "choose",
    source: `/** tf.where, which takes ten times as long on the wasm backend for operands that it has to broadcast. */
function choose(condition: tf.Tensor | boolean, a: tf.Tensor | number, b: tf.Tensor | number): tf.Tensor {
  const shapes = [condition, a, b].map((operand) => (operand instanceof tf.Tensor ? operand.shape : []));
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(
    shapes[0],
    tf.broadcast_util.assertAndGetBroadcastShape(shapes[1], shapes[2]),
  );
  const filled = (x: tf.Tensor | number): tf.Tensor => {
    if (typeof x === "number") return tf.fill(shape, x);
    return tf.util.arraysEqual(x.shape, shape) ? x : tf.add(x, tf.zeros(shape));
  };
  if (typeof condition === "boolean") return tf.clone(filled(condition ? a : b));
  const isWhole = tf.util.arraysEqual(condition.shape, shape);
  return tf.where(isWhole ? condition : tf.logicalAnd(condition, tf.ones(shape, "bool")), filled(a), filled(b));
}`,
  },
  {
    name: "spread",
    source: `/** A column, [batch, 1], for an op with [batch, classes]: the pure-JS backend takes five times as long where it broadcasts. */
function spread(column: tf.Tensor, classes: number): tf.Tensor {
  return tf.getBackend() === "cpu" ? tf.matMul(column, tf.ones([1, classes])) : column;
}`,
  },
  {
    name: "classesOf",
    source: `/** The length of the last axis; all other axes are the batch. */
function classesOf(name: string, x: tf.Tensor): number {
  if (x.rank === 0 || x.size === 0) fail(name, \`has shape [\${x.shape}], which holds no rows of classes\`);
  return x.shape[x.rank - 1];
}`,
  },
  {
    name: "optionTensor",
    source: `/** The numbers of an option in the shape that this batch asks for. */
function optionTensor(name: string, values: number[] | Float32Array | tf.Tensor, shape: [number, number]): tf.Tensor {
  const tensor = values instanceof tf.Tensor ? values : tf.tensor1d(values, "float32");
  if (tensor.size !== shape[0] * shape[1])
    fail(name, \`has \${tensor.size} numbers where \${shape[0] * shape[1]} are expected\`);
  return floats(tensor, shape);
}`,
  },
  {
    name: "failShapes",
    source: `function failShapes(yTrue: tf.Tensor, yPred: tf.Tensor): never {
  fail("yTrue", \`has shape [\${yTrue.shape}], which does not fit yPred's [\${yPred.shape}]\`);
}`,
  },
  {
    name: "fail",
    source: `function fail(argument: string, problem: string): never {
  throw new RangeError(\`\${argument} \${problem}\`);
}`,
  },
];

/** The functions that some text calls, and those that these call. */
export function supportCalledBy(text: string): readonly SupportFunction[] {
  const called = new Set<SupportFunction>();
  const texts = [text];
  for (let next = texts.pop(); next !== undefined; next = texts.pop()) {
    for (const entry of SUPPORT) {
      if (called.has(entry) || !next.includes(`${entry.name}(`)) continue;
      called.add(entry);
      texts.push(entry.source);
    }
  }
  return SUPPORT.filter((entry) => called.has(entry));
}
