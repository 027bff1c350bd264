/**
 * A seed and a count go in; how many random texts the whole compiler survives comes out, with the slowest.
 *
 *   npx tsx tools/fuzz.ts [count] [seed]
 *
 * Exits with 1 if a text makes the compiler throw; the text is printed.
 */

import { createRandom } from "../src/random/index.ts";
import { corpusOf, hostileText } from "../test/e2e/hostile-texts.ts";
import { survives } from "../test/e2e/survives.ts";

const SHOWN = 5;

const [count, seed] = [process.argv[2] ?? "100000", process.argv[3] ?? "1"].map(Number);
const corpus = corpusOf(seed, 400);
const random = createRandom(seed);
const fates = { sound: 0, faulty: 0, thrown: 0 };
let slow = 0;
const slowest: { readonly ms: number; readonly text: string }[] = [];
const started = performance.now();
for (let run = 0; run < count; run++) {
  const text = hostileText(corpus, random);
  const from = performance.now();
  try {
    fates[survives(text, true)]++;
  } catch (error) {
    fates.thrown++;
    console.log(`run ${run}: ${error instanceof Error ? error.stack : error}\n${JSON.stringify(text)}\n`);
  }
  const ms = performance.now() - from;
  if (ms > 1000) slow++;
  slowest.push({ ms, text });
  if ((run + 1) % 10_000 === 0) console.log(`${run + 1} texts: ${JSON.stringify(fates)}`);
  if (slowest.length > 1000) slowest.sort((a, b) => b.ms - a.ms).splice(SHOWN);
}
const seconds = (performance.now() - started) / 1000;
console.log(
  `${count} texts, seed ${seed}, ${seconds.toFixed(0)} s: ${JSON.stringify(fates)}; ${slow} took over a second`,
);
for (const { ms, text } of slowest.sort((a, b) => b.ms - a.ms).slice(0, SHOWN))
  console.log(`${ms.toFixed(0)} ms: ${JSON.stringify(text)}`);
process.exitCode = fates.thrown > 0 ? 1 : 0;
