/** Takes a figure's panels, gives the words that explain them: the names in the legend, and what a panel leaves out. */

import { type Axis, compact } from "./axis.ts";
import type { AxisScale, Panel } from "./figure.ts";
import type { PanelRange } from "./range.ts";

export interface Legend {
  readonly labels: readonly string[];
  /** For each panel, the place of each of its series in `labels`. */
  readonly indices: readonly (readonly number[])[];
}

/** A name means the same line in every panel; a name that one panel has twice stands for two lines. */
export function legendOf(panels: readonly Panel[]): Legend {
  const labels: string[] = [];
  const indices = panels.map(({ series }) => {
    const taken = new Set<number>();
    return series.map(({ label }) => {
      const known = labels.findIndex((other, i) => other === label && !taken.has(i));
      const index = known >= 0 ? known : labels.push(label) - 1;
      taken.add(index);
      return index;
    });
  });
  return { labels, indices };
}

/** What the panel does not show: how far the values reach past the axis, and how many points have no place on it. */
export function rangeNote({ values, undrawable }: PanelRange, y: Axis, scale: AxisScale = "linear"): string {
  const parts: string[] = [];
  const [low, high] = y.range;
  const slack = 1e-9 * (high - low);
  const beyond = (values ?? []).filter((value) => value < low - slack || value > high + slack);
  if (beyond.length > 0) parts.push(`cut: values reach ${beyond.map(compact).join(" and ")}`);
  if (undrawable > 0) {
    const points = undrawable === 1 ? "1 point" : `${undrawable} points`;
    parts.push(`${points} not finite${scale === "log" ? " or not positive" : ""}`);
  }
  return parts.join("; ");
}
