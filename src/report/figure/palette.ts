/** The looks of the lines and of the page: colours for both themes, dash patterns and marker shapes.
 *
 * The hues are Okabe and Ito's, chosen to differ under every common colour blindness; the pale ones are darkened for a
 * white page and the dark ones lightened for a black one, so that each has a contrast of at least 3 to its page. */

export interface PageColours {
  readonly page: string;
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly axis: string;
  readonly lines: readonly string[];
}

export const light: PageColours = {
  page: "#ffffff",
  ink: "#1b1f24",
  muted: "#57606a",
  grid: "#e4e7eb",
  axis: "#8c959f",
  lines: ["#0072b2", "#d55e00", "#00875f", "#a8478a", "#b07d00", "#3c4043", "#2f96cf"],
};

export const dark: PageColours = {
  page: "#0d1117",
  ink: "#e6edf3",
  muted: "#9aa4af",
  grid: "#262c36",
  axis: "#6e7681",
  lines: ["#58a6ff", "#ff8c42", "#2fcf9f", "#e79ac9", "#e9b632", "#c9d1d9", "#8fd6ff"],
};

/** Coprime with the number of colours and of markers, so that the first 7 * 5 lines all differ twice over. */
export const dashes: readonly string[] = ["none", "8 4", "2 3", "10 3 2 3", "4 3"];

/** Shapes about the origin, of similar area, each as path data. */
export const markers: readonly string[] = [
  "M-3.4 0A3.4 3.4 0 1 0 3.4 0A3.4 3.4 0 1 0-3.4 0Z",
  "M-3-3H3V3H-3Z",
  "M0-4.2L4 3H-4Z",
  "M0-4.5L4 0L0 4.5L-4 0Z",
  "M0 4.2L4-3H-4Z",
  "M-1.4-4.2H1.4V-1.4H4.2V1.4H1.4V4.2H-1.4V1.4H-4.2V-1.4H-1.4Z",
];

export interface LineStyle {
  /** Index of the colour, for a class of the style sheet. */
  readonly colour: number;
  readonly dash: string;
  readonly marker: string;
}

export const lineStyle = (index: number): LineStyle => ({
  colour: index % light.lines.length,
  dash: dashes[index % dashes.length]!,
  marker: markers[index % markers.length]!,
});

/** Every class begins with `lf-` and is scoped by the theme: figures set into one HTML page leave each other alone. */
export function styleSheet(theme: "light" | "dark" | "auto"): string {
  if (theme === "light") return rules(".lf-light", light);
  if (theme === "dark") return rules(".lf-dark", dark);
  return `${rules(".lf-auto", light)}@media (prefers-color-scheme:dark){${rules(".lf-auto", dark)}}`;
}

export function rules(scope: string, { page, ink, muted, grid, axis, lines }: PageColours): string {
  return [
    `.lf-page{fill:${page}}`,
    `.lf-ink{fill:${ink}}`,
    `.lf-muted{fill:${muted}}`,
    `.lf-grid{stroke:${grid}}`,
    `.lf-axis{stroke:${axis}}`,
    `.lf-mark{stroke:${page}}`,
    ...lines.map((colour, i) => `.lf-s${i}{color:${colour}}`),
  ]
    .map((rule) => `${scope} ${rule}`)
    .join("");
}
