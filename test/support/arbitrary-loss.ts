/**
 * Random losses that the checker accepts, as source text with data to evaluate them on: every op and reduction of the registry, every
 * kind of input, lets, helper functions, parameters and choices.
 */

import fc from "fast-check";
import { checkSource } from "../../src/check/check-source.ts";
import type { Environment } from "../../src/ir/interpret.ts";
import { type LoweredLoss, lower } from "../../src/ir/lower.ts";
import { ELEMENTWISE, isCallable, opDef, REDUCTIONS } from "../../src/ops/index.ts";

export type PredictionKind = "probs" | "logits" | "value";

export interface LossCase {
  readonly text: string;
  readonly kind: PredictionKind;
  readonly environment: Environment;
}

export interface LossOptions {
  readonly kinds?: readonly PredictionKind[];
  readonly labels?: "one-hot" | "soft" | "both";
  /** `detach` makes the gradient differ from the value's own derivative. */
  readonly detach?: boolean;
  /** Leaves out what evaluates or nests too deeply for a caller's purpose. */
  readonly without?: readonly string[];
  /** How many examples: 1 to 2 by default. */
  readonly batches?: { readonly min: number; readonly max: number };
  /** How many classes: 2 to 4 by default. */
  readonly classes?: { readonly min: number; readonly max: number };
}

const FUNCTIONS = `fn square(x) = x * x
fn blend(a, b) = if a > b then a - 0.5 * b else softplus(b) * a
fn spread(a, b) { let m = (a + b) / 2 return (a - m)^2 + tanh(b) }
`;

/** Arguments for each domain that the registry states: raw, and kept inside. */
const INSIDE: Readonly<Record<string, readonly ((x: string) => string)[]>> = {
  "": [(x) => x, (x) => `0.7 * ${x}`],
  "x > 0": [(x) => `(0.1 + abs(${x}))`, (x) => `(0.05 + sigmoid(${x}))`, (x) => `exp(0.5 * ${x})`],
  "x > -1": [(x) => `(abs(${x}) - 0.5)`, (x) => `exp(${x})`, (x) => `0.9 * sin(${x})`],
  "abs(x) < 1": [(x) => `0.9 * tanh(${x})`, (x) => `(${x} / (1.2 + abs(${x})))`],
  "x > 1": [(x) => `(1.1 + ${x}^2)`, (x) => `(1.2 + abs(${x}))`],
  "cos(x) != 0": [(x) => `1.2 * tanh(${x})`],
};

const callables = Object.keys(ELEMENTWISE).filter(isCallable);

function unaryCalls(without: ReadonlySet<string>): ((x: string) => string)[] {
  return callables.flatMap((name) => {
    const def = opDef(name);
    if (def.params.length !== 1 || without.has(name)) return [];
    const wrappers = INSIDE[def.domain ?? ""];
    if (wrappers === undefined) throw new Error(`no arguments are known for the domain ${def.domain} of ${name}`);
    return wrappers.map((wrap) => (x: string) => `${name}(${wrap(x)})`);
  });
}

const BINARY: readonly ((a: string, b: string) => string)[] = [
  (a, b) => `(${a} + ${b})`,
  (a, b) => `(${a} - ${b})`,
  (a, b) => `(${a} * ${b})`,
  (a, b) => `(${a} / (0.5 + abs(${b})))`,
  (a, b) => `(${a} / ${b})`,
  (a, b) => `max(${a}, ${b})`,
  (a, b) => `min(${a}, ${b})`,
  (a, b) => `(0.1 + abs(${a}))^(${b})`,
  (a, b) => `pow(0.05 + sigmoid(${a}), ${b})`,
  (a, b) => `clamp(${a}, -0.5, ${b})`,
  (a, b) => `clamp(${a}, ${b}, 0.4)`,
  (a, b) => `blend(${a}, ${b})`,
  (a, b) => `spread(${a}, ${b})`,
];

const UNARY_FORMS: readonly ((x: string) => string)[] = [
  (x) => `-${x}`,
  (x) => `(1 - ${x})`,
  (x) => `${x}^2`,
  (x) => `(${x})^3`,
  (x) => `(1.5 * ${x})`,
  (x) => `(${x} / 3)`,
  (x) => `square(${x})`,
  (x) => `clamp(${x}, 0.1, 0.9)`,
];

const COMPARISONS = ["<", "<=", ">", ">=", "==", "!="] as const;
const REDUCTION_NAMES = Object.keys(REDUCTIONS) as (keyof typeof REDUCTIONS)[];

