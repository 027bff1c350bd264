/** Where a run began and where it goes on come in; what differs is told on standard error. */

import { note } from "../output.ts";
import type { About } from "./config.ts";

/** Results are the same bit for bit on one machine and with one lossc only. */
export function noteElsewhere(then: About, now: About): void {
  const differing = (Object.keys(now) as (keyof About)[]).filter((key) => key !== "cores" && then[key] !== now[key]);
  if (differing.length === 0) return;
  const changes = differing.map((key) => `${key} ${then[key]}, now ${now[key]}`);
  note(`this run was begun elsewhere, and may differ in the last digits (${changes.join("; ")})`);
}
