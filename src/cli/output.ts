/** What commands print: results on standard output, messages and diagnostics on standard error, JSON where asked for. */

import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { toJson } from "../diagnostics/json.ts";
import { renderAll } from "../diagnostics/render.ts";
import type { Failure } from "./failure.ts";

export interface OutputOptions {
  readonly json?: boolean;
}

/** Colour for terminals only, by the conventions of NO_COLOR and FORCE_COLOR. */
export function wantsColour(stream: { readonly isTTY?: boolean }): boolean {
  if (process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== "") return false;
  if (process.env.FORCE_COLOR !== undefined && process.env.FORCE_COLOR !== "0") return true;
  return stream.isTTY === true;
}

export function print(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, jsonNumber, 2));
}

/** JSON has no NaN and no infinities: they are written as text rather than as null. */
function jsonNumber(_key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<number>) : value;
}

export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

export interface JsonFailure {
  readonly error: { readonly message: string; readonly hint?: string };
}

/** Tells of a failure on standard error, unless JSON is to be printed; the JSON is given. */
export function reportFailure(
  { message, hint }: Pick<Failure, "message" | "hint">,
  options: OutputOptions,
): JsonFailure {
  if (!options.json) note(`error: ${message}${hint === undefined ? "" : `\nHint: ${hint}`}`);
  return { error: hint === undefined ? { message } : { message, hint } };
}

/** At most this many diagnostics are rendered; a file with more has one cause for most of them. */
const MOST = 50;

export function showDiagnostics(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length === 0) return;
  note(renderAll(diagnostics.slice(0, MOST), { colour: wantsColour(process.stderr) }).trimEnd());
  if (diagnostics.length > MOST) note(`… and ${diagnostics.length - MOST} more`);
}

export const diagnosticsJson = (diagnostics: readonly Diagnostic[]): object[] => diagnostics.map(toJson);

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((diagnostic) => diagnostic.severity === "error");

export const plural = (count: number, word: string): string =>
  `${count} ${word}${count === 1 ? "" : word.endsWith("s") ? "es" : "s"}`;
