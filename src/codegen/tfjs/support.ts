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
  if (tf.util.arraysEqual(yTrue.shape, yPred.shape)) return tf.reshape(tf.cast(yTrue, "float32"), [-1, classes]);
  if (yTrue.size * classes !== yPred.size) failShapes(yTrue, yPred);
  const oneHot = tf.equal(tf.reshape(tf.cast(yTrue, "float32"), [-1, 1]), tf.range(0, classes));
  // A label that is no class index must not pass as an example of no class.
  return tf.where(tf.any(oneHot, -1, true), tf.cast(oneHot, "float32"), Number.NaN);
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
  const tensor = values instanceof tf.Tensor ? tf.cast(values, "float32") : tf.tensor1d(values, "float32");
  if (tensor.size !== shape[0] * shape[1])
    fail(name, \`has \${tensor.size} numbers where \${shape[0] * shape[1]} are expected\`);
  return tf.reshape(tensor, shape);
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
