import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  AUGMENTATION_NAMES,
  AUGMENTATIONS,
  type AugmentationDef,
  augmentationUsage,
  OPERATION_NAMES,
  OPERATIONS,
} from "../../../src/train/augment/index.ts";
import type { Operation } from "../../../src/train/augment/randaugment/index.ts";

const rows = readFileSync(new URL("../../../docs/augmentation.md", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );

const augmentationRows = AUGMENTATION_NAMES.map((name) => {
  const definition: AugmentationDef = AUGMENTATIONS[name];
  return [`\`${augmentationUsage(name)}\``, definition.doc, definition.source ?? ""];
});

const argumentRows = AUGMENTATION_NAMES.flatMap((name) => (AUGMENTATIONS[name] as AugmentationDef).arguments).map(
  ({ name, doc, range, whole, default: usual }) => [
    `\`${name}\``,
    doc,
    `${range[0]} to ${range[1]}${whole ? ", whole" : ""}`,
    usual === undefined ? "" : `${usual}`,
  ],
);

const operationRows = OPERATION_NAMES.map((name) => {
  const { doc, parameter }: Operation = OPERATIONS[name];
  if (parameter === undefined) return [`\`${name}\``, doc, "", "", "", ""];
  const remarks = [
    ...(parameter.signed ? ["random sign"] : []),
    ...(parameter.whole ? ["rounded down"] : []),
    ...(parameter.range ? [parameter.range.join(" to ")] : []),
  ];
  const number = (value: number) => `${Number(value.toPrecision(3))}`;
  return [`\`${name}\``, doc, parameter.doc, number(parameter.at0), number(parameter.at10), remarks.join(", ")];
});

test("docs/augmentation.md has the tables as they are in the code", () => {
  const unique = [...new Map(argumentRows.map((row) => [row[0], row])).values()];
  expect(rows).toEqual([...augmentationRows, ...unique, ...operationRows]);
});
