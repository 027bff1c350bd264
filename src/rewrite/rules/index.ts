/** All rewrite rules, in the order tried: the specific before the general. */

import type { Rule } from "../rule.ts";
import { algebra } from "./algebra.ts";
import { piecewise } from "./piecewise.ts";
import { reductions } from "./reductions.ts";
import { stable } from "./stable.ts";
import { transcendental } from "./transcendental.ts";

export const RULES: readonly Rule[] = [...stable, ...algebra, ...reductions, ...transcendental, ...piecewise];
