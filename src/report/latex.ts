/** Formulas for papers: from a derived loss to LaTeX, with the class index as a subscript. */

import type { DerivedLoss } from "../codegen/derived.ts";
import { inputLeaf, parameterLeaf } from "../ir/lower.ts";
import { constantValue, type Node } from "../ir/node.ts";
import { formula, nameRepeated } from "../ir/print.ts";
import { topological } from "../ir/traverse.ts";

const BINDS = { choice: 0, comparison: 1, sum: 2, product: 3, negation: 4, power: 5, atom: 6 } as const;

interface Tex {
  readonly text: string;
  readonly binds: number;
}

const GREEK = new Set(
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega".split(
    " ",
  ),
);

/** Functions with a name of their own in LaTeX, or a symbol that the field uses. */
const FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ...["exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min"].map(
    (name) => [name, `\\${name}`] as const,
  ),
  ["asin", "\\arcsin"],
  ["acos", "\\arccos"],
  ["atan", "\\arctan"],
  ["log2", "\\log_2"],
  ["log10", "\\log_{10}"],
  ["sigmoid", "\\sigma"],
  ["bessel_i0", "I_0"],
  ["bessel_i1", "I_1"],
  // Scaled by e^-|x|, with the names of SciPy.
  ["bessel_i0e", "\\operatorname{I0e}"],
  ["bessel_i1e", "\\operatorname{I1e}"],
  ["lgamma", "\\ln\\Gamma"],
  ["digamma", "\\psi"],
  ["trigamma", "\\psi^{(1)}"],
  ["tetragamma", "\\psi^{(2)}"],
]);

const COMPARISONS: ReadonlyMap<string, string> = new Map([
  ["less", "<"],
  ["less_equal", "\\le"],
  ["greater", ">"],
  ["greater_equal", "\\ge"],
  ["equal", "="],
  ["not_equal", "\\ne"],
]);

const atom = (text: string): Tex => ({ text, binds: BINDS.atom });
const wrap = (part: Tex, least: number): string => (part.binds < least ? `\\left(${part.text}\\right)` : part.text);

/** `yhat` is a hat, and a letter with a number has that as its subscript: names that searches and papers use. */
function identifier(name: string): string {
  const escaped = name.replaceAll("_", "\\_");
  if (GREEK.has(name)) return `\\${name}`;
  const hatted = /^([a-z])hat$/.exec(name);
  if (hatted !== null) return `\\hat{${hatted[1]}}`;
  const numbered = /^([A-Za-z])(\d+)$/.exec(name);
  if (numbered !== null) return `${numbered[1]}_{${numbered[2]}}`;
  return name.length === 1 ? name : `\\mathrm{${escaped}}`;
}

/** With the class index, beside a number that is a subscript already. */
function named(name: string, { shape }: Node): string {
  const text = identifier(name);
  if (shape !== "per-class") return text;
  return /_\{\d+\}$/.test(text) ? text.replace(/\}$/, ",c}") : `${text}_c`;
}

function numberTex(node: Node, value: number): Tex {
  if (value === Number.POSITIVE_INFINITY) return atom("\\infty");
  if (value === Math.PI) return atom("\\pi");
  const text = formula(node).replace(
    /e([+-]?)(\d+)$/,
    (_, sign: string, digits: string) => ` \\cdot 10^{${sign === "-" ? "-" : ""}${digits}}`,
  );
  const quotient = /^(-?)(\d+) \/ (\d+)$/.exec(text);
  if (quotient !== null) return { text: `${quotient[1]}\\frac{${quotient[2]}}{${quotient[3]}}`, binds: BINDS.product };
  return { text, binds: value < 0 ? BINDS.negation : BINDS.atom };
}

function leafTex(node: Node): Tex {
  const value = constantValue(node);
  if (value !== undefined) return numberTex(node, value);
  const leaf = node.leaf!;
  if (leaf.kind === "classes") return atom("C");
  return atom(named(leaf.kind === "constant" ? "" : leaf.name, node));
}

