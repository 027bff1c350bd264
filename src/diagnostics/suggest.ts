/** From a misspelt name and the names that would do, to the one that was probably meant. */

/** Longer names are compared by their beginnings, and no more names than these, so that a hostile program costs no time. */
const LONGEST_COMPARED = 64;
const MOST_COMPARED = 1_000;

/**
 * Edits that turn one word into the other: insert, delete, replace, or swap neighbours, each counted once
 * (the restricted Damerau-Levenshtein distance).
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(replaced, last[j] + 1, row[j - 1] + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length];
}

/** The nearest candidate within a third of the name's length (at least one edit, at most three); the first on ties. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const word = name.slice(0, LONGEST_COMPARED).toLowerCase();
  const limit = Math.min(3, Math.max(1, Math.floor(word.length / 3)));
  let best: string | undefined;
  let bestDistance = limit + 1;
  let compared = 0;
  for (const candidate of candidates) {
    if (++compared > MOST_COMPARED) break;
    if (candidate === name || Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(word, candidate.slice(0, LONGEST_COMPARED).toLowerCase());
    // One letter for another says nothing: `x` is not a misspelt `y`.
    if (distance < bestDistance && distance < Math.max(word.length, candidate.length)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The hint that names the nearest candidate, if any is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const found = nearest(name, candidates);
  return found === undefined ? undefined : `did you mean \`${found}\`?`;
}
