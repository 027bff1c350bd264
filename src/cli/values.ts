/** Numbers on the command line: from option texts to values, with errors that name the option. */

import { usageFailure } from "./failure.ts";

export function parseNumber(text: string, option: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isNaN(value) && text.trim().toLowerCase() !== "nan")
    throw usageFailure(`${option}: ${JSON.stringify(text)} is not a number`);
  return value;
}

export function parseNumbers(text: string, option: string): Float64Array {
  const parts = text.split(/[\s,]+/).filter((part) => part !== "");
  if (parts.length === 0) throw usageFailure(`${option} has no numbers`, "separate them by commas: 0.3,0.7");
  return Float64Array.from(parts, (part) => parseNumber(part, option));
}

export function parseCount(text: string, option: string, least = 1, most = Number.MAX_SAFE_INTEGER): number {
  const value = parseNumber(text, option);
  if (!Number.isInteger(value) || value < least || value > most) {
    const bounds = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw usageFailure(`${option}: ${text} is not a whole number ${bounds}`);
  }
  return value;
}

/** `name=value` pairs. */
export function parsePairs(pairs: readonly string[], option: string): [name: string, value: string][] {
  return pairs.map((pair) => {
    const at = pair.indexOf("=");
    if (at < 1) throw usageFailure(`${option}: ${JSON.stringify(pair)} is not of the form name=value`);
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
}

export function parseParameters(pairs: readonly string[] = []): Record<string, number> {
  return Object.fromEntries(
    parsePairs(pairs, "--param").map(([name, value]) => [name, parseNumber(value, `--param ${name}`)]),
  );
}
