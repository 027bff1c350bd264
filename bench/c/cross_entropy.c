/* -sum(y log p). From logits, with p = softmax(x): sum(y) logsumexp(x) - sum(y x), whose gradient is sum(y) p - y. */

#include "kernel.h"

double cross_entropy_of_probabilities(const Inputs *in) {
  const float scale = 1.0f / in->batch;
  double total = 0;
  for (long first = 0, end; first < in->batch; first = end) {
    end = end_of_block(in, first);
    const float *restrict y = in->y + first * in->classes;
    const float *restrict p = in->prediction + first * in->classes;
    float *restrict gradient = in->gradient + first * in->classes;
    float sum = 0;
    for (long j = 0; j < (end - first) * in->classes; j++) {
      sum += y[j] * logf(p[j]);
      gradient[j] = -y[j] / p[j] * scale;
    }
    total -= sum;
  }
  return total / in->batch;
}

double cross_entropy_of_probabilities_labelled(const Inputs *in) {
  const float scale = 1.0f / in->batch;
  double total = 0;
  memset(in->gradient, 0, sizeof(float) * in->batch * in->classes);
  for (long example = 0; example < in->batch; example++) {
    const long at = example * in->classes + in->labels[example];
    total -= logf(in->prediction[at]);
    in->gradient[at] = -scale / in->prediction[at];
  }
  return total / in->batch;
}

double cross_entropy_of_logits(const Inputs *in) {
  const float scale = 1.0f / in->batch;
  double total = 0;
  for (long example = 0; example < in->batch; example++) {
    const float *restrict y = in->y + example * in->classes;
    const float *restrict x = in->prediction + example * in->classes;
    float *restrict gradient = in->gradient + example * in->classes;
    const float highest = highest_of(x, in->classes);
    float sum = 0, mass = 0, product = 0;
    for (long j = 0; j < in->classes; j++) {
      const float e = expf(x[j] - highest);
      gradient[j] = e;
      sum += e;
      mass += y[j];
      product += y[j] * (x[j] - highest);
    }
    total += mass * logf(sum) - product;
    const float factor = mass / sum * scale;
    for (long j = 0; j < in->classes; j++) gradient[j] = gradient[j] * factor - y[j] * scale;
  }
  return total / in->batch;
}

double cross_entropy_of_logits_labelled(const Inputs *in) {
  const float scale = 1.0f / in->batch;
  double total = 0;
  for (long example = 0; example < in->batch; example++) {
    const float *restrict x = in->prediction + example * in->classes;
    float *restrict gradient = in->gradient + example * in->classes;
    const long label = in->labels[example];
    const float highest = highest_of(x, in->classes);
    const float sum = exponentials(x, highest, gradient, in->classes);
    total += logf(sum) - (x[label] - highest);
    for (long j = 0; j < in->classes; j++) gradient[j] *= scale / sum;
    gradient[label] -= scale;
  }
  return total / in->batch;
}