function reductionTex(op: string, x: Tex): Tex {
  const over = op.startsWith("others_") ? "c \\ne \\ell" : "c";
  switch (op.slice(op.indexOf("_") + 1)) {
    case "sum":
      return { text: `\\sum_{${over}} ${wrap(x, BINDS.product)}`, binds: BINDS.product };
    case "max":
      return atom(`\\max_{${over}} ${wrap(x, BINDS.product)}`);
    case "min":
      return atom(`\\min_{${over}} ${wrap(x, BINDS.product)}`);
    default:
      return { text: `\\log \\sum_{${over}} e^{${x.text}}`, binds: BINDS.product };
  }
}

function opTex(node: Node, args: readonly Tex[]): Tex {
  const [a, b, c] = args;
  switch (node.op) {
    case "add":
      return { text: `${wrap(a, BINDS.sum)} + ${wrap(b, BINDS.sum)}`, binds: BINDS.sum };
    case "sub":
      return { text: `${wrap(a, BINDS.sum)} - ${wrap(b, BINDS.product)}`, binds: BINDS.sum };
    case "mul":
      return { text: `${wrap(a, BINDS.product)} \\, ${wrap(b, BINDS.product)}`, binds: BINDS.product };
    case "div":
      return atom(`\\frac{${a.text}}{${b.text}}`);
    case "neg":
      return { text: `-${wrap(a, BINDS.product)}`, binds: BINDS.product };
    case "pow":
      return { text: `${wrap(a, BINDS.atom)}^{${b.text}}`, binds: BINDS.power };
    case "exp":
      return { text: `e^{${a.text}}`, binds: BINDS.power };
    case "sqrt":
      return atom(`\\sqrt{${a.text}}`);
    case "abs":
      return atom(`\\left|${a.text}\\right|`);
    case "select":
      return {
        text: `\\begin{cases} ${b.text} & ${a.text} \\\\ ${c.text} & \\text{otherwise} \\end{cases}`,
        binds: BINDS.choice,
      };
    case "at_label":
      return atom(a.text.replace(/_c$/, "_\\ell").replace(/,c\}$/, ",\\ell}"));
    default: {
      if (node.op.startsWith("reduce_") || node.op.startsWith("others_")) return reductionTex(node.op, a);
      const symbol = COMPARISONS.get(node.op);
      if (symbol !== undefined) return { text: `${a.text} ${symbol} ${b.text}`, binds: BINDS.comparison };
      const name = FUNCTIONS.get(node.op) ?? `\\operatorname{${node.op.replaceAll("_", "\\_")}}`;
      return atom(`${name}\\left(${args.map((arg) => arg.text).join(", ")}\\right)`);
    }
  }
}

/** An expression, with those in `names` written as their names. */
export function expressionTex(root: Node, names: ReadonlyMap<Node, string>): string {
  const texts = new Map<Node, Tex>();
  for (const node of topological([root])) {
    const name = node === root ? undefined : names.get(node);
    if (name !== undefined) texts.set(node, atom(named(name, node)));
    else if (node.op === "leaf") texts.set(node, leafTex(node));
    else
      texts.set(
        node,
        opTex(
          node,
          node.args.map((arg) => texts.get(arg)!),
        ),
      );
  }
  return texts.get(root)!.text;
}

/** The loss alone, as one equation. */
export function lossEquation(name: string, { root }: DerivedLoss): string {
  return `L_{${identifier(name)}} = ${expressionTex(root, new Map())}`;
}

/** The loss, its named parts and its derivatives, as an `align*` environment (amsmath). */
export function latex(name: string, derived: DerivedLoss): string {
  const { root, gradient } = derived;
  const names = nameRepeated([root, gradient, ...derived.parameterGradients], derived.names);
  const parts = topological([root, gradient, ...derived.parameterGradients]).filter(
    (node) => names.has(node) && node !== root,
  );
  const by = named(inputLeaf(derived.prediction).name, derived.prediction);
  const lines = [
    ...parts.map((node) => `${named(names.get(node)!, node)} &= ${expressionTex(node, names)}`),
    `L_{${identifier(name)}} &= ${expressionTex(root, names)}`,
    `\\frac{\\partial L}{\\partial ${by}} &= ${expressionTex(gradient, names)}`,
    ...derived.parameters.map(
      (parameter, i) =>
        `\\frac{\\partial L}{\\partial ${identifier(parameterLeaf(parameter).name)}} &= ${expressionTex(derived.parameterGradients[i], names)}`,
    ),
  ];
  return `\\begin{align*}\n${lines.map((line) => `  ${line}`).join(" \\\\\n")}\n\\end{align*}`;
}
