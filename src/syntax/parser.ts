/** Tokens go in; a concrete syntax tree comes out, with holes where the text has errors. */

import {
  CstParser,
  EOF,
  type IParserErrorMessageProvider,
  type IRecognitionException,
  type IToken,
  type TokenType,
} from "chevrotain";
import * as t from "./tokens.ts";

/** A file as broken as this is not worth reading further: recovery costs far more than parsing. */
const MAX_ERRORS = 25;
class TooManyErrors extends Error {}

/** Expressions inside each other, by brackets or `if`; the parser recurses once for each. */
export const MAX_NESTING = 100;
class TooDeep extends Error {}

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

export const DECLARATIONS = "`loss`, `fn` or `import`";
/** What a rule wants where none of its alternatives fits. */
const WANTED = new Map([
  ["program", DECLARATIONS],
  ["expression", "an expression"],
]);
const END = "the end";
/** In a list, a closing bracket that is missing may be a comma that is missing. */
const LISTS = new Set(["arguments", "lossDeclaration", "fnDeclaration", "importDeclaration"]);

export function labelOf(token: TokenType): string {
  return token.LABEL ?? token.name;
}

/** The "message" of an error is what was expected, in words; `explain.ts` writes the sentence. */
function wantedInWords(count: () => void): IParserErrorMessageProvider {
  return {
    buildMismatchTokenMessage({ expected, ruleName }) {
      count();
      if (expected === EOF) return ruleName === "program" ? DECLARATIONS : END;
      const closes = expected === t.RightParen || (expected === t.RightBrace && ruleName === "importDeclaration");
      return closes && LISTS.has(ruleName) ? orList(["`,`", labelOf(expected)]) : labelOf(expected);
    },
    buildNoViableAltMessage({ expectedPathsPerAlt, ruleName }) {
      count();
      return WANTED.get(ruleName) ?? orList([...new Set(expectedPathsPerAlt.map((paths) => labelOf(paths[0][0])))]);
    },
    buildEarlyExitMessage({ ruleName }) {
      count();
      return WANTED.get(ruleName) ?? "more";
    },
    buildNotAllInputParsedMessage({ ruleName }) {
      count();
      return ruleName === "program" ? DECLARATIONS : END;
    },
  };
}

export interface Reading<T> {
  /** `undefined` where the text has more errors, or is nested more deeply, than is worth reading on for. */
  readonly cst: T | undefined;
  readonly errors: readonly IRecognitionException[];
  readonly tooDeepAt: IToken | undefined;
}

export class LossParser extends CstParser {
  readonly #counter: { errors: number };
  #depth = 0;

  constructor(options: { readonly validate: boolean } = { validate: false }) {
    const counter = { errors: 0 };
    super([...t.TOKENS], {
      recoveryEnabled: true,
      maxLookahead: 2,
      nodeLocationTracking: "none",
      skipValidations: !options.validate,
      errorMessageProvider: wantedInWords(() => {
        counter.errors++;
        if (counter.errors > MAX_ERRORS) throw new TooManyErrors();
      }),
    });
    this.#counter = counter;
    this.performSelfAnalysis();
  }

  read<T>(tokens: IToken[], rule: () => T): Reading<T> {
    this.#counter.errors = 0;
    this.#depth = 0;
    this.input = tokens;
    try {
      return { cst: rule(), errors: this.errors, tooDeepAt: undefined };
    } catch (error) {
      if (error instanceof TooManyErrors) return { cst: undefined, errors: this.errors, tooDeepAt: undefined };
      if (error instanceof TooDeep) return { cst: undefined, errors: this.errors.slice(0, -1), tooDeepAt: this.LA(1) };
      throw error;
    }
  }

  /** A name that is missing is not made up: what follows would be read as something it is not. */
  protected override canTokenTypeBeInsertedInRecovery(token: TokenType): boolean {
    return token !== t.StringLiteral && token !== t.LeftBrace;
  }

  protected override getTokenToInsert(token: TokenType): IToken {
    const place = t.endOf(this.LA(0));
    return t.virtualToken(token, Number.isFinite(place) ? place : 0);
  }

