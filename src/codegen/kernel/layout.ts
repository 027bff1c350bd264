/** How rows of classes lie in vectors: four classes of one example, or one class of four examples. */

import type { Block, Value } from "./block.ts";
import type { LabelledPlaces } from "./labelled-vectors.ts";
import type { Lanes } from "./lanes.ts";

/** Where a step over the classes stands. */
export interface Place {
  /** Bytes from where a row begins. */
  readonly offset: Value;
  /** Where four examples stand at classes of their own: the bytes for each, in place of `offset`. */
  readonly apart?: readonly Value[];
  /** Lanes that no earlier step has counted; all of them if left out. */
  readonly counted?: Lanes;
}

/** Rows of scratch that no value kept between passes takes: loops may use them from the first on, one after the other. */
export interface SpareRows {
  readonly first: number;
  /** As many are needed. */
  take(rows: number): void;
}

/** The examples that are computed at once. Addresses are those of whole arrays. */
export interface Layout {
  /** For the places of labels; `first` is a row of scratch that is theirs if they need one. */
  labelled(first: number): LabelledPlaces;
  /** Steps until every class has been seen; `afterWhole` comes between the whole vectors and what is left, which may overlap the last. */
  overClasses(step: (inner: Block, place: Place) => void, spare: SpareRows, afterWhole?: () => void): void;
  /** Of each example's row; a rowless input is one row for all examples. */
  load(inner: Block, array: Value, isRowless: boolean, place: Place): Lanes;
  store(inner: Block, array: Value, lanes: Lanes, place: Place): void;
  /** The address in scratch of a value that is kept between passes: whole vectors, by the number of its row. */
  kept(inner: Block, row: number, place: Place): Value;
  loadKept(inner: Block, row: number, place: Place): Lanes;
  /** Which lanes are of the label's class. */
  isLabel(inner: Block, place: Place): Lanes;
  /** What the steps have left in each lane, as the examples' own. */
  total(lanes: Lanes, combine: (a: Lanes, b: Lanes) => Lanes): Lanes;
  /** One number an example. */
  loadOne(array: Value): Lanes;
  storeOne(inner: Block, array: Value, lanes: Lanes): void;
  /** A row's element at the label. */
  loadAtLabel(array: Value, isRowless: boolean): Lanes;
  storeAtLabel(array: Value, lanes: Lanes): void;
}
