/** An individual of a run goes in; the .loss file that says what it is and where it comes from comes out. */

import type { Individual } from "../../search/evolve/individual.ts";
import type { Declaration, Expression, FunctionDeclaration, LossDeclaration } from "../../syntax/ast.ts";
import { parse } from "../../syntax/parse.ts";
import { print } from "../../syntax/print.ts";

export interface Origin {
  /** What the run is called: its folder's name. */
  readonly run: string;
  readonly seed: number;
  readonly objective: string;
  readonly space: string;
  readonly rungs: number;
}

/** `found_17`, as the loss is called, and its file without `.loss`. */
export const foundName = ({ id }: Pick<Individual, "id">): string => `found_${id}`;

/** The active part alone: nodes that nothing reads are left to the journal. */
export function foundLoss(individual: Individual, origin: Origin, name = foundName(individual)): string {
  const { program } = parse({ name: "candidate.loss", text: individual.program });
  const loss = program.declarations.find((one): one is LossDeclaration => one.kind === "loss");
  if (loss === undefined) throw new Error(`an individual has no loss:\n${individual.program}`);
  const active: LossDeclaration = {
    ...loss,
    name: { ...loss.name, name },
    doc: originText(individual, origin),
    body: { ...loss.body, lets: activeLets(loss) },
  };
  const functions = program.declarations.filter((one): one is FunctionDeclaration => one.kind === "fn");
  const declarations: Declaration[] = [...calledFrom(active, functions), active];
  return print({ ...program, declarations });
}

/** Lets stand behind what they read: from the last to the first, those that are read. */
function activeLets({ body }: LossDeclaration): LossDeclaration["body"]["lets"] {
  const read = namesIn(body.result);
  return body.lets
    .toReversed()
    .filter((one) => {
      if (!read.has(one.name.name)) return false;
      for (const name of namesIn(one.value)) read.add(name);
      return true;
    })
    .toReversed();
}

function calledFrom({ body }: LossDeclaration, functions: readonly FunctionDeclaration[]): FunctionDeclaration[] {
  const called = new Set([body.result, ...body.lets.map(({ value }) => value)].flatMap((one) => [...namesIn(one)]));
  return functions.filter(({ name }) => called.has(name.name));
}

/** Everything that an expression reads or calls. */
function namesIn(expression: Expression): Set<string> {
  switch (expression.kind) {
    case "number":
    case "missing":
      return new Set();
    case "name":
      return new Set([expression.name]);
    case "negation":
      return namesIn(expression.operand);
    case "binary":
      return union([expression.left, expression.right]);
    case "if":
      return union([expression.condition, expression.consequent, expression.alternative]);
    case "call":
      return union(expression.args).add(expression.callee.name);
  }
}

const union = (parts: readonly Expression[]): Set<string> => new Set(parts.flatMap((part) => [...namesIn(part)]));

function originText({ id, fitness, rungs, parents, mutation, complexity, seed }: Individual, origin: Origin): string {
  const { run, objective, space, rungs: all } = origin;
  const came = parents.length === 0 ? mutationText(mutation) : `child of ${parents.join(" and ")} by ${mutation}`;
  return [
    `Found by lossc evolve: candidate ${id} of the run ${run} (space ${space}, seed ${origin.seed}); ${came}.`,
    `Fitness ${fitness.toPrecision(6)} (${objective}) on rung ${rungs.length} of ${all}; by rung: ${rungs.map((one) => one.toPrecision(6)).join(", ")}.`,
    `Training seed ${seed}; complexity ${complexity}.`,
  ].join("\n");
}

const mutationText = (mutation: string): string => (mutation === "seed" ? "given by --from" : `drawn at ${mutation}`);