  readonly program = this.RULE("program", () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.lossDeclaration, { LABEL: "declarations" }) },
        { ALT: () => this.SUBRULE(this.fnDeclaration, { LABEL: "declarations" }) },
        { ALT: () => this.SUBRULE(this.importDeclaration, { LABEL: "declarations" }) },
      ]);
    });
  });

  readonly importDeclaration = this.RULE("importDeclaration", () => {
    this.CONSUME(t.Import);
    this.CONSUME(t.LeftBrace);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.CONSUME(t.Identifier) });
    this.CONSUME(t.RightBrace);
    this.CONSUME(t.From);
    this.CONSUME(t.StringLiteral);
  });

  readonly lossDeclaration = this.RULE("lossDeclaration", () => {
    this.CONSUME(t.Loss);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.input_) });
    this.OPTION(() => {
      this.CONSUME(t.Semicolon);
      this.MANY_SEP2({ SEP: t.Comma, DEF: () => this.SUBRULE(this.parameter) });
    });
    this.CONSUME(t.RightParen);
    this.SUBRULE(this.body);
  });

  readonly input_ = this.RULE("inputDeclaration", () => {
    this.CONSUME(t.Identifier, { LABEL: "name" });
    this.CONSUME(t.Colon);
    this.CONSUME2(t.Identifier, { LABEL: "kind" });
  });

  readonly parameter = this.RULE("parameterDeclaration", () => {
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Assign);
    this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(t.In);
      this.SUBRULE(this.range);
    });
  });

  readonly range = this.RULE("range", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.LeftBracket, { LABEL: "open" }) },
      { ALT: () => this.CONSUME(t.LeftParen, { LABEL: "open" }) },
    ]);
    this.SUBRULE(this.expression, { LABEL: "low" });
    this.CONSUME(t.Comma);
    this.SUBRULE2(this.expression, { LABEL: "high" });
    this.OR2([
      { ALT: () => this.CONSUME(t.RightBracket, { LABEL: "close" }) },
      { ALT: () => this.CONSUME(t.RightParen, { LABEL: "close" }) },
    ]);
  });

  readonly fnDeclaration = this.RULE("fnDeclaration", () => {
    this.CONSUME(t.Fn);
    this.CONSUME(t.Identifier, { LABEL: "name" });
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.CONSUME2(t.Identifier, { LABEL: "parameters" }) });
    this.CONSUME(t.RightParen);
    this.SUBRULE(this.body);
  });

  readonly body = this.RULE("body", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Assign);
          this.SUBRULE(this.expression);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.LeftBrace);
          this.MANY(() => this.SUBRULE(this.letStatement));
          this.CONSUME(t.Return);
          this.SUBRULE2(this.expression);
          this.CONSUME(t.RightBrace);
        },
      },
    ]);
  });

  readonly letStatement = this.RULE("letStatement", () => {
    this.CONSUME(t.Let);
    this.CONSUME(t.Identifier);
    this.CONSUME(t.Assign);
    this.SUBRULE(this.expression);
  });

  /** Flat on purpose: one rule per nesting level, all parts in order under `items`; precedence is the AST builder's. */
  readonly expression = this.RULE("expression", () => {
    this.#depth++;
    try {
      this.ACTION(() => {
        if (this.#depth > MAX_NESTING + 1) throw new TooDeep();
      });
      this.#operand(1);
      this.MANY(() => {
        this.CONSUME(t.BinaryOperator, { LABEL: "items" });
        this.#operand(2);
      });
    } finally {
      this.#depth--;
    }
  });

  #operand(place: 1 | 2): void {
    this.many(place, () => this.consume(place + 2, t.Minus, { LABEL: "items" }));
    this.or(place, [
      { ALT: () => this.consume(place, t.NumberLiteral, { LABEL: "items" }) },
      {
        ALT: () => {
          this.consume(place, t.Identifier, { LABEL: "items" });
          this.option(place, () => this.subrule(place, this.arguments_, { LABEL: "items" }));
        },
      },
      {
        ALT: () => {
          this.consume(place, t.LeftParen, { LABEL: "items" });
          this.subrule(place, this.expression, { LABEL: "items" });
          this.consume(place, t.RightParen, { LABEL: "items" });
        },
      },
      { ALT: () => this.subrule(place, this.conditional, { LABEL: "items" }) },
    ]);
  }

  readonly arguments_ = this.RULE("arguments", () => {
    this.CONSUME(t.LeftParen);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) });
    this.CONSUME(t.RightParen);
  });

  /** `else if` is a loop here, so that a long chain of them is not deep. */
  readonly conditional = this.RULE("conditional", () => {
    this.CONSUME(t.If);
    this.SUBRULE(this.expression);
    this.CONSUME(t.Then);
    this.SUBRULE2(this.expression);
    this.MANY(() => {
      this.CONSUME(t.Else);
      this.CONSUME2(t.If);
      this.SUBRULE3(this.expression);
      this.CONSUME2(t.Then);
      this.SUBRULE4(this.expression);
    });
    this.CONSUME2(t.Else);
    this.SUBRULE5(this.expression);
  });
}
