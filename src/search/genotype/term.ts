/** A checked expression goes in; a term comes out: functions and lets inlined, parameters at their defaults, numbers folded. */

import type { CheckedExpression, CheckedLet } from "../../check/checked.ts";
import { CONSTANTS, type ElementwiseName, opDef } from "../../ops/index.ts";

export type Term = {
  /** Equal for equal terms. */
  readonly key: string;
  /** Operations, numbers and variables, as often as they are used. */
  readonly size: number;
} & (
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "op"; readonly op: ElementwiseName; readonly args: readonly Term[] }
);

/** What makes an expression no term, in words. */
export class NotPointwise extends Error {}

/** The same for what lets stand for: one that is used twice doubles a term. */
const MOST_PARTS = 10_000;

export function numberTerm(value: number): Term {
  return { kind: "number", value, key: `#${value}`, size: 1 };
}

export function variableTerm(name: string): Term {
  return { kind: "variable", name, key: name, size: 1 };
}

export function opTerm(op: ElementwiseName, args: readonly Term[]): Term {
  const numbers = args.flatMap((arg) => (arg.kind === "number" ? [arg.value] : []));
  if (numbers.length === args.length) return numberTerm(opDef(op).evaluate(...numbers));
  let size = 1;
  for (const arg of args) size += arg.size;
  if (size > MOST_PARTS) throw new NotPointwise(`it has more than ${MOST_PARTS} operations`);
  return { kind: "op", op, args, size, key: `${op}(${args.map(({ key }) => key).join(",")})` };
}

/** Far above any space's limit. */
const MOST_NODES = 2_000;

const TRUE_CLASS: ReadonlySet<string> = new Set(["mul(y,yhat)", "mul(yhat,y)"]);

export interface TermReader {
  readonly term: (expression: CheckedExpression) => Term;
  /** What per-example sums sum, put into one sum: `2 * sum(a) - sum(b)` is the sum of `2 * a - b`. */
  readonly summand: (expression: CheckedExpression) => Term;
}

/** `nameOf` says what an input is called as a variable. */
export function termReader(nameOf: (input: string) => string): TermReader {
  let nodes = 0;
  const lets = new Map<CheckedLet, Term>();
  const term = (expression: CheckedExpression): Term => {
    if (++nodes > MOST_NODES) throw new NotPointwise(`it has more than ${MOST_NODES} operations`);
    switch (expression.kind) {
      case "number":
        return numberTerm(expression.value);
      case "constant":
        return numberTerm(CONSTANTS.get(expression.name) ?? Number.NaN);
      case "parameter":
        return numberTerm(expression.parameter.defaultValue);
      case "input":
        return variableTerm(nameOf(expression.input.name));
      case "local": {
        const known = lets.get(expression.binding);
        if (known !== undefined) return known;
        const made = term(expression.binding.value);
        lets.set(expression.binding, made);
        return made;
      }
      case "block":
        return term(expression.result);
      case "op":
        return opTerm(expression.op, expression.args.map(term));
      case "reduction":
        throw new NotPointwise(`it needs \`${expression.op}\` over classes within what is summed`);
    }
  };

  /** A function g of the true class's probability, sum(y * yhat): for one-hot labels it is the sum of y * g(yhat). */
  const ofTrueClass = (expression: CheckedExpression): Term => {
    if (expression.shape === "constant") return term(expression);
    switch (expression.kind) {
      case "local":
        return ofTrueClass(expression.binding.value);
      case "block":
        return ofTrueClass(expression.result);
      case "op":
        return opTerm(expression.op, expression.args.map(ofTrueClass));
      case "reduction":
        if (expression.op === "sum" && TRUE_CLASS.has(term(expression.operand).key)) return variableTerm("yhat");
        break;
      default:
        break;
    }
    throw new NotPointwise("it is no sum over classes of a function of one label and one prediction");
  };

  const summand = (expression: CheckedExpression): Term => {
    switch (expression.kind) {
      case "local":
        return summand(expression.binding.value);
      case "block":
        return summand(expression.result);
      case "reduction":
        if (expression.op === "sum") return term(expression.operand);
        break;
      case "op": {
        const { op, args } = expression;
        const [first, second] = args;
        if (op === "neg") return opTerm("neg", [summand(first)]);
        const areSums = args.every(({ shape }) => shape === "per-example");
        if ((op === "add" || op === "sub") && areSums) return opTerm(op, [summand(first), summand(second)]);
        if (op === "mul" && first.shape === "constant") return scaled(term(first), summand(second));
        if ((op === "mul" || op === "div") && second.shape === "constant") {
          return opTerm(op, [summand(first), term(second)]);
        }
        break;
      }
      default:
        break;
    }
    return opTerm("mul", [variableTerm("y"), ofTrueClass(expression)]);
  };
  return { term, summand };
}

function scaled(factor: Term, of: Term): Term {
  return factor.kind === "number" && factor.value === 1 ? of : opTerm("mul", [factor, of]);
}
