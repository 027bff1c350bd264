/** Small functions that generated modules bring along for checking arguments. */

export interface SupportFunction {
  readonly name: string;
  readonly source: string;
}

export const SUPPORT: readonly SupportFunction[] = [
  {
    name: "batchOf",
    source: `function batchOf(argument: string, length: number, classes: number): number {
  if (!(Number.isInteger(classes) && classes >= 1)) fail("classes", \`is \${classes}, not a whole number of at least 1\`);
  const batch = length / classes;
  if (batch === 0) fail(argument, "is an empty batch");
  if (!Number.isInteger(batch)) fail(argument, \`has \${length} numbers, which is no multiple of \${classes} classes\`);
  return batch;
}`,
  },
  {
    name: "checkLength",
    source: `function checkLength(argument: string, length: number, expected: number): void {
  if (length !== expected) fail(argument, \`has \${length} numbers where \${expected} are expected\`);
}`,
  },
  {
    name: "checkIgnoreIndex",
    source: `function checkIgnoreIndex(index: number | undefined, classes: number): void {
  if (index !== undefined && !(Number.isInteger(index) && index >= 0 && index < classes)) fail("ignoreIndex", \`is \${index}, not a class index below \${classes}\`);
}`,
  },
  {
    name: "failLabel",
    source: `function failLabel(label: number, example: number, classes: number): never {
  fail("labels", \`has \${label} at \${example}, not a class index below \${classes}\`);
}`,
  },
  {
    name: "scratchOf",
    source: `/** What one loop over the classes keeps for a later one; it grows, and calls share it. */
let scratch = new Float64Array(0);

function scratchOf(length: number): Float64Array {
  if (scratch.length < length) scratch = new Float64Array(length);
  return scratch;
}`,
  },
  {
    name: "fail",
    source: `function fail(argument: string, problem: string): never {
  throw new RangeError(\`\${argument} \${problem}\`);
}`,
  },
];
