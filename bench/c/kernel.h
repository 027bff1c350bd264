/* A batch goes into a kernel; the mean loss comes out, and its gradient in `gradient`. Elementary functions are libm's, or libmvec's. */

#ifndef KERNEL_H
#define KERNEL_H

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

typedef struct {
  long batch, classes;
  const float *y;
  const int32_t *labels;
  const float *prediction;
  float *gradient;
  /* A row, or a block of narrow rows. */
  float *scratch;
} Inputs;

typedef double Kernel(const Inputs *);

/* Named after the loss, what it is given and how the labels come. */
Kernel cross_entropy_of_probabilities, cross_entropy_of_logits;
Kernel cross_entropy_of_probabilities_labelled, cross_entropy_of_logits_labelled;
Kernel focal_of_probabilities, focal_of_logits, focal_of_probabilities_labelled, focal_of_logits_labelled;
Kernel bi_tempered_of_probabilities, bi_tempered_of_logits;
Kernel bi_tempered_of_probabilities_labelled, bi_tempered_of_logits_labelled;
Kernel evolved_of_probabilities, evolved_of_logits, evolved_of_probabilities_labelled, evolved_of_logits_labelled;

/* Elements of a block of rows, about: they stay in the first-level cache, and float32 can hold their sum. */
#define BLOCK 2048

/*
 * Where classes do not depend on one another, whole rows are taken together: a loop over few classes is mostly its last, incomplete vector.
 */
static inline long rows_per_block(const Inputs *in) { return in->classes < BLOCK ? BLOCK / in->classes : 1; }

static inline long end_of_block(const Inputs *in, long first) {
  const long end = first + rows_per_block(in);
  return end < in->batch ? end : in->batch;
}

static inline float highest_of(const float *restrict x, long classes) {
  float highest = x[0];
  for (long j = 1; j < classes; j++) highest = x[j] > highest ? x[j] : highest;
  return highest;
}

/* exp(x - highest), written to `e`; their sum. */
static inline float exponentials(const float *restrict x, float highest, float *restrict e, long classes) {
  float sum = 0;
  for (long j = 0; j < classes; j++) {
    e[j] = expf(x[j] - highest);
    sum += e[j];
  }
  return sum;
}

/*
 * From logits, wide rows are taken one by one, in the fewest passes. Narrow ones are taken in blocks: then the passes that call elementary
 * functions run over many rows, and fill their vectors, at the price of two more passes over what is in the first-level cache.
 */
static inline int is_narrow(const Inputs *in) { return in->classes < 64; }

/* The softmax of a block's logits, written to `p`, and its logarithm, to `log_p`. */
static inline void softmax(const Inputs *in, long first, long end, float *restrict p, float *restrict log_p) {
  const long classes = in->classes, size = (end - first) * classes;
  const float *restrict x = in->prediction + first * classes;
  for (long row = 0; row < size; row += classes) {
    const float highest = highest_of(x + row, classes);
    for (long j = row; j < row + classes; j++) log_p[j] = x[j] - highest;
  }
  for (long j = 0; j < size; j++) p[j] = expf(log_p[j]);
  for (long row = 0; row < size; row += classes) {
    float sum = 0;
    for (long j = row; j < row + classes; j++) sum += p[j];
    const float inverse = 1 / sum, log_sum = logf(sum);
    for (long j = row; j < row + classes; j++) {
      p[j] *= inverse;
      log_p[j] -= log_sum;
    }
  }
}

/* w = p dL/dp becomes the gradient by the logits, w - p sum(w), row by row. */
static inline void through_softmax(const float *restrict p, float *restrict w, long classes, long size, float scale) {
  for (long row = 0; row < size; row += classes) {
    float sum = 0;
    for (long j = row; j < row + classes; j++) sum += w[j];
    for (long j = row; j < row + classes; j++) w[j] = (w[j] - p[j] * sum) * scale;
  }
}

#endif
