/** The elementary functions of WGSL that its own do not compute well enough, as text: each to about 1e-6 relative. */

import type { SourceTable } from "../../embedded.ts";

export const WGSL_FUNCTIONS = {
  // log(1 + t) = 2 artanh(t / (2 + t)), for |t| <= 0.5.
  logNearOne: {
    requires: [],
    source: `fn logNearOne(t: f32) -> f32 {
  let s = t / (2f + t);
  let z = s * s;
  return 2f * s * (1f + z * (0.33333333f + z * (0.2f + z * (0.14285714f + z * (0.11111111f + z * (0.09090909f + z * 0.07692308f))))));
}`,
  },
  // WGSL allows an absolute error of 2^-21 around 1.
  logarithm: {
    requires: ["logNearOne"],
    source: `fn logarithm(x: f32) -> f32 {
  if (abs(x - 1f) < 0.5f) { return logNearOne(x - 1f); }
  return log(x);
}`,
  },
  logOfOnePlus: {
    requires: ["logNearOne"],
    source: `fn logOfOnePlus(x: f32) -> f32 {
  if (abs(x) < 0.5f) { return logNearOne(x); }
  return log(1f + x);
}`,
  },
  expMinusOne: {
    requires: [],
    source: `fn expMinusOne(x: f32) -> f32 {
  if (abs(x) > 0.5f) { return exp(x) - 1f; }
  return x * (1f + x * (0.5f + x * (0.16666667f + x * (0.041666668f + x * (0.008333334f + x * (0.0013888889f + x * 0.0001984127f))))));
}`,
  },
  power: {
    requires: ["logarithm"],
    source: `fn power(x: f32, y: f32) -> f32 {
  if (y == 0f) { return 1f; }
  if (x == 0f) { return select(0f, uniforms.INFINITY, y < 0f); }
  let size = exp(y * logarithm(abs(x)));
  if (x > 0f) { return size; }
  if (floor(y) != y) { return uniforms.NAN; }
  return select(size, -size, floor(0.5f * y) != 0.5f * y);
}`,
  },
  logistic: {
    requires: [],
    source: `fn logistic(x: f32) -> f32 {
  let e = exp(-abs(x));
  return select(e, 1f, x >= 0f) / (1f + e);
}`,
  },
  softPlus: {
    requires: ["logOfOnePlus"],
    source: `fn softPlus(x: f32) -> f32 {
  return max(x, 0f) + logOfOnePlus(exp(-abs(x)));
}`,
  },
  // x less its multiple of pi / 2, which is taken off in three parts, and that multiple modulo 4.
  quarterTurns: {
    requires: [],
    source: `fn quarterTurns(x: f32) -> vec2f {
  let n = round(x * 0.63661975f);
  let rest = ((x - n * 1.5703125f) - n * 0.00048375130f) - n * 7.54979e-8f;
  return vec2f(rest, n - 4f * floor(0.25f * n));
}`,
  },
  sineOfSmall: {
    requires: [],
    source: `fn sineOfSmall(x: f32) -> f32 {
  let z = x * x;
  return x + x * z * (-0.16666655f + z * (0.008332161f - z * 0.00019515296f));
}`,
  },
  cosineOfSmall: {
    requires: [],
    source: `fn cosineOfSmall(x: f32) -> f32 {
  let z = x * x;
  return 1f - 0.5f * z + z * z * (0.041666646f + z * (-0.0013887316f + z * 0.000024433157f));
}`,
  },
  sine: {
    requires: ["quarterTurns", "sineOfSmall", "cosineOfSmall"],
    source: `fn sine(x: f32) -> f32 {
  let turned = quarterTurns(x);
  let size = select(sineOfSmall(turned.x), cosineOfSmall(turned.x), turned.y == 1f || turned.y == 3f);
  return select(size, -size, turned.y >= 2f);
}`,
  },
  cosine: {
    requires: ["quarterTurns", "sineOfSmall", "cosineOfSmall"],
    source: `fn cosine(x: f32) -> f32 {
  let turned = quarterTurns(x);
  let size = select(cosineOfSmall(turned.x), sineOfSmall(turned.x), turned.y == 1f || turned.y == 3f);
  return select(size, -size, turned.y == 1f || turned.y == 2f);
}`,
  },
  tangent: {
    requires: ["sine", "cosine"],
    source: `fn tangent(x: f32) -> f32 {
  return sine(x) / cosine(x);
}`,
  },
  // Polynomials of Cephes (Moshier), here and in arcSineOfSmall.
  arcTangent: {
    requires: [],
    source: `fn arcTangent(x: f32) -> f32 {
  let a = abs(x);
  var start = 0f;
  var t = a;
  if (a > 2.4142135f) {
    start = 1.5707964f;
    t = -1f / a;
  } else if (a > 0.41421357f) {
    start = 0.7853982f;
    t = (a - 1f) / (a + 1f);
  }
  let z = t * t;
  let angle = start + ((((0.080537446f * z - 0.13877685f) * z + 0.1997771f) * z - 0.3333295f) * z * t + t);
  return select(angle, -angle, x < 0f);
}`,
  },
  arcSineOfSmall: {
    requires: [],
    source: `fn arcSineOfSmall(x: f32) -> f32 {
  let z = x * x;
  return ((((0.0421632f * z + 0.02418131f) * z + 0.045470025f) * z + 0.074953f) * z + 0.16666752f) * z * x + x;
}`,
  },
  arcSine: {
    requires: ["arcSineOfSmall"],
    source: `fn arcSine(x: f32) -> f32 {
  let a = abs(x);
  if (a <= 0.5f) { return arcSineOfSmall(x); }
  let angle = 1.5707964f - 2f * arcSineOfSmall(sqrt(0.5f * (1f - a)));
  return select(angle, -angle, x < 0f);
}`,
  },
  arcCosine: {
    requires: ["arcSineOfSmall"],
    source: `fn arcCosine(x: f32) -> f32 {
  if (abs(x) <= 0.5f) { return 1.5707964f - arcSineOfSmall(x); }
  let angle = 2f * arcSineOfSmall(sqrt(0.5f * (1f - abs(x))));
  return select(angle, 3.1415927f - angle, x < 0f);
}`,
  },
  hyperbolicSine: {
    requires: [],
    source: `fn hyperbolicSine(x: f32) -> f32 {
  let z = x * x;
  if (z > 1f) { return 0.5f * (exp(x) - exp(-x)); }
  return x * (1f + z * (0.16666667f + z * (0.008333334f + z * (0.0001984127f + z * 0.0000027557319f))));
}`,
  },
  hyperbolicCosine: {
    requires: [],
    source: `fn hyperbolicCosine(x: f32) -> f32 {
  return 0.5f * (exp(x) + exp(-x));
}`,
  },
  hyperbolicTangent: {
    requires: ["expMinusOne"],
    source: `fn hyperbolicTangent(x: f32) -> f32 {
  let t = expMinusOne(2f * min(abs(x), 20f));
  let size = t / (t + 2f);
  return select(size, -size, x < 0f);
}`,
  },
  areaSine: {
    requires: ["logOfOnePlus"],
    source: `fn areaSine(x: f32) -> f32 {
  let a = abs(x);
  let size = logOfOnePlus(a + a * a / (1f + sqrt(1f + a * a)));
  return select(size, -size, x < 0f);
}`,
  },
  areaCosine: {
    requires: ["logOfOnePlus"],
    source: `fn areaCosine(x: f32) -> f32 {
  let t = x - 1f;
  return logOfOnePlus(t + sqrt(t * (t + 2f)));
}`,
  },
  areaTangent: {
    requires: ["logOfOnePlus"],
    source: `fn areaTangent(x: f32) -> f32 {
  return 0.5f * logOfOnePlus(2f * x / (1f - x));
}`,
  },
  // W. H. Press et al., "Numerical Recipes in C", 1992, section 6.2: 1.2e-7 relative.
  complementaryErrorFunction: {
    requires: [],
    source: `fn complementaryErrorFunction(x: f32) -> f32 {
  let a = abs(x);
  let t = 1f / (1f + 0.5f * a);
  let high = t * (0.27886807f + t * (-1.135204f + t * (1.4885159f + t * (-0.82215223f + t * 0.17087277f))));
  let exponent = t * (1.0000237f + t * (0.37409196f + t * (0.09678418f + t * (-0.18628806f + high)))) - 1.2655122f;
  let tail = t * exp(exponent - a * a);
  return select(tail, 2f - tail, x < 0f);
}`,
  },
  errorFunction: {
    requires: ["complementaryErrorFunction"],
    source: `fn errorFunction(x: f32) -> f32 {
  let z = x * x;
  if (z > 0.25f) { return 1f - complementaryErrorFunction(x); }
  return x * (1.1283792f + z * (-0.37612638f + z * (0.11283792f + z * (-0.026866171f + z * (0.0052239777f - z * 0.00085483271f)))));
}`,
  },
  // M. Abramowitz and I. Stegun, "Handbook of Mathematical Functions", 9.8.1 to 9.8.4: 2e-7.
  besselTail0: {
    requires: [],
    source: `fn besselTail0(a: f32) -> f32 {
  let s = 3.75f / a;
  let high = s * (-0.02057706f + s * (0.02635537f + s * (-0.01647633f + s * 0.00392377f)));
  return (0.39894228f + s * (0.01328592f + s * (0.00225319f + s * (-0.00157565f + s * (0.00916281f + high))))) / sqrt(a);
}`,
  },
  besselTail1: {
    requires: [],
    source: `fn besselTail1(a: f32) -> f32 {
  let s = 3.75f / a;
  let high = s * (0.02282967f + s * (-0.02895312f + s * (0.01787654f - s * 0.00420059f)));
  return (0.39894228f + s * (-0.03988024f + s * (-0.00362018f + s * (0.00163801f + s * (-0.01031555f + high))))) / sqrt(a);
}`,
  },
  besselStart0: {
    requires: [],
    source: `fn besselStart0(x: f32) -> f32 {
  let z = (x / 3.75f) * (x / 3.75f);
  return 1f + z * (3.5156229f + z * (3.0899424f + z * (1.2067492f + z * (0.2659732f + z * (0.0360768f + z * 0.0045813f)))));
}`,
  },
  besselStart1: {
    requires: [],
    source: `fn besselStart1(x: f32) -> f32 {
  let z = (x / 3.75f) * (x / 3.75f);
  let high = z * (0.02658733f + z * (0.00301532f + z * 0.00032411f));
  return x * (0.5f + z * (0.87890594f + z * (0.51498869f + z * (0.15084934f + high))));
}`,
  },
  besselI0: {
    requires: ["besselStart0", "besselTail0"],
    source: `fn besselI0(x: f32) -> f32 {
  if (abs(x) < 3.75f) { return besselStart0(x); }
  return besselTail0(abs(x)) * exp(abs(x));
}`,
  },
  besselI0Scaled: {
    requires: ["besselStart0", "besselTail0"],
    source: `fn besselI0Scaled(x: f32) -> f32 {
  if (abs(x) < 3.75f) { return besselStart0(x) * exp(-abs(x)); }
  return besselTail0(abs(x));
}`,
  },
  besselI1: {
    requires: ["besselStart1", "besselTail1"],
    source: `fn besselI1(x: f32) -> f32 {
  if (abs(x) < 3.75f) { return besselStart1(x); }
  return sign(x) * besselTail1(abs(x)) * exp(abs(x));
}`,
  },
  besselI1Scaled: {
    requires: ["besselStart1", "besselTail1"],
    source: `fn besselI1Scaled(x: f32) -> f32 {
  if (abs(x) < 3.75f) { return besselStart1(x) * exp(-abs(x)); }
  return sign(x) * besselTail1(abs(x));
}`,
  },
} as const satisfies SourceTable;