interface Texts {
  readonly wide: fc.Arbitrary<string>;
  readonly narrow: fc.Arbitrary<string>;
}

/** Expressions over given leaves: `wide` per class, `narrow` per example or constant. */
function expressions(
  wideLeaves: readonly string[],
  narrowLeaves: readonly string[],
  without: ReadonlySet<string>,
): Texts {
  const calls = unaryCalls(without);
  const unary = fc.constantFrom(...calls, ...UNARY_FORMS, ...UNARY_FORMS);
  const binary = fc.constantFrom(...BINARY);
  const hasClasses = wideLeaves.length > 0;
  const number = fc.constantFrom("0", "0.25", "1", "2", "0.1", "3.7", "eps", "pi", "e", "1e-3");
  const reduce = REDUCTION_NAMES.filter((name) => REDUCTIONS[name].result === "per-example" && !without.has(name));
  const spread = REDUCTION_NAMES.filter((name) => REDUCTIONS[name].result === "per-class" && !without.has(name));
  const depth = { maxDepth: 5, depthSize: "small", withCrossShrink: true } as const;
  const tied = fc.letrec<{ wide: string; narrow: string; condition: string }>((tie) => {
    const narrow = tie("narrow");
    const wide = tie("wide");
    const any = hasClasses ? fc.oneof(wide, narrow) : narrow;
    const choose = (a: fc.Arbitrary<string>, b: fc.Arbitrary<string>, condition: fc.Arbitrary<string>) =>
      fc.tuple(condition, a, b).map(([c, x, y]) => `(if ${c} then ${x} else ${y})`);
    const compare = (operand: fc.Arbitrary<string>) =>
      fc.tuple(operand, fc.constantFrom(...COMPARISONS), operand).map(([a, symbol, b]) => `${a} ${symbol} ${b}`);
    const two = (a: fc.Arbitrary<string>, b: fc.Arbitrary<string>) =>
      fc.tuple(binary, a, b, fc.boolean()).map(([write, x, y, flip]) => (flip ? write(y, x) : write(x, y)));
    return {
      condition: compare(narrow),
      narrow: fc.oneof(
        depth,
        { weight: 2, arbitrary: fc.oneof(number, fc.constantFrom(...narrowLeaves, ...narrowLeaves)) },
        ...(hasClasses
          ? [
              { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...reduce), wide).map(([f, x]) => `${f}(${x})`) },
              { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...reduce), narrow).map(([f, x]) => `${f}(${x})`) },
            ]
          : []),
        { weight: 3, arbitrary: fc.tuple(unary, narrow).map(([write, x]) => write(x)) },
        { weight: 3, arbitrary: two(narrow, narrow) },
        { weight: 1, arbitrary: choose(narrow, narrow, compare(narrow)) },
      ),
      wide: hasClasses
        ? fc.oneof(
            depth,
            { weight: 3, arbitrary: fc.constantFrom(...wideLeaves) },
            { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...spread), wide).map(([f, x]) => `${f}(${x})`) },
            { weight: 4, arbitrary: fc.tuple(unary, wide).map(([write, x]) => write(x)) },
            { weight: 4, arbitrary: two(wide, any) },
            { weight: 1, arbitrary: choose(wide, any, compare(any)) },
          )
        : fc.constant("0"),
    };
  });
  return { wide: tied.wide, narrow: tied.narrow };
}

/** A body over the leaves, at times with lets whose names further expressions read. */
function bodyOver(wideLeaves: readonly string[], narrowLeaves: readonly string[], without: ReadonlySet<string>) {
  const plain = expressions(wideLeaves, narrowLeaves, without);
  const hasClasses = wideLeaves.length > 0;
  const withLets = expressions(hasClasses ? [...wideLeaves, "h"] : [], [...narrowLeaves, "s"], without);
  const outermost = ({ wide, narrow }: Texts) =>
    hasClasses
      ? fc.oneof(
          {
            weight: 4,
            arbitrary: fc.tuple(fc.constantFrom("sum", "mean", "-sum"), wide).map(([f, x]) => `${f}(${x})`),
          },
          { weight: 2, arbitrary: narrow },
        )
      : narrow;
  return fc.oneof(
    outermost(plain).map((result) => ` = ${result}`),
    fc
      .tuple(hasClasses ? plain.wide : plain.narrow, plain.narrow, outermost(withLets))
      .map(([h, s, result]) => ` {\n  let h = ${h}\n  let s = ${s}\n  return ${result}\n}`),
  );
}

