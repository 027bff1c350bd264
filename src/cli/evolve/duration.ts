/** Spans of time: the text of an option goes in and seconds come out, or the other way. */

import { usageFailure } from "../failure.ts";

const UNITS = { d: 86_400, h: 3_600, m: 60, s: 1 } as const;
type Unit = keyof typeof UNITS;

const PATTERN = /^(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m(?:in)?)?(?:(\d+(?:\.\d+)?)s?)?$/;

/** `90`, `90s`, `30m`, `1h30m`, `2d`. */
export function parseDuration(text: string, option: string): number {
  const found = PATTERN.exec(text.trim().toLowerCase());
  const parts = (Object.keys(UNITS) as Unit[]).map((unit, i) => Number(found?.[i + 1] ?? 0) * UNITS[unit]);
  const seconds = parts.reduce((sum, part) => sum + part, 0);
  if (found !== null && seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw usageFailure(`${option}: ${JSON.stringify(text)} is not a span of time`, "write 90s, 30m, 2h or 1h30m");
}

/** `45 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`: the two largest units. */
export function durationText(seconds: number): string {
  if (!Number.isFinite(seconds)) return "unknown";
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [unit, name] of [
    ["d", "d"],
    ["h", "h"],
    ["m", "min"],
    ["s", "s"],
  ] as const) {
    const count = Math.floor(rest / UNITS[unit]);
    rest -= count * UNITS[unit];
    if (count > 0 || (parts.length === 0 && unit === "s")) parts.push(`${count} ${name}`);
    else if (parts.length > 0) parts.push("");
  }
  return parts
    .slice(0, 2)
    .filter((part) => part !== "")
    .join(" ");
}
