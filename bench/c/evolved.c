/*
 * sum(y erf(-log(p) / 4) - i0e(y - p)), with i0e(x) = exp(-|x|) I0(x). With u = -log(p) and d = y - p its gradient by p is
 * i1e(d) - sign(d) i0e(d) - y exp(-(u / 4)^2) / (2 sqrt(pi) p). From logits, u is logsumexp(x) - x, and w = p dL/dp makes it w - p sum(w).
 */

#include "kernel.h"

/* 1 / (2 sqrt(pi)) */
static const float half_over_root_pi = 0.282094792f;

typedef struct {
  float i0e, i1e;
} Bessel;

/*
 * exp(-|x|) I0(x) and exp(-|x|) I1(x) for |x| <= 7.75, which a difference of probabilities keeps. Polynomials in x^2 / 4 whose largest relative
 * error, 5.5e-9 and 1.2e-9, is below float32's rounding; lossc's own coefficients of float64 have degree 16 and 15 there.
 */
static inline Bessel bessel(float x) {
  const float t = x * x * 0.25f;
  float i0 = 1.43862986e-11f;
  i0 = i0 * t + 4.14338674e-10f;
  i0 = i0 * t + 4.24114006e-08f;
  i0 = i0 * t + 1.9025623e-06f;
  i0 = i0 * t + 6.95794661e-05f;
  i0 = i0 * t + 0.00173571636f;
  i0 = i0 * t + 0.0277783908f;
  i0 = i0 * t + 0.249999568f;
  i0 = i0 * t + 1.00000012f;
  i0 = i0 * t + 1;
  float i1 = 1.38668677e-12f;
  i1 = i1 * t + 4.91407748e-11f;
  i1 = i1 * t + 5.22544941e-09f;
  i1 = i1 * t + 2.72778237e-07f;
  i1 = i1 * t + 1.15893263e-05f;
  i1 = i1 * t + 0.000347173831f;
  i1 = i1 * t + 0.00694452738f;
  i1 = i1 * t + 0.0833332688f;
  i1 = i1 * t + 0.5f;
  i1 = i1 * t + 1;
  const float decay = expf(-fabsf(x));
  return (Bessel){decay * i0, decay * i1 * x * 0.5f};
}

/* d/dp of -i0e(d), given both functions of d. */
static inline float slope_of(Bessel at, float d) { return at.i1e - copysignf(at.i0e, d); }

/* p times d/dp of erf(u / 4). */
static inline float erf_slope(float u) { return -half_over_root_pi * expf(-0.0625f * u * u); }

double evolved_of_probabilities(const Inputs *in) {
  const float scale = 1.0f / in->batch;
  double total = 0;
  for (long first = 0, end; first < in->batch; first = end) {
    end = end_of_block(in, first);
    const float *restrict y = in->y + first * in->classes;
    const float *restrict p = in->prediction + first * in->classes;
    float *restrict gradient = in->gradient + first * in->classes;
    float sum = 0;
    for (long j = 0; j < (end - first) * in->classes; j++) {
      const float u = -logf(p[j]), d = y[j] - p[j];
      const Bessel at = bessel(d);
      sum += y[j] * erff(0.25f * u) - at.i0e;
      gradient[j] = (slope_of(at, d) + y[j] * erf_slope(u) / p[j]) * scale;
    }
    total += sum;
  }
  return total / in->batch;
}

double evolved_of_probabilities_labelled(const Inputs *in) {
  const float scale = 1.0f / in->batch;
  double total = 0;
  for (long first = 0, end; first < in->batch; first = end) {
    end = end_of_block(in, first);
    const float *restrict p = in->prediction + first * in->classes;
    float *restrict gradient = in->gradient + first * in->classes;
    float sum = 0;
    for (long j = 0; j < (end - first) * in->classes; j++) {
      const Bessel at = bessel(p[j]);
      sum += at.i0e;
      gradient[j] = (at.i0e - at.i1e) * scale;
    }
    total -= sum;
    for (long example = first; example < end; example++) {
      const long label = (example - first) * in->classes + in->labels[example];
      const float pt = p[label], u = -logf(pt);
      const Bessel at = bessel(1 - pt);
      total += erff(0.25f * u) - at.i0e + bessel(pt).i0e;
      gradient[label] = (slope_of(at, 1 - pt) + erf_slope(u) / pt) * scale;
    }
  }
  return total / in->batch;
}

