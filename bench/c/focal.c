/* -alpha (1 - pt)^gamma log(pt), pt = sum(y p), with gamma = 2 written in. From logits, dp_i/dx_j makes the gradient p (y - pt) dL/dpt. */

#include "kernel.h"

static const float alpha = 0.25f;

static inline float focal(float pt) { return -alpha * (1 - pt) * (1 - pt) * logf(pt); }

static inline float slope_at(float pt) {
  const float rest = 1 - pt;
  return alpha * (2 * rest * logf(pt) - rest * rest / pt);
}

double focal_of_probabilities(const Inputs *in) {
  double total = 0;
  for (long example = 0; example < in->batch; example++) {
    const float *restrict y = in->y + example * in->classes;
    const float *restrict p = in->prediction + example * in->classes;
    float *restrict gradient = in->gradient + example * in->classes;
    float pt = 0;
    for (long j = 0; j < in->classes; j++) pt += y[j] * p[j];
    total += focal(pt);
    const float slope = slope_at(pt) / in->batch;
    for (long j = 0; j < in->classes; j++) gradient[j] = y[j] * slope;
  }
  return total / in->batch;
}

double focal_of_probabilities_labelled(const Inputs *in) {
  double total = 0;
  memset(in->gradient, 0, sizeof(float) * in->batch * in->classes);
  for (long example = 0; example < in->batch; example++) {
    const long at = example * in->classes + in->labels[example];
    total += focal(in->prediction[at]);
    in->gradient[at] = slope_at(in->prediction[at]) / in->batch;
  }
  return total / in->batch;
}

double focal_of_logits(const Inputs *in) {
  double total = 0;
  for (long example = 0; example < in->batch; example++) {
    const float *restrict y = in->y + example * in->classes;
    const float *restrict x = in->prediction + example * in->classes;
    float *restrict gradient = in->gradient + example * in->classes;
    const float highest = highest_of(x, in->classes);
    float sum = 0, product = 0;
    for (long j = 0; j < in->classes; j++) {
      const float e = expf(x[j] - highest);
      gradient[j] = e;
      sum += e;
      product += y[j] * e;
    }
    const float pt = product / sum;
    total += focal(pt);
    const float factor = slope_at(pt) / sum / in->batch;
    for (long j = 0; j < in->classes; j++) gradient[j] *= factor * (y[j] - pt);
  }
  return total / in->batch;
}

double focal_of_logits_labelled(const Inputs *in) {
  double total = 0;
  for (long example = 0; example < in->batch; example++) {
    const float *restrict x = in->prediction + example * in->classes;
    float *restrict gradient = in->gradient + example * in->classes;
    const float sum = exponentials(x, highest_of(x, in->classes), gradient, in->classes);
    const long label = in->labels[example];
    const float pt = gradient[label] / sum;
    total += focal(pt);
    const float slope = slope_at(pt) / in->batch;
    const float factor = -slope * pt / sum;
    for (long j = 0; j < in->classes; j++) gradient[j] *= factor;
    gradient[label] += slope * pt;
  }
  return total / in->batch;
}
