/**
 * The indices of training examples, or their labels, go in; fewer examples, or labels of which some are wrong, come out.
 * Each variant draws from a generator of its own, so that one leaves the choices of another as they were.
 */

import type { Random } from "../../random/index.ts";
import type { LabelNoise } from "../job.ts";
import type { Dataset } from "./dataset.ts";
import { membersByClass } from "./split.ts";

/** Of each class, as many as `countOf` gives, chosen at random; in ascending order. More are chosen on top of fewer. */
function takeOfEach(members: readonly number[][], counts: readonly number[], random: Random): number[] {
  const taken = members.flatMap((ofClass, label) => random.fork(label).shuffle(ofClass).slice(0, counts[label]));
  return taken.sort((left, right) => left - right);
}

/** `size` examples with the classes in proportion, each count within one of its share (Hamilton's largest remainders). */
export function takeStratified(data: Dataset, indices: readonly number[], size: number, random: Random): number[] {
  const members = membersByClass(data, indices);
  const shares = members.map((ofClass) => (size * ofClass.length) / indices.length);
  const counts = shares.map(Math.floor);
  const missing = size - counts.reduce((sum, count) => sum + count, 0);
  const remainder = (label: number): number => shares[label]! - counts[label]!;
  const byRemainder = [...counts.keys()].sort((a, b) => remainder(b) - remainder(a) || a - b);
  for (const label of byRemainder.slice(0, missing)) counts[label]! += 1;
  return takeOfEach(members, counts, random);
}

/**
 * A long tail: n_c = n_max * ratio^(c / (C - 1)) examples of class c of C, rounded, at least 1 and at most as many as
 * there are, with n_max the count of the commonest class. Cui et al., "Class-Balanced Loss Based on Effective Number of
 * Samples", 2019.
 */
export function takeLongTail(data: Dataset, indices: readonly number[], ratio: number, random: Random): number[] {
  const members = membersByClass(data, indices);
  const most = members.reduce((largest, ofClass) => Math.max(largest, ofClass.length), 0);
  const counts = members.map((ofClass, label) => {
    const part = ratio ** (label / Math.max(1, members.length - 1));
    return Math.min(ofClass.length, Math.max(1, Math.round(most * part)));
  });
  return takeOfEach(members, counts, random);
}

/** Exactly round(rate * n) of the n labels become wrong. Those of a lower rate are among them, with the same wrong label. */
export function disturbLabels({ labels, classes }: Dataset, { rate, kind }: LabelNoise, random: Random): Int32Array {
  const steps = random.fork("steps");
  // From 1 to classes - 1, drawn for every example, so that an example's draw does not depend on the rate.
  const wrong = labels.map((label) => {
    const step = kind === "asymmetric" ? 1 : 1 + steps.integer(classes - 1);
    return (label + step) % classes;
  });
  const noisy = Int32Array.from(labels);
  const order = random.fork("order").shuffle(Array.from(labels.keys()));
  for (const index of order.slice(0, Math.round(rate * labels.length))) noisy[index] = wrong[index]!;
  return noisy;
}