static double narrow_rows(const Inputs *in) {
  const float scale = 1.0f / in->batch;
  float *restrict p = in->scratch;
  double total = 0;
  for (long first = 0, end; first < in->batch; first = end) {
    end = end_of_block(in, first);
    const long size = (end - first) * in->classes;
    const float *restrict y = in->y + first * in->classes;
    float *restrict gradient = in->gradient + first * in->classes;
    softmax(in, first, end, p, gradient);
    float sum = 0;
    for (long j = 0; j < size; j++) {
      const float u = -gradient[j], d = y[j] - p[j];
      const Bessel at = bessel(d);
      sum += y[j] * erff(0.25f * u) - at.i0e;
      gradient[j] = p[j] * slope_of(at, d) + y[j] * erf_slope(u);
    }
    total += sum;
    through_softmax(p, gradient, in->classes, size, scale);
  }
  return total / in->batch;
}

double evolved_of_logits(const Inputs *in) {
  if (is_narrow(in)) return narrow_rows(in);
  const float scale = 1.0f / in->batch;
  float *restrict e = in->scratch;
  double total = 0;
  for (long example = 0; example < in->batch; example++) {
    const float *restrict y = in->y + example * in->classes;
    const float *restrict x = in->prediction + example * in->classes;
    float *restrict gradient = in->gradient + example * in->classes;
    const float highest = highest_of(x, in->classes);
    const float sum = exponentials(x, highest, e, in->classes);
    const float inverse = 1 / sum, log_sum = highest + logf(sum);
    float loss = 0, weight = 0;
    for (long j = 0; j < in->classes; j++) {
      const float p = e[j] * inverse, u = log_sum - x[j], d = y[j] - p;
      const Bessel at = bessel(d);
      loss += y[j] * erff(0.25f * u) - at.i0e;
      gradient[j] = p * slope_of(at, d) + y[j] * erf_slope(u);
      weight += gradient[j];
    }
    total += loss;
    const float factor = weight * inverse;
    for (long j = 0; j < in->classes; j++) gradient[j] = (gradient[j] - e[j] * factor) * scale;
  }
  return total / in->batch;
}

static double narrow_rows_labelled(const Inputs *in) {
  const float scale = 1.0f / in->batch;
  float *restrict p = in->scratch;
  double total = 0;
  for (long first = 0, end; first < in->batch; first = end) {
    end = end_of_block(in, first);
    const long size = (end - first) * in->classes;
    float *restrict gradient = in->gradient + first * in->classes;
    softmax(in, first, end, p, gradient);
    float sum = 0;
    for (long j = 0; j < size; j++) {
      const Bessel at = bessel(p[j]);
      sum += at.i0e;
      gradient[j] = p[j] * (at.i0e - at.i1e);
    }
    total -= sum;
    for (long example = first; example < end; example++) {
      const long label = (example - first) * in->classes + in->labels[example];
      const float pt = p[label], u = -logf(pt);
      const Bessel at = bessel(1 - pt);
      total += erff(0.25f * u) - at.i0e + bessel(pt).i0e;
      gradient[label] = pt * slope_of(at, 1 - pt) + erf_slope(u);
    }
    through_softmax(p, gradient, in->classes, size, scale);
  }
  return total / in->batch;
}

double evolved_of_logits_labelled(const Inputs *in) {
  if (is_narrow(in)) return narrow_rows_labelled(in);
  const float scale = 1.0f / in->batch;
  float *restrict e = in->scratch;
  double total = 0;
  for (long example = 0; example < in->batch; example++) {
    const float *restrict x = in->prediction + example * in->classes;
    float *restrict gradient = in->gradient + example * in->classes;
    const long label = in->labels[example];
    const float highest = highest_of(x, in->classes);
    const float sum = exponentials(x, highest, e, in->classes);
    const float inverse = 1 / sum, u = highest + logf(sum) - x[label];
    float loss = 0, weight = 0;
    for (long j = 0; j < in->classes; j++) {
      const float p = e[j] * inverse;
      const Bessel at = bessel(p);
      loss += at.i0e;
      gradient[j] = p * (at.i0e - at.i1e);
      weight += gradient[j];
    }
    const float pt = e[label] * inverse;
    const Bessel at = bessel(1 - pt);
    total += erff(0.25f * u) - at.i0e + bessel(pt).i0e - loss;
    weight -= gradient[label];
    gradient[label] = pt * slope_of(at, 1 - pt) + erf_slope(u);
    weight += gradient[label];
    const float factor = weight * inverse;
    for (long j = 0; j < in->classes; j++) gradient[j] = (gradient[j] - e[j] * factor) * scale;
  }
  return total / in->batch;
}