const thousandths = (low: number, high: number): fc.Arbitrary<number> =>
  fc.integer({ min: Math.round(low * 1000), max: Math.round(high * 1000) }).map((n) => n / 1000);

function rows(
  classes: number,
  batch: number,
  row: (classes: number) => fc.Arbitrary<readonly number[]>,
): fc.Arbitrary<number[]> {
  return fc.array(row(classes), { minLength: batch, maxLength: batch }).map((all) => all.flat());
}

const onSimplex = (classes: number): fc.Arbitrary<readonly number[]> =>
  fc.array(thousandths(0.05, 1), { minLength: classes, maxLength: classes }).map((raw) => {
    const total = raw.reduce((sum, x) => sum + x, 0);
    return raw.map((x) => x / total);
  });

const oneHot = (classes: number): fc.Arbitrary<readonly number[]> =>
  fc.nat({ max: classes - 1 }).map((label) => Array.from({ length: classes }, (_, i) => (i === label ? 1 : 0)));

const freely =
  (low: number, high: number) =>
  (classes: number): fc.Arbitrary<readonly number[]> =>
    fc.array(thousandths(low, high), { minLength: classes, maxLength: classes });

const PARAMETERS = "gamma = 2 in [0, 10], alpha = 0.25 in (0, 1], shift = 0.3";
const PARAMETER_NAMES = ["gamma", "alpha", "shift"] as const;

function caseOf(kind: PredictionKind, options: LossOptions): fc.Arbitrary<LossCase> {
  const without = new Set([...(options.without ?? []), ...(options.detach ? [] : ["detach"])]);
  const narrow = ["w", ...PARAMETER_NAMES];
  const header = { probs: "y: target, p: probs", logits: "y: target, p: logits", value: "y: value, p: value" }[kind];
  const body =
    kind === "value"
      ? fc.oneof(
          bodyOver([], ["y", "p", "p - y", "(p - y)", ...narrow], without),
          bodyOver(["y", "p", "(p - y)"], narrow, without),
        )
      : bodyOver(["y", "p", "p", "y * p", "(y - p)"], narrow, without);
  const labels = options.labels ?? "both";
  const target =
    labels === "both" ? fc.constantFrom(oneHot, onSimplex) : fc.constant(labels === "one-hot" ? oneHot : onSimplex);
  const prediction = kind === "probs" ? onSimplex : freely(-2, 2);
  return fc
    .record({
      body,
      classes: fc.integer(options.classes ?? { min: 2, max: 4 }),
      batch: fc.integer(options.batches ?? { min: 1, max: 2 }),
      target,
    })
    .chain(({ body: text, classes, batch, target: labelRow }) => {
      const source = `${FUNCTIONS}loss random(${header}, w: weight; ${PARAMETERS})${text}\n`;
      // A \`value\` is per example in a loss that reduces nothing.
      const width = kind !== "value" || lowerText(source).prediction.shape === "per-class" ? classes : 1;
      return fc
        .record({
          y: rows(width, batch, kind === "value" ? freely(-2, 2) : labelRow),
          p: rows(width, batch, prediction),
          w: fc.array(thousandths(0.1, 2), { minLength: batch, maxLength: batch }),
          gamma: thousandths(0.5, 4),
          alpha: thousandths(0.05, 1),
          shift: thousandths(-1, 1),
        })
        .map(({ y, p, w, ...parameters }) => ({
          text: source,
          kind,
          environment: {
            batch,
            classes,
            inputs: new Map([
              ["y", y],
              ["p", p],
              ["w", w],
            ]),
            parameters: new Map(Object.entries(parameters)),
          },
        }));
    });
}

export function arbitraryLoss(options: LossOptions = {}): fc.Arbitrary<LossCase> {
  return fc.oneof(...(options.kinds ?? ["probs", "logits", "value"]).map((kind) => caseOf(kind, options)));
}

/** The case's text as a DAG; that the checker finds no error in it is the generator's promise. */
export function lowerText(text: string): LoweredLoss {
  const { losses, diagnostics } = checkSource({ name: "random.loss", text });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0 || losses.length === 0)
    throw new Error(
      `not well-typed: ${JSON.stringify(errors.map(({ code, labels }) => [code, labels[0].text]))}\n${text}`,
    );
  return lower(losses[losses.length - 1]);
}
