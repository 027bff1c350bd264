/*
 * The fused loops of the kernel benchmark in C: files of float32 in, the mean loss and a file with its gradient out; then, for every number
 * of passes read from standard input, the nanoseconds that so many passes took.
 *
 *     kernels CASE BATCH CLASSES Y LABELS PREDICTION GRADIENT
 */

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  long batch, classes;
  float *y;
  int32_t *labels;
  float *prediction;
  float *gradient;
} Inputs;

static const float alpha = 0.25f;

static double cross_entropy(const Inputs *in) {
  const float scale = 1.0f / in->batch;
  double total = 0;
  for (long example = 0; example < in->batch; example++) {
    const float *restrict y = in->y + example * in->classes;
    const float *restrict p = in->prediction + example * in->classes;
    float *restrict gradient = in->gradient + example * in->classes;
    float sum = 0;
    for (long j = 0; j < in->classes; j++) {
      sum += y[j] * logf(p[j]);
      gradient[j] = -y[j] / p[j] * scale;
    }
    total -= sum;
  }
  return total / in->batch;
}

static double labelled(const Inputs *in) {
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

/* gamma = 2 */
static double focal(const Inputs *in) {
  double total = 0;
  for (long example = 0; example < in->batch; example++) {
    const float *restrict y = in->y + example * in->classes;
    const float *restrict p = in->prediction + example * in->classes;
    float *restrict gradient = in->gradient + example * in->classes;
    float pt = 0;
    for (long j = 0; j < in->classes; j++) pt += y[j] * p[j];
    const float rest = 1 - pt;
    const float log_pt = logf(pt);
    total -= alpha * rest * rest * log_pt;
    const float slope = alpha * (2 * rest * log_pt - rest * rest / pt) / in->batch;
    for (long j = 0; j < in->classes; j++) gradient[j] = y[j] * slope;
  }
  return total / in->batch;
}

static double heavy(const Inputs *in) {
  const float scale = 1.0f / in->batch;
  double total = 0;
  for (long example = 0; example < in->batch; example++) {
    const float *restrict x = in->prediction + example * in->classes;
    float *restrict gradient = in->gradient + example * in->classes;
    float sum = 0;
    for (long j = 0; j < in->classes; j++) {
      sum += logf(1 + expf(-x[j])) + erff(x[j]);
      gradient[j] = (1.12837917f * expf(-x[j] * x[j]) - 1 / (1 + expf(x[j]))) * scale;
    }
    total += sum;
  }
  return total / in->batch;
}

static double copy(const Inputs *in) {
  memcpy(in->gradient, in->prediction, sizeof(float) * in->batch * in->classes);
  return 0;
}

typedef double Kernel(const Inputs *);

static Kernel *kernel_named(const char *name) {
  if (strcmp(name, "cross-entropy, one-hot") == 0) return cross_entropy;
  if (strcmp(name, "cross-entropy, integer labels") == 0) return labelled;
  if (strcmp(name, "focal, one-hot") == 0) return focal;
  if (strcmp(name, "heavy") == 0) return heavy;
  if (strcmp(name, "copy") == 0) return copy;
  fprintf(stderr, "no kernel %s\n", name);
  exit(1);
}

static void *read_all(const char *path, size_t bytes) {
  void *data = malloc(bytes);
  FILE *file = fopen(path, "rb");
  if (data == NULL || file == NULL || fread(data, 1, bytes, file) != bytes) {
    fprintf(stderr, "cannot read %s\n", path);
    exit(1);
  }
  fclose(file);
  return data;
}

static void write_all(const char *path, const void *data, size_t bytes) {
  FILE *file = fopen(path, "wb");
  if (file == NULL || fwrite(data, 1, bytes, file) != bytes || fclose(file) != 0) {
    fprintf(stderr, "cannot write %s\n", path);
    exit(1);
  }
}

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc != 8) return 2;
  Kernel *volatile kernel = kernel_named(argv[1]);
  Inputs in = {.batch = atol(argv[2]), .classes = atol(argv[3])};
  const size_t bytes = sizeof(float) * in.batch * in.classes;
  in.y = read_all(argv[4], bytes);
  in.labels = read_all(argv[5], sizeof(int32_t) * in.batch);
  in.prediction = read_all(argv[6], bytes);
  in.gradient = calloc(1, bytes);
  if (in.gradient == NULL) return 1;
  const double loss = kernel(&in);
  write_all(argv[7], in.gradient, bytes);
  printf("%.17g\n", loss);
  fflush(stdout);
  long passes;
  volatile double sink = 0;
  while (scanf("%ld", &passes) == 1) {
    const long long start = now();
    for (long i = 0; i < passes; i++) sink += kernel(&in);
    printf("%lld\n", now() - start);
    fflush(stdout);
  }
  return 0;
}
