/** A per-example expression in; how each example's value changes with an input, by finite differences, out. */

import { type Environment, interpret } from "../../src/ir/interpret.ts";
import type { Node } from "../../src/ir/node.ts";
import { derivativeAt, type Estimate } from "./finite-differences.ts";

const STEP = 2e-3;

function withInput(environment: Environment, name: string, place: number, value: number): Environment {
  const values = Array.from(environment.inputs.get(name)!);
  values[place] = value;
  return { ...environment, inputs: new Map([...environment.inputs, [name, values]]) };
}

/** d(value of the example) / d(input[place]) for each place of a per-class or per-example input. */
export function inputSlopes(root: Node, name: string, environment: Environment): Estimate[] {
  const values = environment.inputs.get(name)!;
  const perExample = values.length / environment.batch;
  return Array.from(values, (start, place) => {
    const value = (x: number): number => {
      const [result] = interpret([root], withInput(environment, name, place, x));
      return result.length === 1 ? result[0] : result[Math.floor(place / perExample)];
    };
    return derivativeAt(value, start, STEP);
  });
}

/** d(value of the example) / d(parameter) for each example. */
export function parameterSlopes(root: Node, name: string, environment: Environment): Estimate[] {
  const start = environment.parameters.get(name)!;
  return Array.from({ length: environment.batch }, (_, example) => {
    const value = (x: number): number => {
      const parameters = new Map([...environment.parameters, [name, x]]);
      const [result] = interpret([root], { ...environment, parameters });
      return result.length === 1 ? result[0] : result[example];
    };
    return derivativeAt(value, start, STEP);
  });
}

/** Values of a possibly narrower expression, one for each of `length` places. */
export function spread(values: ArrayLike<number>, length: number): number[] {
  return Array.from({ length }, (_, i) => values[Math.floor((i * values.length) / length)]);
}

/** The places where a derivative strays from its estimate by more than the estimate's own error allows. */
export function strays(exact: readonly number[], estimates: readonly Estimate[]): string[] {
  return exact.flatMap((value, i) => {
    const { value: expected, error } = estimates[i];
    const allowed = 1e-7 * (1 + Math.abs(expected)) + 20 * error;
    return Math.abs(value - expected) <= allowed ? [] : [`[${i}]: ${value} for ${expected} ± ${error}`];
  });
}

/** Whether finite differences say enough for a comparison. */
export function isSharp(estimates: readonly Estimate[]): boolean {
  return estimates.every(({ value, error }) => error <= 1e-5 * (1 + Math.abs(value)));
}
