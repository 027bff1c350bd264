/** Phenotypes of accepted losses, by fingerprint: given another phenotype, those nearer than the method's threshold come out. */

/** L2 distance up to which two losses count as one. Morgan & Hougen 2024. */
const NEAR = 0.01;
const NEAR_SQUARED = NEAR * NEAR;

/** Every so many points first: they tell most losses from one another. */
const STRIDE = 97;

/** Whether two phenotypes are near; given up as soon as they cannot be. NaN is near nothing. */
export function areNear(a: Float32Array, b: Float32Array): boolean {
  for (const stride of [STRIDE, 1]) {
    let sum = 0;
    for (let i = 0; i < a.length; i += stride) {
      const difference = a[i] - b[i];
      sum += difference * difference;
      if (sum > NEAR_SQUARED) return false;
    }
    if (!(sum <= NEAR_SQUARED)) return false;
  }
  return true;
}

export interface PhenotypeMemory {
  remember(fingerprint: string, phenotype: Float32Array): void;
  /** Fingerprints of near phenotypes. */
  near(phenotype: Float32Array): Iterable<string>;
}

/**
 * What they are filed by. Near phenotypes differ by no more than the threshold at any one point, and in their sum by no more than sqrt(n)
 * times the threshold. Many are all but constant save at an end, so that the point is near one.
 */
const FILED_AT = 3;
const WIDTH_OF_SUM = 1.001 * NEAR * Math.sqrt(1000);
/** More than a scaled phenotype has steps at a point. */
const ROW = 4096;

/** Keeps so many at most, the youngest: 4 kB each. */
const CAPACITY = 20_000;

export function createPhenotypeMemory(): PhenotypeMemory {
  const drawers = new Map<number, Map<string, Float32Array>>();
  const filed = new Map<string, number>();
  const drawerOf = (phenotype: Float32Array): number => {
    let sum = 0;
    for (let i = 0; i < phenotype.length; i++) sum += phenotype[i];
    return Math.floor(sum / WIDTH_OF_SUM) * ROW + Math.floor(phenotype[FILED_AT] / NEAR);
  };

  function forget(fingerprint: string): void {
    const number = filed.get(fingerprint)!;
    const drawer = drawers.get(number)!;
    drawer.delete(fingerprint);
    if (drawer.size === 0) drawers.delete(number);
    filed.delete(fingerprint);
  }

  return {
    remember(fingerprint, phenotype) {
      const number = drawerOf(phenotype);
      if (filed.has(fingerprint) || Number.isNaN(number)) return;
      if (filed.size >= CAPACITY) forget(filed.keys().next().value!);
      const drawer = drawers.get(number) ?? new Map<string, Float32Array>();
      drawer.set(fingerprint, phenotype);
      drawers.set(number, drawer);
      filed.set(fingerprint, number);
    },
    *near(phenotype) {
      const number = drawerOf(phenotype);
      for (const row of [number - ROW, number, number + ROW]) {
        for (const other of [row - 1, row, row + 1]) {
          for (const [fingerprint, candidate] of drawers.get(other) ?? []) {
            if (areNear(phenotype, candidate)) yield fingerprint;
          }
        }
      }
    },
  };
}
