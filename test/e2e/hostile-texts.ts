/** A generator of random numbers goes in; texts come out that are programs, nearly programs, or nothing of the kind. */

import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import type { Random } from "../../src/random/index.ts";
import { print } from "../../src/syntax/print.ts";
import { arbitraryLoss } from "../support/arbitrary-loss.ts";
import { arbitraryProgram } from "../support/arbitrary-program.ts";

const EXAMPLES = new URL("../../examples/", import.meta.url);

/** Tokens, words that mean something elsewhere, and characters that end something. */
const PIECES: readonly string[] = [
  ..."()[]{},;:=+-*/^<>!&|\"'#$%@?.\\`\0\r\n\t 09eé😀\uFEFF\u2028\ud800\u001b",
  ..."loss fn import from let return if then else in target probs logits value weight"
    .split(" ")
    .map((word) => `${word} `),
  ..."__proto__ constructor prototype toString hasOwnProperty x y p eps pi e inf NaN classes label t1".split(" "),
  ..."sum mean max min logsumexp softmax log_softmax log exp pow clamp detach lgamma digamma erf bessel_i0e".split(" "),
  ..."== != <= >= => ** && // /// */ /* ${ 1e999 1e-999 0 -0 1.2.3 0^-1 1/0 0x10".split(" "),
  `/// */ \` $${"{x}"} \\\n`,
  "if p > 0 then ",
  "(1 - p)^0",
];

export interface Corpus {
  readonly programs: readonly string[];
}

/** Programs to start from: the examples, random losses that are right, random programs that are right by the grammar alone. */
export function corpusOf(seed: number, size: number): Corpus {
  const examples = readdirSync(EXAMPLES)
    .filter((name) => name.endsWith(".loss"))
    .map((name) => readFileSync(new URL(name, EXAMPLES), "utf8"));
  const losses = fc.sample(arbitraryLoss({ detach: true }), { seed, numRuns: size }).map(({ text }) => text);
  const programs = fc.sample(arbitraryProgram.map(print), { seed, numRuns: size });
  // Examples are few, and what is mutated from them is what people write.
  const often = Array.from({ length: Math.ceil(size / examples.length) }, () => examples).flat();
  return { programs: [...often, ...losses, ...programs] };
}

export function hostileText({ programs }: Corpus, random: Random): string {
  const pick = <T>(of: readonly T[]): T => of[random.integer(of.length)];
  const kind = random.integer(10);
  if (kind === 0)
    return Array.from({ length: random.integer(60) }, () => pick(PIECES)).join(random.integer(2) === 0 ? " " : "");
  if (kind === 1) return pick(programs);
  const isByToken = kind < 7;
  const pieces = pick(programs).match(isByToken ? /\w+|\s+|[^\w\s]/g : /./gsu) ?? [];
  const other = pick(programs).match(/\w+|\s+|[^\w\s]/g) ?? [""];
  for (let edits = 1 + random.integer(3); edits > 0; edits--) {
    const at = random.integer(pieces.length + 1);
    switch (random.integer(6)) {
      case 0:
        pieces.splice(at, 1 + random.integer(3));
        break;
      case 1:
        pieces.splice(at, 0, ...pieces.slice(random.integer(pieces.length + 1), 8));
        break;
      case 2:
        pieces.splice(at, 0, pick(PIECES));
        break;
      case 3:
        pieces.splice(at, 1, pick(PIECES));
        break;
      case 4:
        pieces.splice(at, 1, pick(other));
        break;
      default:
        pieces.splice(at, 1, pick(pieces.length > 0 ? pieces : other));
    }
  }
  return pieces.join("");
}
