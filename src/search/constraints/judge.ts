/** The tests in their order, cheapest first: a genotype goes in; a candidate, or the first reason to refuse it, comes out. */

import type { Genotype, Tree } from "../genotype/genotype.ts";
import { programOf } from "../genotype/index.ts";
import type { Candidate, Rejection } from "../individual.ts";
import type { Space } from "../space/space.ts";
import { createEvaluator } from "../vector/evaluator.ts";
import type { Values } from "../vector/operator-loops.ts";
import { complexityOf } from "./complexity.ts";
import { fingerprintOf, textFingerprint } from "./fingerprint.ts";
import { checkIntegrity, lossCurve, PHENOTYPE_POINTS, PHENOTYPE_PREDICTIONS, phenotypeOf } from "./integrity.ts";
import { createPhenotypeMemory } from "./phenotype-memory.ts";
import { checkSimulation } from "./simulation.ts";
import { checkDirection, checkFinite, SLOPE_POINTS, slopesOf } from "./slopes.ts";
import { expressionOf } from "./structure.ts";

export interface JudgeOptions {
  /** `nlfs`: the paper's tests and no others. */
  readonly mode?: "nlfs" | "default";
}

export type Judgement =
  /** The genotype with its `flip` decided. */
  { readonly accepted: Candidate; readonly genotype: Genotype } | { readonly rejected: Rejection };

export interface Judge {
  /** `isKnown` says whether a loss of this fingerprint is a member already. */
  judge(genotype: Genotype, isKnown?: (fingerprint: string) => boolean): Judgement;
  /** Morgan & Hougen's, up as the integrity check has it; `undefined` where no loss is computed. The caller's to keep. */
  phenotype(genotype: Genotype): Float32Array | undefined;
  /**
   * Has the judge know a member that another judge has accepted (a run that is resumed), so that near phenotypes count as duplicates of it.
   * Without use in the default mode, where fingerprints say all.
   */
  remember(genotype: Genotype, fingerprint: string): void;
}

/** The expression as a text, equal for equal expressions: each operation in terms of the ones before it. */
function formulaOf(tree: Tree): string {
  const places = new Map<Tree, string>();
  const operations: string[] = [];
  const texts = new Map<string, string>();
  const visit = (part: Tree): string => {
    if (part.kind === "leaf") return part.text;
    if (part.kind === "constant") return String(part.value);
    let place = places.get(part);
    if (place !== undefined) return place;
    const [first, second] = part.args;
    const operation = `${part.operator}(${second === undefined ? visit(first) : `${visit(first)},${visit(second)}`})`;
    place = texts.get(operation) ?? `#${operations.push(operation)}`;
    texts.set(operation, place);
    places.set(part, place);
    return place;
  };
  visit(tree);
  return operations.join(" ");
}

/** What the integrity check says of an expression, without its values. */
type Checked = { readonly flip: boolean; readonly fingerprint: string } | Rejection;

/** Expressions whose checks are kept: small ones come again and again. */
const KNOWN_EXPRESSIONS = 20_000;

const isRejection = (value: object): value is Rejection => "reason" in value;
const NEVER = (): boolean => false;
const duplicate = (detail: string): { rejected: Rejection } => ({ rejected: { reason: "duplicate", detail } });

export function createJudge(space: Space, { mode = "default" }: JudgeOptions = {}): Judge {
  // In float32, rounding alone can make a loss with a large shift look flat or jagged near its optimum.
  const isFaithful = mode === "nlfs";
  const curves = createEvaluator(space.operators, PHENOTYPE_PREDICTIONS, isFaithful ? "float32" : "float64");
  const slopes = createEvaluator(space.operators, SLOPE_POINTS, "float64");
  const memory = createPhenotypeMemory();
  const curve = isFaithful ? new Float32Array(PHENOTYPE_POINTS) : new Float64Array(PHENOTYPE_POINTS);
  const scaled = new Float32Array(PHENOTYPE_POINTS);
  const known = new Map<string, Checked>();

  /** Whose values `curve` holds. */
  let drawn: Tree | undefined;
  const curveOf = (tree: Tree): Values => {
    if (drawn !== tree) lossCurve(curves.value(tree), curve);
    drawn = tree;
    return curve;
  };

  /** The integrity check, and the fingerprint that tells formulas apart: looked up, or found out from the expression's curve. */
  function check(tree: Tree): Checked {
    const formula = formulaOf(tree);
    let checked = known.get(formula);
    if (checked === undefined) {
      const integrity = checkIntegrity(curveOf(tree));
      checked = isRejection(integrity)
        ? integrity
        : { flip: integrity.flip, fingerprint: textFingerprint(`${integrity.flip ? "-" : ""}${formula}`) };
      if (known.size >= KNOWN_EXPRESSIONS) known.clear();
      known.set(formula, checked);
    }
    return checked;
  }

  function accept(genotype: Genotype, tree: Tree, fingerprint: string, flip: boolean): Judgement {
    const decided = genotype.flip === flip ? genotype : { ...genotype, flip };
    let complexity: number | undefined;
    const accepted: Candidate = {
      program: programOf(space, decided),
      fingerprint,
      // No test asks for it, and it takes about as long as one.
      get complexity() {
        complexity ??= complexityOf(space, tree, flip);
        return complexity;
      },
    };
    return { accepted, genotype: decided };
  }

  /** Duplicates as the paper has them: the same formula, or a near phenotype. */
  function judgeFaithfully(
    genotype: Genotype,
    tree: Tree,
    { flip, fingerprint }: { readonly flip: boolean; readonly fingerprint: string },
    isKnown: (fingerprint: string) => boolean,
  ): Judgement {
    if (isKnown(fingerprint)) return duplicate("a member has the same formula");
    const phenotype = phenotypeOf(curveOf(tree), flip, scaled);
    const near = memory.near(phenotype, isKnown);
    if (near !== undefined) return duplicate(`its phenotype is that of ${near}`);
    memory.remember(fingerprint, phenotype);
    return accept(genotype, tree, fingerprint, flip);
  }

  function judge(genotype: Genotype, isKnown: (fingerprint: string) => boolean = NEVER): Judgement {
    const tree = expressionOf(space, genotype);
    if (isRejection(tree)) return { rejected: tree };
    const checked = check(tree);
    if (isRejection(checked)) return { rejected: checked };
    if (isFaithful) return judgeFaithfully(genotype, tree, checked, isKnown);

    const { flip } = checked;
    const looked = slopesOf(slopes.value(tree), slopes.slope(tree), flip);
    const infinite = checkFinite(looked);
    if (infinite !== undefined) return { rejected: infinite };
    const fingerprint = fingerprintOf(looked);
    if (fingerprint !== undefined && isKnown(fingerprint)) return duplicate("a member trains alike");
    const rejected = checkDirection(looked) ?? checkSimulation(looked);
    if (rejected !== undefined) return { rejected };
    if (fingerprint === undefined) return { rejected: { reason: "gradient", detail: "no logit moves it" } };
    return accept(genotype, tree, fingerprint, flip);
  }

  function phenotype(genotype: Genotype): Float32Array | undefined {
    const tree = expressionOf(space, genotype);
    if (isRejection(tree)) return undefined;
    const checked = check(tree);
    return phenotypeOf(curveOf(tree), isRejection(checked) ? false : checked.flip);
  }

  return {
    judge,
    phenotype,
    remember(genotype, fingerprint) {
      if (!isFaithful) return;
      const member = phenotype(genotype);
      if (member !== undefined) memory.remember(fingerprint, member);
    },
  };
}
