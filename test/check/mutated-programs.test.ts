import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { check } from "../../src/check/check.ts";
import { toJson } from "../../src/diagnostics/json.ts";
import { render } from "../../src/diagnostics/render.ts";
import { readEntries } from "../../tools/errors-document.ts";
import { arbitraryProgram } from "../support/arbitrary-program.ts";
import { checkText } from "./check-text.ts";
import { inconsistencies } from "./verify.ts";

const SOUND = [
  `/// Focal loss.
loss focal(y: target, p: probs, w: weight; gamma = 2 in [0, 10], alpha = 0.25 in (0, 1]) {
  let pt = sum(y * p)
  let q = if pt > eps then pt else eps
  return -w * alpha * (1 - q)^gamma * log(q) + max(p) - max(q, 0)
}
`,
  `import { double } from "./ok.loss"
loss huber(y: value, p: value; delta = 2 * pi) = if abs(y - p) < delta then (y - p)^2 else double(abs(y - p))
`,
  "loss soft(y: target, z: logits) = -sum(y * log_softmax(z)) + logsumexp(z) / mean(1)\n",
  `fn clip(x, high) {
  let low = 1 - high
  return clamp(x, low, high)
}
loss clipped(y: target, p: probs) = -sum(y * log(clip(p, 1 - eps)))
`,
  "loss cosine(y: value, p: value) = 1 - sum(y * p) / sqrt(sum(y^2) * sum(p^2))\n",
];

const FILES = {
  "lib.loss": 'import { half } from "./main.loss"\nfn double(x) = 2 * x\nfn bad(x) = nope',
  "ok.loss": "fn double(x) = 2 * x",
};

const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
const faulty = readEntries(page).map(({ files }) => files.get("example.loss") ?? "");
// A sound program stands in the corpus several times, for most edits are mistakes. The program that is too large is too slow.
const programs = [
  ...Array.from({ length: 10 }, () => SOUND).flat(),
  SOUND.join(""),
  ...faulty.filter((text) => !text.includes("fn d(x)")),
];
const corpus = programs.filter((text) => text.length < 2000).map((text) => text.match(/\w+|\s+|[^\w\s]/g) ?? []);
const vocabulary = [
  ...new Set(corpus.flat()),
  ..."__proto__ constructor 1e999 0^-1 \u0000 \ud800 损 => == <= [ ] { } let fn loss import return".split(" "),
];

const words = vocabulary.filter((piece) => /^[\w.]+$/.test(piece));

/** Which program, and edits of its pieces: delete, repeat, swap, insert, replace; mostly a word by a word, which leaves the syntax alone. */
const edits = fc.tuple(
  fc.nat(corpus.length - 1),
  fc.array(fc.tuple(fc.nat(12), fc.nat(10_000), fc.nat(10_000)), { minLength: 1, maxLength: 3 }),
);

function replaceWord(pieces: string[], from: number, word: string): void {
  const at = pieces.findIndex((piece, i) => i >= from && /^\w+$/.test(piece));
  if (at >= 0) pieces[at] = word;
}

function mutate([program, changes]: [number, [number, number, number][]]): string {
  const pieces = [...corpus[program]];
  for (const [kind, at, other] of changes) {
    const i = at % Math.max(1, pieces.length);
    const j = other % Math.max(1, pieces.length);
    const word = vocabulary[other % vocabulary.length];
    if (kind === 0) pieces.splice(i, 1);
    else if (kind === 1) pieces.splice(i, 0, ...pieces.slice(j, j + 6));
    else if (kind === 2) [pieces[i], pieces[j]] = [pieces[j] ?? "", pieces[i] ?? ""];
    else if (kind === 3) pieces.splice(i, 0, word);
    else if (kind === 4) pieces[i] = word;
    else replaceWord(pieces, i, words[other % words.length]);
  }
  return pieces.join("");
}

test("whatever the text, checking ends with diagnostics that point into it and losses that are consistent", () => {
  const seen = { sound: 0, faulty: 0, losses: 0 };
  fc.assert(
    fc.property(edits, (edit) => {
      const text = mutate(edit);
      const { losses, diagnostics, program } = checkText(text, FILES);
      for (const loss of losses) expect(inconsistencies(loss)).toEqual([]);
      for (const diagnostic of diagnostics) {
        for (const { span } of diagnostic.labels) {
          if (!(0 <= span.start && span.start <= span.end && span.end <= span.file.text.length))
            expect.fail(JSON.stringify(span));
        }
      }
      const errors = diagnostics.filter(({ severity }) => severity === "error");
      // Nothing is lost in silence: without an error every loss of the text is there.
      const declared = program.declarations.filter(({ kind }) => kind === "loss");
      if (errors.length === 0) expect(losses).toHaveLength(declared.length);
      seen[errors.length === 0 ? "sound" : "faulty"]++;
      seen.losses += losses.length;
      if (diagnostics.length > 0) {
        expect(render(diagnostics[0])).toContain(diagnostics[0].code);
        expect(toJson(diagnostics[0]).line).toBeGreaterThan(0);
      }
    }),
    { seed: 20240318, numRuns: 20_000 },
  );
  // The edits reach both sides.
  expect(seen.sound).toBeGreaterThan(500);
  expect(seen.faulty).toBeGreaterThan(5000);
  expect(seen.losses).toBeGreaterThan(1000);
});

test("trees that no text gives, with all their places alike, are checked as well", () => {
  fc.assert(
    fc.property(arbitraryProgram, (program) => {
      for (const loss of check(program).losses) expect(inconsistencies(loss)).toEqual([]);
    }),
    { seed: 20240319, numRuns: 2000 },
  );
});
