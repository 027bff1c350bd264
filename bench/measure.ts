/** Contenders go in; the median time of each comes out, measured in turns so that a busy spell of the machine hits all of them. */

export interface Contender {
  readonly name: string;
  /** Runs so many times; the nanoseconds that all of them took. */
  time(iterations: number): number | Promise<number>;
}

export interface Budget {
  /** Per contender; one run at least. */
  readonly warmUpMs: number;
  /** Short runs are repeated until one sample takes about this long. */
  readonly sampleMs: number;
  /** Per contender; at least `minSamples` are taken even if they take longer. */
  readonly quotaMs: number;
  readonly minSamples: number;
  readonly maxSamples: number;
}

/** Nanoseconds per run. */
export interface Timing {
  readonly median: number;
  /** First and third quartile. */
  readonly low: number;
  readonly high: number;
  readonly samples: number;
}

const NS_PER_MS = 1e6;

/** Linear interpolation between order statistics. */
function quantile(sorted: readonly number[], fraction: number): number {
  const at = fraction * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

function summarize(samples: readonly number[]): Timing {
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.25),
    high: quantile(sorted, 0.75),
    samples: samples.length,
  };
}

interface Calibration {
  /** Runs that make a sample. */
  readonly iterations: number;
  /** Nanoseconds that the last call took. */
  readonly last: number;
}

/** Warms a contender up. */
async function calibrate(
  { time }: Contender,
  { warmUpMs, sampleMs }: Pick<Budget, "warmUpMs" | "sampleMs">,
): Promise<Calibration> {
  let iterations = 1;
  let spent = 0;
  let last = 0;
  do {
    if (last * 2 < sampleMs * NS_PER_MS && spent > 0) iterations *= 2;
    last = await time(iterations);
    spent += last;
  } while (spent < warmUpMs * NS_PER_MS);
  return { iterations: Math.max(1, Math.round((sampleMs * NS_PER_MS * iterations) / last)), last };
}

/** Runs a contender at least once, and for about so long. */
export async function warmUp({ time }: Contender, warmUpMs: number): Promise<void> {
  await calibrate({ name: "", time }, { warmUpMs, sampleMs: 0 });
}

/** A B C A B C ...; who has used up its quota drops out. */
export async function interleave<C extends Contender>(
  contenders: readonly C[],
  budget: Budget,
): Promise<Map<C, Timing>> {
  const runs: { contender: C; iterations: number; samples: number[]; spent: number }[] = [];
  for (const contender of contenders) {
    const { iterations, last } = await calibrate(contender, budget);
    // One run that takes longer than all that were wanted is too dear to throw away.
    const samples = iterations === 1 && last > budget.quotaMs * NS_PER_MS ? [last] : [];
    runs.push({ contender, iterations, samples, spent: 0 });
  }
  const wantsMore = ({ samples, spent }: (typeof runs)[number]) =>
    samples.length < budget.minSamples || (samples.length < budget.maxSamples && spent < budget.quotaMs * NS_PER_MS);
  while (runs.some(wantsMore)) {
    for (const run of runs.filter(wantsMore)) {
      const nanoseconds = await run.contender.time(run.iterations);
      run.spent += nanoseconds;
      run.samples.push(nanoseconds / run.iterations);
    }
  }
  return new Map(runs.map(({ contender, samples }) => [contender, summarize(samples)]));
}
