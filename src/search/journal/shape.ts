/** A value out of a journal's line goes in; what keeps it from being an entry comes out, in words. */

import { REASONS } from "../individual.ts";

const isText = (value: unknown): boolean => typeof value === "string";
const isNumber = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isNumbers = (value: unknown): boolean => Array.isArray(value) && value.every(isNumber);
const isReason = (value: unknown): boolean => (REASONS as readonly unknown[]).includes(value);
const isTimes = (value: unknown): boolean => isRecord(value) && isNumber(value.elapsed) && isNumbers(value.seconds);

type Shape = Readonly<Record<string, (value: unknown) => boolean>>;

const BRED: Shape = {
  id: (value) => isCount(value) && value !== 0,
  parents: (value) => Array.isArray(value) && value.every(isCount),
  mutation: isText,
  program: isText,
  fingerprint: isText,
  complexity: isNumber,
  seed: isNumber,
  retry: isCount,
  rejected: (value) => isRecord(value) && Object.entries(value).every(([key, n]) => isReason(key) && isCount(n)),
};
const RESULTS: Shape = {
  rungs: isNumbers,
  details: (value) => value === undefined || (isRecord(value) && Object.values(value).every(isNumber)),
  times: isTimes,
};
const ENDED: Shape = {
  ...RESULTS,
  fitness: (value) => value === null || isNumber(value),
  failed: (value) => value === undefined || (isRecord(value) && isReason(value.reason) && isText(value.detail)),
};
const SHAPES: Readonly<Record<string, Shape>> = {
  rung: { ...BRED, ...RESULTS },
  individual: { ...BRED, ...ENDED },
  rescore: { id: BRED.id, ...ENDED },
};

export function entryProblem(value: unknown): string | undefined {
  if (!isRecord(value)) return "is no entry";
  const { kind, fitness, failed, rungs } = value;
  const shape = typeof kind === "string" && Object.hasOwn(SHAPES, kind) ? SHAPES[kind] : undefined;
  if (shape === undefined) return `is of an unknown kind: ${JSON.stringify(kind)}`;
  for (const name of Object.keys(shape)) if (!shape[name](value[name])) return `has no proper "${name}"`;
  if ("fitness" in shape) {
    if ((fitness === null) !== (failed !== undefined)) return "has both a fitness and a failure, or neither";
    if (fitness !== null && fitness !== (rungs as readonly number[]).at(-1))
      return "has a fitness that is not its last rung's";
  } else if ((rungs as readonly number[]).length === 0) return "has no result";
  return undefined;
}
