/*
 * sum(y (log_t(y) - log_t(p)) - (y^1.2 - p^1.2) / 1.2) at the temperature t = 0.8, log_t(x) = (x^0.2 - 1) / 0.2. By p its gradient is
 * p^0.2 (1 - y / p). From logits, w_i = p_i dL/dp_i = p_i^0.2 (p_i - y_i) makes it w - p sum(w), and p^0.2 needs no logarithm.
 * All that is 0 where y is 0 has y as a factor, so FLT_MIN may stand for 0 under the logarithm.
 */

#include "kernel.h"

/* x^0.2 for x >= 0. */
static inline float fifth_root(float x) { return expf(0.2f * logf(x > FLT_MIN ? x : FLT_MIN)); }

/* The loss of one class, given the fifth roots of y and p. */
static inline float term(float y, float p, float root_y, float root_p) {
  return y * (root_y - root_p) * 5 - (y * root_y - p * root_p) * (1 / 1.2f);
}

double bi_tempered_of_probabilities(const Inputs *in) {
  const float scale = 1.0f / in->batch;
  double total = 0;
  for (long first = 0, end; first < in->batch; first = end) {
    end = end_of_block(in, first);
    const float *restrict y = in->y + first * in->classes;
    const float *restrict p = in->prediction + first * in->classes;
    float *restrict gradient = in->gradient + first * in->classes;
    float sum = 0;
    for (long j = 0; j < (end - first) * in->classes; j++) {
      const float root = fifth_root(p[j]);
      sum += term(y[j], p[j], fifth_root(y[j]), root);
      gradient[j] = (root - root * y[j] / p[j]) * scale;
    }
    total += sum;
  }
  return total / in->batch;
}

double bi_tempered_of_probabilities_labelled(const Inputs *in) {
  const float scale = 1.0f / in->batch;
  double total = 0;
  for (long first = 0, end; first < in->batch; first = end) {
    end = end_of_block(in, first);
    const float *restrict p = in->prediction + first * in->classes;
    float *restrict gradient = in->gradient + first * in->classes;
    float sum = 0;
    for (long j = 0; j < (end - first) * in->classes; j++) {
      const float root = fifth_root(p[j]);
      sum += p[j] * root;
      gradient[j] = root * scale;
    }
    total += sum * (1 / 1.2f);
    for (long example = first; example < end; example++) {
      const long at = (example - first) * in->classes + in->labels[example];
      const float root = gradient[at] * in->batch;
      total += term(1, 0, 1, root);
      gradient[at] -= root / p[at] * scale;
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
      const float root = expf(0.2f * gradient[j]);
      sum += term(y[j], p[j], fifth_root(y[j]), root);
      gradient[j] = root * (p[j] - y[j]);
    }
    total += sum;
    through_softmax(p, gradient, in->classes, size, scale);
  }
  return total / in->batch;
}

double bi_tempered_of_logits(const Inputs *in) {
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
      const float p = e[j] * inverse;
      const float root = expf(0.2f * (x[j] - log_sum));
      loss += term(y[j], p, fifth_root(y[j]), root);
      gradient[j] = root * (p - y[j]);
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
      gradient[j] = expf(0.2f * gradient[j]) * p[j];
      sum += gradient[j];
    }
    total += sum * (1 / 1.2f);
    for (long example = first; example < end; example++) {
      const long at = (example - first) * in->classes + in->labels[example];
      const float root = fifth_root(p[at]);
      total += term(1, 0, 1, root);
      gradient[at] -= root;
    }
    through_softmax(p, gradient, in->classes, size, scale);
  }
  return total / in->batch;
}

double bi_tempered_of_logits_labelled(const Inputs *in) {
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
    const float inverse = 1 / sum, log_sum = highest + logf(sum);
    float weight = 0;
    for (long j = 0; j < in->classes; j++) {
      gradient[j] = expf(0.2f * (x[j] - log_sum)) * (e[j] * inverse);
      weight += gradient[j];
    }
    const float root = expf(0.2f * (x[label] - log_sum));
    total += weight * (1 / 1.2f) + term(1, 0, 1, root);
    gradient[label] -= root;
    const float factor = (weight - root) * inverse;
    for (long j = 0; j < in->classes; j++) gradient[j] = (gradient[j] - e[j] * factor) * scale;
  }
  return total / in->batch;
}
