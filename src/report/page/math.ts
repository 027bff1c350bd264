/** LaTeX goes in; MathML comes out, which browsers typeset by themselves. */

import temml from "temml";

/** What cannot be read as LaTeX is shown as its text. */
export function mathml(latex: string, isDisplay: boolean): string {
  return temml.renderToString(latex, { displayMode: isDisplay, throwOnError: false, annotate: false });
}
