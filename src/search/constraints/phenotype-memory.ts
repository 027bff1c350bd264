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
  /** Keeps a copy. */
  remember(fingerprint: string, phenotype: Float32Array): void;
  /** The first near phenotype's fingerprint that is wanted, if there is one. */
  near(phenotype: Float32Array, isWanted: (fingerprint: string) => boolean): string | undefined;
}

/**
 * What they are filed by. Near phenotypes differ by no more than the threshold at any one point, and in their sum by no more than sqrt(n)
 * times the threshold. Many are all but constant save at an end, so that the point is near one.
 */
const FILED_AT = 3;
const WIDTH_OF_SUM = 1.001 * NEAR * Math.sqrt(1000);
/** More than a scaled phenotype has steps at a point. */
const ROW = 4096;
const ROWS: readonly number[] = [-ROW, 0, ROW];
const BESIDE: readonly number[] = [-1, 0, 1];

/** Looked at first: they lie side by side, where whole phenotypes are scattered over the memory. */
const SKETCHED: readonly number[] = [1, 12, 60, 180, 400, 640, 860, 985];
const SKETCH = SKETCHED.length;

/** Keeps so many at most, the youngest: 4 kB each. */
const CAPACITY = 20_000;

/** Phenotypes of one number, from the oldest on. */
interface Drawer {
  readonly fingerprints: string[];
  readonly phenotypes: Float32Array[];
  /** Of each phenotype its values at the points above. */
  readonly sketches: number[];
}

export function createPhenotypeMemory(): PhenotypeMemory {
  const drawers = new Map<number, Drawer>();
  const filed = new Map<string, number>();
  const sketch = new Array<number>(SKETCH).fill(0);

  function drawerOf(phenotype: Float32Array): number {
    // Four sums at a time: one alone would wait for itself at every step.
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = 0;
    for (; i + 3 < phenotype.length; i += 4) {
      a += phenotype[i];
      b += phenotype[i + 1];
      c += phenotype[i + 2];
      d += phenotype[i + 3];
    }
    for (; i < phenotype.length; i++) a += phenotype[i];
    return Math.floor((a + b + (c + d)) / WIDTH_OF_SUM) * ROW + Math.floor(phenotype[FILED_AT] / NEAR);
  }

  function forgetOldest(): void {
    const [fingerprint, number] = filed.entries().next().value!;
    const drawer = drawers.get(number)!;
    drawer.fingerprints.shift();
    drawer.phenotypes.shift();
    drawer.sketches.splice(0, SKETCH);
    if (drawer.fingerprints.length === 0) drawers.delete(number);
    filed.delete(fingerprint);
  }

  function nearIn(drawer: Drawer, phenotype: Float32Array, isWanted: (fingerprint: string) => boolean) {
    const { fingerprints, phenotypes, sketches } = drawer;
    for (let i = 0, at = 0; i < fingerprints.length; i++, at += SKETCH) {
      // One difference above the threshold is enough.
      let place = 0;
      for (; place < SKETCH; place++) {
        const difference = sketches[at + place] - sketch[place];
        if (difference * difference > NEAR_SQUARED) break;
      }
      if (place === SKETCH && isWanted(fingerprints[i]) && areNear(phenotype, phenotypes[i])) return fingerprints[i];
    }
    return undefined;
  }

  return {
    remember(fingerprint, phenotype) {
      const number = drawerOf(phenotype);
      if (filed.has(fingerprint) || Number.isNaN(number)) return;
      if (filed.size >= CAPACITY) forgetOldest();
      let drawer = drawers.get(number);
      if (drawer === undefined) {
        drawer = { fingerprints: [], phenotypes: [], sketches: [] };
        drawers.set(number, drawer);
      }
      drawer.fingerprints.push(fingerprint);
      drawer.phenotypes.push(phenotype.slice());
      for (const point of SKETCHED) drawer.sketches.push(phenotype[point]);
      filed.set(fingerprint, number);
    },
    near(phenotype, isWanted) {
      const number = drawerOf(phenotype);
      for (let i = 0; i < SKETCH; i++) sketch[i] = phenotype[SKETCHED[i]];
      for (const row of ROWS) {
        for (const beside of BESIDE) {
          const drawer = drawers.get(number + row + beside);
          const found = drawer && nearIn(drawer, phenotype, isWanted);
          if (found !== undefined) return found;
        }
      }
      return undefined;
    },
  };
}
