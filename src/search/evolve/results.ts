/** Numbers go in one by one, and may be taken out again; their mean and quantiles come out. */

export interface Results {
  add(value: number): void;
  /** One that was added. */
  remove(value: number): void;
  readonly size: number;
  mean(): number;
  /** Linear between neighbours in order; 0 is the smallest. There is to be one at least. */
  quantile(fraction: number): number;
}

/** So many newcomers are put in their places one by one; more are sorted together. */
const FEW = 16;

export function createResults(): Results {
  let sorted = new Float64Array(64);
  let count = 0;
  // Sorted only when asked, as most results are read back from a journal without a question between them.
  let fresh: number[] = [];
  let sum = 0;
  let changes = 0;

  const reserve = (size: number): void => {
    if (size <= sorted.length) return;
    const larger = new Float64Array(Math.max(size, 2 * sorted.length));
    larger.set(sorted.subarray(0, count));
    sorted = larger;
  };

  /** How many are smaller. */
  const placeOf = (value: number): number => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const sort = (): void => {
    reserve(count + fresh.length);
    if (fresh.length > FEW) {
      sorted.set(fresh, count);
      count += fresh.length;
      sorted.subarray(0, count).sort();
    } else {
      for (const value of fresh) {
        const place = placeOf(value);
        sorted.copyWithin(place + 1, place, count);
        sorted[place] = value;
        count++;
      }
    }
    fresh = [];
  };

  return {
    add: (value) => {
      fresh.push(value);
      sum += value;
      changes++;
    },
    remove: (value) => {
      sort();
      const place = placeOf(value);
      sorted.copyWithin(place, place + 1, count);
      count--;
      sum -= value;
      changes++;
    },
    get size() {
      return count + fresh.length;
    },
    mean: () => {
      // Added up anew from time to time, so that rounding does not pile up.
      if (changes > count) {
        sort();
        sum = 0;
        for (let i = 0; i < count; i++) sum += sorted[i];
        changes = 0;
      }
      return sum / (count + fresh.length);
    },
    quantile: (fraction) => {
      sort();
      const at = fraction * (count - 1);
      const below = Math.floor(at);
      const above = Math.min(below + 1, count - 1);
      return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    },
  };
}
