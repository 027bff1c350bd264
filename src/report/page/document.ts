/** What stands on a report's page, whatever it is written in: sections of blocks. HTML and Markdown are made of it. */

import type { Drawing } from "./chart/draw.ts";

export type Inline = string | { readonly code: string } | { readonly math: string } | { readonly strong: string };
export type Text = readonly Inline[];

/** How a cell stands out: by its weight and a sign in the text as well as by its colour. */
export type Tone = "better" | "worse" | "muted" | "best";

export interface Cell {
  readonly text: Text;
  readonly tone?: Tone;
  /** Of the row: begins a group. */
  readonly isHead?: boolean;
}

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
  /** Whether lines may break in it. */
  readonly wraps?: boolean;
}

export type Block =
  | { readonly kind: "text"; readonly text: Text }
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "tiles"; readonly tiles: readonly Tile[] }
  | { readonly kind: "facts"; readonly facts: readonly { readonly label: string; readonly text: Text }[] }
  | {
      readonly kind: "table";
      readonly caption: Text;
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly Cell[])[];
    }
  | FigureBlock
  | { readonly kind: "row"; readonly figures: readonly FigureBlock[] }
  | { readonly kind: "formula"; readonly latex: string }
  | { readonly kind: "steps"; readonly steps: readonly StepItem[] }
  | { readonly kind: "commands"; readonly commands: readonly { readonly what: string; readonly command: string }[] }
  | { readonly kind: "fold"; readonly title: string; readonly blocks: readonly Block[] }
  | { readonly kind: "program"; readonly text: string };

export interface Tile {
  readonly value: string;
  readonly label: string;
}

export interface FigureBlock {
  readonly kind: "figure";
  /** Unlike any other of the page, and fit for a file's name. */
  readonly id: string;
  readonly title: string;
  readonly caption: Text;
  readonly drawing: Drawing;
}

export interface StepItem {
  readonly title: Text;
  readonly latex: string;
  readonly note: string;
}

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly lead: Text;
  readonly blocks: readonly Block[];
}

export interface Page {
  readonly title: string;
  readonly lead: Text;
  readonly sections: readonly Section[];
}

export const plainText = (text: Text): string =>
  text
    .map((part) =>
      typeof part === "string" ? part : "code" in part ? part.code : "math" in part ? part.math : part.strong,
    )
    .join("");
