/** The lines that a trainer prints go in; its epochs come out as they pass, and its result or what is wrong with it in the end. */

import type { EpochLine, Evaluation } from "../../train/compare/index.ts";
import { METRICS, type MetricName } from "../../train/job.ts";

type JsonObject = Readonly<Record<string, unknown>>;

export interface TrainerOutput {
  readonly read: (line: string) => void;
  /** For a trainer that ended well. */
  readonly evaluation: () => Evaluation;
}

const SHOWN = 120;

/** The last line that is a JSON object is the result; each with a number `epoch` is an epoch; all others are passed over. */
export function trainerOutput(metric: MetricName, onEpoch: (line: EpochLine) => void): TrainerOutput {
  let result: { readonly line: string; readonly value: JsonObject } | undefined;
  let last = "";
  const read = (line: string): void => {
    if (line.trim() !== "") last = line.trim();
    const value = parseObject(line.trim());
    if (value === undefined) return;
    result = { line: line.trim(), value };
    if (isEpoch(value)) onEpoch(value);
  };
  const evaluation = (): Evaluation => {
    const fail = (reason: string): Evaluation => ({ status: "failed", cause: "trainer", reason });
    if (result === undefined) {
      return fail(last === "" ? "it printed nothing" : `it printed no JSON line; its last line is ${shorten(last)}`);
    }
    const value = result.value[metric];
    if (value === undefined) return fail(`its last JSON line has no "${metric}": ${shorten(result.line)}`);
    if (typeof value !== "number" || !Number.isFinite(value))
      return fail(`its "${metric}" is ${JSON.stringify(value)}, not a finite number`);
    const most = metric === "nll" ? Number.POSITIVE_INFINITY : 1;
    if (value < 0 || value > most)
      return fail(`its "${metric}" is ${value}, ${most === 1 ? "not from 0 to 1" : "below 0"}`);
    return { status: "done", metrics: metricsOf(result.value) };
  };
  return { read, evaluation };
}

function parseObject(line: string): JsonObject | undefined {
  if (!line.startsWith("{")) return undefined;
  // Python writes NaN and Infinity, which JSON does not have: they must not make the line pass for no result.
  const plain = line.replace(/(?<=[:,[]\s*)-?(NaN|Infinity)\b/g, '"$&"');
  try {
    return JSON.parse(plain) as JsonObject;
  } catch {
    return undefined;
  }
}

function isEpoch(value: JsonObject): value is EpochLine {
  return typeof value.epoch === "number" && Number.isFinite(value.epoch);
}

function metricsOf(value: JsonObject): Record<string, number> {
  const known = Object.keys(METRICS).flatMap((name) => {
    const number = value[name];
    return typeof number === "number" && Number.isFinite(number) ? [[name, number] as const] : [];
  });
  return Object.fromEntries(known);
}

const shorten = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
