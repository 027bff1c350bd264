/** Neutral elements, signs, quotients and powers. */

import type { Rule } from "../rule.ts";

export const algebra = [
  { name: "add-zero", from: "x + 0", to: "x", holds: "ieee" },
  { name: "sub-zero", from: "x - 0", to: "x", holds: "ieee" },
  { name: "zero-sub", from: "0 - x", to: "-x", holds: "ieee" },
  { name: "mul-one", from: "x * 1", to: "x", holds: "ieee" },
  { name: "mul-minus-one", from: "x * -1", to: "-x", holds: "ieee" },
  { name: "mul-zero", from: "0 * x", to: "0", holds: "real", when: "finite(x)" },
  { name: "div-one", from: "x / 1", to: "x", holds: "ieee" },
  { name: "div-minus-one", from: "x / -1", to: "-x", holds: "ieee" },
  { name: "zero-div", from: "0 / x", to: "0", holds: "real", when: "x != 0" },

  { name: "add-infinity", from: "x + inf", to: "inf", holds: "ieee", when: "x > -inf" },
  { name: "add-minus-infinity", from: "x + -inf", to: "-inf", holds: "ieee", when: "x < inf" },
  { name: "sub-infinity", from: "x - inf", to: "-inf", holds: "ieee", when: "x < inf" },
  { name: "infinity-sub", from: "inf - x", to: "inf", holds: "ieee", when: "x < inf" },
  { name: "minus-infinity-sub", from: "-inf - x", to: "-inf", holds: "ieee", when: "x > -inf" },

  { name: "neg-of-neg", from: "-(-x)", to: "x", holds: "ieee" },
  { name: "neg-of-sub", from: "-(x - y)", to: "y - x", holds: "ieee" },
  { name: "add-neg", from: "x + -y", to: "x - y", holds: "ieee" },
  { name: "sub-neg", from: "x - -y", to: "x + y", holds: "ieee" },
  { name: "add-neg-product", from: "x + y * -z", to: "x - y * z", holds: "ieee" },
  { name: "sub-neg-product", from: "x - y * -z", to: "x + y * z", holds: "ieee" },
  { name: "neg-sub", from: "-x - y", to: "-(x + y)", holds: "ieee" },
  { name: "mul-neg", from: "x * -y", to: "-(x * y)", holds: "ieee" },
  { name: "neg-div", from: "-x / y", to: "-(x / y)", holds: "ieee" },
  { name: "div-neg", from: "x / -y", to: "-(x / y)", holds: "ieee" },

  { name: "sub-self", from: "x - x", to: "0", holds: "real", when: "finite(x)" },
  { name: "div-by-self", from: "x / x", to: "1", holds: "real", when: ["x != 0", "finite(x)"] },
  { name: "mul-reciprocal", from: "x * (1 / y)", to: "x / y", holds: "real" },
  { name: "div-of-div", from: "x / y / z", to: "x / (y * z)", holds: "real" },
  { name: "div-by-div", from: "x / (y / z)", to: "x * z / y", holds: "real" },

  { name: "square", from: "x * x", to: "x^2", holds: "ieee" },
  { name: "pow-zero", from: "x^0", to: "1", holds: "ieee" },
  { name: "pow-one", from: "x^1", to: "x", holds: "ieee" },
  { name: "pow-minus-one", from: "x^-1", to: "1 / x", holds: "ieee" },
  { name: "pow-minus-two", from: "x^-2", to: "1 / x^2", holds: "ieee" },
  { name: "pow-half", from: "x^0.5", to: "sqrt(x)", holds: "real", when: "x >= 0" },
  { name: "pow-minus-half", from: "x^-0.5", to: "1 / sqrt(x)", holds: "real", when: "x > 0" },
  { name: "one-pow", from: "1^x", to: "1", holds: "real", when: "finite(x)" },
  { name: "pow-of-pow", from: "(x^a)^b", to: "x^(a * b)", holds: "real", when: "x > 0" },
  { name: "even-pow-of-neg", from: "(-x)^2", to: "x^2", holds: "ieee" },
  { name: "square-of-sqrt", from: "sqrt(x)^2", to: "x", holds: "real", when: "x >= 0" },
  { name: "sqrt-of-square", from: "sqrt(x^2)", to: "abs(x)", holds: "real" },
  { name: "product-of-sqrts", from: "sqrt(x) * sqrt(y)", to: "sqrt(x * y)", holds: "real", when: ["x >= 0", "y >= 0"] },
] as const satisfies readonly Rule[];
