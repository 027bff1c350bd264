/** A file's comments go in; the layout takes them out again in order, so that none is lost or printed twice. */

import type { SourceFile } from "../text/source-file.ts";
import type { Comment } from "./build-ast.ts";

export interface CommentQueue {
  /** Every comment left that begins before `offset`. */
  takeBefore(offset: number): Comment[];
  /** The next comment, if it begins before `offset` and shares its line with the text before it. */
  takeTrailing(offset: number): Comment | undefined;
  /** Whether an empty line stands above `offset`. */
  isAfterBlankLine(offset: number): boolean;
  /** Where `word` first stands outside comments, from `from` on. */
  find(word: string, from: number): number;
}

/** For trees without a source, such as those that the search makes. */
export const NO_COMMENTS: CommentQueue = {
  takeBefore: () => [],
  takeTrailing: () => undefined,
  isAfterBlankLine: () => false,
  find: (_, from) => from,
};

const BLANK = new Set([" ", "\t", "\uFEFF"]);

export function commentQueue(file: SourceFile, comments: readonly Comment[]): CommentQueue {
  const { text } = file;
  let next = 0;

  function standsAlone(comment: Comment): boolean {
    let at = comment.span.start - 1;
    while (at >= 0 && BLANK.has(text[at])) at--;
    return at < 0 || text[at] === "\n" || text[at] === "\r";
  }

  /** The last comment that begins at `offset` or before. */
  function lastFrom(offset: number): Comment | undefined {
    let low = 0;
    let high = comments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (comments[middle].span.start <= offset) low = middle + 1;
      else high = middle;
    }
    return comments[low - 1];
  }

  return {
    takeBefore(offset) {
      const first = next;
      while (next < comments.length && comments[next].span.start < offset) next++;
      return comments.slice(first, next);
    },
    takeTrailing(offset) {
      const comment = comments[next] as Comment | undefined;
      if (comment === undefined || comment.span.start >= offset || standsAlone(comment)) return undefined;
      next++;
      return comment;
    },
    isAfterBlankLine(offset) {
      let lineEnds = 0;
      for (let at = offset - 1; at >= 0; at--) {
        const character = text[at];
        if (character === "\n" || (character === "\r" && text[at + 1] !== "\n")) lineEnds++;
        else if (character !== "\r" && !BLANK.has(character)) break;
      }
      return lineEnds >= 2;
    },
    find(word, from) {
      let at = text.indexOf(word, from);
      while (at !== -1) {
        const inside = lastFrom(at);
        if (inside === undefined || inside.span.end <= at) return at;
        at = text.indexOf(word, inside.span.end);
      }
      return from;
    },
  };
}
