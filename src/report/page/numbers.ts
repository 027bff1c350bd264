/** Numbers go in; they come out as a report writes them: parts of one in percent, with true minus signs. */

import type { Interval } from "../statistics.ts";

export interface Scale {
  /** Whether values are parts of one. */
  readonly isPart: boolean;
}

const minus = (text: string): string => text.replace(/^-/, "−");

export function valueText(value: number | null | undefined, { isPart }: Scale, signed = false): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const text = isPart ? (100 * value).toFixed(2) : value.toFixed(4);
  return signed && value >= 0 ? `+${text}` : minus(text);
}

export function intervalText(interval: Interval | null | undefined, scale: Scale, signed = false): string {
  if (interval === null || interval === undefined) return "–";
  return `[${valueText(interval[0], scale, signed)}, ${valueText(interval[1], scale, signed)}]`;
}

export function pText(p: number | null | undefined): string {
  if (p === null || p === undefined) return "–";
  if (p < 0.001) return "< 0.001";
  return p.toFixed(p < 0.01 ? 4 : p < 0.1 ? 3 : 2);
}

export const countText = (count: number): string => Math.round(count).toLocaleString("en-US");

export const plural = (count: number, word: string, many = `${word}s`): string =>
  `${countText(count)} ${count === 1 ? word : many}`;

/** `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function timeText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  if (h > 0) return m > 0 ? `${h} h ${m} min` : `${h} h`;
  if (m > 0) return s > 0 ? `${m} min ${s} s` : `${m} min`;
  return `${s} s`;
}
