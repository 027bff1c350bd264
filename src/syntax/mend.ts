/**
 * Tokens go in; tokens without the commonest slips come out, with a diagnostic for each slip.
 * Mending them here lets the parser read on as if the text had been right, which no general recovery can.
 */

import type { IToken, TokenType } from "chevrotain";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../text/source-file.ts";
import { complain, quoted, span } from "./complain.ts";
import { FOREIGN } from "./foreign.ts";
import * as t from "./tokens.ts";

export interface Mended {
  readonly tokens: IToken[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One bracket that is open, or the declaration around all brackets. */
interface Frame {
  readonly opener: TokenType | undefined;
  readonly isHeader: boolean;
  /** `if`s without their `then`. */
  conditions: number;
  /** `?`s without their `:`. */
  questions: number;
  hasSemicolon: boolean;
  /** Whether this block has a `return` further on; looked up when first asked. */
  returns: boolean | undefined;
}

function frame(opener: TokenType | undefined, isHeader: boolean): Frame {
  return { opener, isHeader, conditions: 0, questions: 0, hasSemicolon: false, returns: undefined };
}

const DECLARATION_WORDS = new Set([t.Loss, t.Fn, t.Import]);
const KEYWORDS = new Set(t.KEYWORDS);
const LET_WORDS = new Set(["const", "var", "val"]);

function endsOperand(token: IToken | undefined): boolean {
  return (
    token !== undefined &&
    (token.tokenType === t.Identifier || token.tokenType === t.NumberLiteral || token.tokenType === t.RightParen)
  );
}

function isCloser(token: IToken | undefined): boolean {
  const type = token?.tokenType;
  return type === t.RightParen || type === t.RightBracket || type === t.RightBrace || type === t.Semicolon;
}

function retagged(token: IToken, tokenType: TokenType, image: string): IToken {
  return {
    ...token,
    image,
    endOffset: t.endOf(token) - 1,
    tokenType,
    tokenTypeIdx: tokenType.tokenTypeIdx ?? Number.NaN,
  };
}

export function mend(file: SourceFile, tokens: readonly IToken[]): Mended {
  const out: IToken[] = [];
  const diagnostics: Diagnostic[] = [];
  let frames: Frame[] = [frame(undefined, false)];
  let top = frames[0];

  const report = (token: IToken, label: string, hint: string, code: Diagnostic["code"] = "unexpected-token") => {
    diagnostics.push(complain(code, [{ span: span(file, token.startOffset, t.endOf(token)), text: label }], hint));
  };
  const startOver = () => {
    top = frame(undefined, false);
    frames = [top];
  };
  const close = () => {
    if (frames.length === 1) return;
    frames.pop();
    top = frames[frames.length - 1];
  };
  const returnsLater = (from: number): boolean => {
    for (let i = from; i < tokens.length; i++) {
      const type = tokens[i].tokenType;
      if (type === t.Return) return true;
      if (type === t.RightBrace || DECLARATION_WORDS.has(type)) return false;
    }
    return false;
  };
  const insert = (type: TokenType, before: IToken, label: string, hint: string) => {
    const virtual = t.virtualToken(type, before.startOffset);
    report(virtual, label, hint);
    out.push(virtual);
  };

  for (let i = 0; i < tokens.length; i++) {
    let token = tokens[i];
    const next = tokens[i + 1] as IToken | undefined;
    const previous = out[out.length - 1] as IToken | undefined;
    let type = token.tokenType;

    const follows = previous?.tokenType;
    if ((follows === t.Let || follows === t.Loss || follows === t.Fn) && KEYWORDS.has(type)) {
      if (next?.tokenType === (follows === t.Let ? t.Assign : t.LeftParen)) {
        report(token, `${quoted(token.image)} is a word of the language`, "choose another name", "reserved-name");
        token = retagged(token, t.Identifier, token.image);
        type = t.Identifier;
      }
    }

    if (type === t.BlockComment) {
      report(token, "found `/*`", "a comment begins with `//` and ends with its line");
      continue;
    }
    if (type === t.Colon && top.questions > 0) {
      // The second half of `c ? a : b`, whose first half has been reported.
      top.questions--;
      type = t.ForeignOperator;
      token = retagged(token, type, token.image);
    }
    if (type === t.Foreign) {
      if (token.image === "?") top.questions++;
      const row = FOREIGN.get(token.image);
      report(token, `${quoted(token.image)} is not an operator here`, row?.hint ?? "");
      if (token.image === "!") continue;
      type = row?.means ?? t.ForeignOperator;
      token = retagged(token, type, row?.means?.LABEL?.replaceAll("`", "") ?? token.image);
    }

    if (top.opener === t.LeftBrace && (type === t.Identifier || previous?.tokenType === t.LeftBrace)) {
      const afterStatement = endsOperand(previous) || previous?.tokenType === t.LeftBrace;
      const after = tokens[i + 2]?.tokenType;
      if (
        type === t.Identifier &&
        LET_WORDS.has(token.image) &&
        next?.tokenType === t.Identifier &&
        after === t.Assign
      ) {
        report(token, `found ${quoted(token.image)}`, "write `let`");
        token = retagged(token, t.Let, "let");
        type = t.Let;
      } else if (afterStatement && type === t.Identifier && next?.tokenType === t.Assign) {
        insert(t.Let, token, "expected `let` here", `write \`let ${token.image} = …\``);
      }
    }
    if (top.opener === t.LeftBrace && lacksReturn(i, token)) {
      insert(t.Return, token, "expected `return` here", "a block ends with `return` and an expression");
      top.returns = true;
    }

    switch (type) {
      case t.LeftParen:
      case t.LeftBracket:
      case t.LeftBrace:
        if (top.isHeader && type === t.LeftBracket && endsOperand(previous)) {
          insert(t.In, token, "expected `in` here", "a range stands after `in`: `gamma = 2 in [0, 10]`");
        }
        frames.push(
          frame(
            follows === t.Import ? undefined : type,
            type === t.LeftParen && follows === t.Identifier && out.at(-2)?.tokenType === t.Loss,
          ),
        );
        top = frames[frames.length - 1];
        break;
      case t.RightParen:
      case t.RightBracket:
      case t.RightBrace:
        close();
        break;
      case t.Loss:
      case t.Fn:
      case t.Import:
        startOver();
        break;
      case t.Let:
      case t.Return:
        top.conditions = 0;
        top.questions = 0;
        break;
      case t.If:
        top.conditions++;
        break;
      case t.Then:
        if (top.conditions > 0) top.conditions--;
        break;
      case t.Assign:
        if (top.conditions > 0) {
          report(token, "found `=`", "write `==` to compare");
          token = retagged(token, t.Equal, "==");
        }
        break;
      case t.Comma:
        if (isCloser(next) && (endsOperand(previous) || follows === t.RightBracket)) continue;
        if (top.isHeader && !top.hasSemicolon && next?.tokenType === t.Identifier) {
          if (tokens[i + 2]?.tokenType === t.Assign) {
            report(token, "expected `;` here", "a `;` stands between the inputs and the parameters");
            token = retagged(token, t.Semicolon, ";");
            top.hasSemicolon = true;
          }
        }
        break;
      case t.Semicolon:
        if (top.isHeader) top.hasSemicolon = true;
        else if (top.opener === undefined || top.opener === t.LeftBrace) {
          report(token, "found `;`", "a line end is enough: leave the `;` out");
          continue;
        }
        break;
      case t.Identifier:
        if (top.isHeader && !top.hasSemicolon && follows === t.LeftParen && next?.tokenType === t.Assign) {
          insert(
            t.Semicolon,
            token,
            "expected `;` here",
            "parameters stand after a `;`, even where there are no inputs",
          );
          top.hasSemicolon = true;
        }
        break;
    }

    out.push(token);
  }
  return { tokens: out, diagnostics };

  /** An expression on a new line, in a block that has no `return` from here on. */
  function lacksReturn(at: number, token: IToken): boolean {
    const previous = out[out.length - 1] as IToken | undefined;
    const type = token.tokenType;
    const startsOperand = type === t.Identifier || type === t.NumberLiteral || type === t.If;
    if (previous?.tokenType === t.LeftBrace) {
      if (!startsOperand && type !== t.Minus && type !== t.LeftParen) return false;
    } else {
      if (!startsOperand || !endsOperand(previous) || previous === undefined) return false;
      if (!/[\r\n]/.test(file.text.slice(t.endOf(previous), token.startOffset))) return false;
    }
    top.returns ??= returnsLater(at);
    return !top.returns;
  }
}
