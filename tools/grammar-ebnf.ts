/** The grammar's rules go in; their EBNF in the W3C's notation comes out. */

import { INFIX } from "../src/syntax/precedence.ts";
import type { Grammar, Rule } from "./grammar-rules.ts";

function quoted(text: string): string {
  return `'${text}'`;
}

/** In brackets where a suffix such as `?` would otherwise bind to the last part only. */
function unit(grammar: Grammar): string {
  const text = ebnf(grammar);
  return grammar.kind === "literal" || grammar.kind === "rule" ? text : `(${text})`;
}

function ebnf(grammar: Grammar): string {
  switch (grammar.kind) {
    case "literal":
      return quoted(grammar.text);
    case "rule":
      return grammar.name;
    case "sequence":
      return grammar.parts.map((part) => (part.kind === "choice" ? unit(part) : ebnf(part))).join(" ");
    case "choice":
      return grammar.parts.map(ebnf).join(" | ");
    case "optional":
      return grammar.part.kind === "repeat" && grammar.part.between === undefined
        ? `${unit(grammar.part.part)}*`
        : `${unit(grammar.part)}?`;
    case "repeat":
      return grammar.between === undefined
        ? `${unit(grammar.part)}+`
        : `${unit(grammar.part)} (${ebnf(grammar.between)} ${unit(grammar.part)})*`;
  }
}

const LEXICAL = `name ::= [A-Za-z_] [A-Za-z0-9_]*   /* but no keyword */
number ::= ([0-9]+ '.'? [0-9]* | '.' [0-9]+) ([eE] [+-]? [0-9]+)?   /* and no letter, digit, '_' or '.' behind it */
string ::= '"' [^"#xD#xA]* '"'
comment ::= '//' [^#xD#xA]*   /* '///' above a loss or a function documents it */
blank ::= [#x20#x9#xD#xA]+   /* line ends mean no more than blanks; a byte order mark may begin the file */
`;

export function ebnfFile(rules: readonly Rule[], keywords: readonly string[]): string {
  const levels = new Map<number, string[]>();
  for (const { operator, precedence } of INFIX.values()) {
    levels.set(precedence, [...(levels.get(precedence) ?? []), operator]);
  }
  const ladder = [...levels].sort(([a], [b]) => b - a).map(([, operators]) => operators.join(" "));
  const [power, ...looser] = ladder;
  return `/* Made by tools/grammar.ts from the parser itself: run it again rather than edit this. */

${rules.map(({ name, grammar }) => `${name} ::= ${ebnf(grammar)}`).join("\n")}

${LEXICAL}keyword ::= ${keywords.map(quoted).join(" | ")}

/*
The parser reads an expression flat; the tree is built by precedence, tightest first:
  ${power}            to the right: a^b^c is a^(b^c)
  - (sign)     so -x^2 is -(x^2), and 2^-x is 2^(-x)
${looser.map((operators, i) => `  ${operators.padEnd(12)} ${i === looser.length - 1 ? "do not chain: a < b < c is an error" : "to the left"}`).join("\n")}
  if           an operand only in brackets: 2 * (if c then a else b)
*/
`;
}
