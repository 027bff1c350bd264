/** The data a figure is drawn from: panels of named lines with labelled axes, and the losses that make up such panels. */

export interface Series {
  readonly label: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** The ends of a band about the line, as many as `y` has; both or neither. SVG alone draws it. */
  readonly low?: ArrayLike<number>;
  readonly high?: ArrayLike<number>;
}

export type AxisScale = "linear" | "log";

export interface Panel {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
  readonly xScale?: AxisScale;
  readonly yScale?: AxisScale;
  /** `full` (the default) shows every finite value, `robust` cuts far outliers off, a pair is taken as it is. */
  readonly yRange?: "full" | "robust" | readonly [number, number];
}

/** `auto` follows the reader's colour preference, by a media query inside the SVG. */
export type Theme = "light" | "dark" | "auto";

export interface LineFigure {
  readonly title?: string;
  /** Alternative text; one is composed from the panels if it is left out. */
  readonly description?: string;
  readonly panels: readonly Panel[];
  /** Pixels; panels are stacked when they would be narrower than 300. */
  readonly width?: number;
  readonly height?: number;
  readonly theme?: Theme;
}

/** A loss and its gradient over one variable, such as the predicted probability of the true class. */
export interface Curve {
  readonly label: string;
  readonly x: ArrayLike<number>;
  readonly loss: ArrayLike<number>;
  readonly gradient: ArrayLike<number>;
}

export interface CurveLabels {
  readonly xLabel: string;
  readonly lossLabel?: string;
  readonly gradientLabel?: string;
  /** Logarithmic vertical axes; the gradient then shows its magnitude. */
  readonly logY?: boolean;
}

/** The two panels of a loss: its value and its gradient. */
export function curvePanels(curves: readonly Curve[], labels: CurveLabels): Panel[] {
  const log = labels.logY ?? false;
  const yScale = log ? "log" : "linear";
  const gradientLabel = labels.gradientLabel ?? "∂ loss / ∂ prediction";
  const shared = { xLabel: labels.xLabel, yScale, yRange: "robust" } as const;
  return [
    {
      ...shared,
      title: "Loss",
      yLabel: labels.lossLabel ?? "loss per example",
      series: curves.map(({ label, x, loss }) => ({ label, x, y: loss })),
    },
    {
      ...shared,
      title: "Gradient",
      yLabel: log ? `magnitude of ${gradientLabel}` : gradientLabel,
      series: curves.map(({ label, x, gradient }) => ({
        label,
        x,
        y: log ? Float64Array.from(gradient, Math.abs) : gradient,
      })),
    },
  ];
}
