/** The real parser's grammar goes in; its rules as plain data come out, for the EBNF and the railroad diagram alike. */

import type { ISerializedGast } from "chevrotain";
import { LossParser } from "../src/syntax/parser.ts";
import { Identifier, NumberLiteral, OPERATORS, StringLiteral } from "../src/syntax/tokens.ts";

export type Grammar =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "rule"; readonly name: string }
  | { readonly kind: "sequence"; readonly parts: readonly Grammar[] }
  | { readonly kind: "choice"; readonly parts: readonly Grammar[] }
  | { readonly kind: "optional"; readonly part: Grammar }
  /** Once or more often, with `between` in between. */
  | { readonly kind: "repeat"; readonly part: Grammar; readonly between: Grammar | undefined };

export interface Rule {
  readonly name: string;
  readonly grammar: Grammar;
}

/** Tokens that are not one fixed text; `lossc.ebnf` spells them out under these names. */
const LEXICAL: ReadonlyMap<string, string> = new Map([
  [Identifier.name, "name"],
  [NumberLiteral.name, "number"],
  [StringLiteral.name, "string"],
]);

const OPERATOR_TEXTS: readonly string[] = OPERATORS.map((token) => String(token.PATTERN));

function literal(text: string): Grammar {
  return { kind: "literal", text };
}

function terminal(name: string, label: string | undefined): Grammar {
  const lexical = LEXICAL.get(name);
  if (lexical !== undefined) return { kind: "rule", name: lexical };
  if (name === "BinaryOperator") return { kind: "rule", name: "operator" };
  if (label === undefined) throw new Error(`token ${name} has no label`);
  return literal(label.replaceAll("`", ""));
}

function sequence(parts: readonly ISerializedGast[]): Grammar {
  const all = parts.map(grammarOf);
  return all.length === 1 ? all[0] : { kind: "sequence", parts: all };
}

interface SerializedNode {
  readonly type: string;
  readonly name?: string;
  readonly label?: string;
  readonly definition?: readonly ISerializedGast[];
  readonly separator?: ISerializedGast;
}

function grammarOf(serialized: ISerializedGast): Grammar {
  const node: SerializedNode = serialized;
  const inner = () => sequence(node.definition ?? []);
  switch (node.type) {
    case "Terminal":
      return terminal(node.name ?? "", node.label);
    case "NonTerminal":
      return { kind: "rule", name: node.name ?? "" };
    case "Alternative":
      return inner();
    case "Alternation":
      return { kind: "choice", parts: (node.definition ?? []).map(grammarOf) };
    case "Option":
      return { kind: "optional", part: inner() };
    case "Repetition":
      return { kind: "optional", part: { kind: "repeat", part: inner(), between: undefined } };
    case "RepetitionWithSeparator": {
      if (node.separator === undefined) throw new Error("a list without a separator");
      const between = grammarOf(node.separator);
      // `mend.ts` takes the comma at the end of a list before the parser sees it.
      const trailing: Grammar = { kind: "optional", part: between };
      return {
        kind: "optional",
        part: { kind: "sequence", parts: [{ kind: "repeat", part: inner(), between }, trailing] },
      };
    }
    default:
      throw new Error(`no picture for ${node.type}`);
  }
}

export function grammarRules(): readonly Rule[] {
  const parser = new LossParser({ validate: true });
  const rules = parser.getSerializedGastProductions().map((serialized): Rule => {
    const node: SerializedNode = serialized;
    return { name: node.name ?? "", grammar: sequence(node.definition ?? []) };
  });
  const operator: Rule = { name: "operator", grammar: { kind: "choice", parts: OPERATOR_TEXTS.map(literal) } };
  return [...rules, operator];
}
