/*
 * The kernels of the benchmark in C: files of float32 in, the mean loss and a file with its gradient out; then, for every number of passes
 * read from standard input, the nanoseconds that so many passes took.
 *
 *     kernels KERNEL BATCH CLASSES Y LABELS PREDICTION GRADIENT
 *     kernels copy BYTES, kernels fill BYTES: no kernel, but the time to copy or to clear so many bytes
 */

#include "kernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define NAMED(kernel) {#kernel, kernel}

static const struct {
  const char *name;
  Kernel *kernel;
} kernels[] = {
    NAMED(cross_entropy_of_probabilities),
    NAMED(cross_entropy_of_logits),
    NAMED(cross_entropy_of_probabilities_labelled),
    NAMED(cross_entropy_of_logits_labelled),
    NAMED(focal_of_probabilities),
    NAMED(focal_of_logits),
    NAMED(focal_of_probabilities_labelled),
    NAMED(focal_of_logits_labelled),
    NAMED(bi_tempered_of_probabilities),
    NAMED(bi_tempered_of_logits),
    NAMED(bi_tempered_of_probabilities_labelled),
    NAMED(bi_tempered_of_logits_labelled),
    NAMED(evolved_of_probabilities),
    NAMED(evolved_of_logits),
    NAMED(evolved_of_probabilities_labelled),
    NAMED(evolved_of_logits_labelled),
};

static _Noreturn void fail(const char *problem, const char *subject) {
  fprintf(stderr, "%s %s\n", problem, subject);
  exit(1);
}

static Kernel *kernel_named(const char *name) {
  for (size_t i = 0; i < sizeof kernels / sizeof kernels[0]; i++)
    if (strcmp(kernels[i].name, name) == 0) return kernels[i].kernel;
  fail("no kernel", name);
}

/* On a cache line, and in memory: no page is left to be mapped when it is first written. */
static void *allocate(size_t bytes) {
  void *data = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (data == NULL) fail("no memory for", "a batch");
  return memset(data, 0, bytes);
}

static void *read_all(const char *path, size_t bytes) {
  void *data = allocate(bytes);
  FILE *file = fopen(path, "rb");
  if (file == NULL || fread(data, 1, bytes, file) != bytes) fail("cannot read", path);
  fclose(file);
  return data;
}

static void write_all(const char *path, const void *data, size_t bytes) {
  FILE *file = fopen(path, "wb");
  if (file == NULL || fwrite(data, 1, bytes, file) != bytes || fclose(file) != 0) fail("cannot write", path);
}

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* So that the compiler must do all of the passes. */
static void keep(void *data) { __asm__ volatile("" : : "r"(data) : "memory"); }

static void answer(double loss) {
  printf("%.17g\n", loss);
  fflush(stdout);
}

static void answer_time(long long start) {
  printf("%lld\n", now() - start);
  fflush(stdout);
}

static void move(int copies, size_t bytes) {
  char *from = allocate(bytes), *to = allocate(bytes);
  long passes;
  answer(0);
  while (scanf("%ld", &passes) == 1) {
    const long long start = now();
    for (long i = 0; i < passes; i++) {
      if (copies) memcpy(to, from, bytes);
      else memset(to, 0, bytes);
      keep(to);
    }
    answer_time(start);
  }
}

int main(int argc, char **argv) {
  if (argc == 3) {
    move(strcmp(argv[1], "copy") == 0, atol(argv[2]));
    return 0;
  }
  if (argc != 8) return 2;
  Kernel *const kernel = kernel_named(argv[1]);
  const long batch = atol(argv[2]), classes = atol(argv[3]);
  const size_t bytes = sizeof(float) * batch * classes;
  const Inputs in = {
      .batch = batch,
      .classes = classes,
      .y = read_all(argv[4], bytes),
      .labels = read_all(argv[5], sizeof(int32_t) * batch),
      .prediction = read_all(argv[6], bytes),
      .gradient = allocate(bytes),
      .scratch = allocate(sizeof(float) * (classes + BLOCK)),
  };
  const double loss = kernel(&in);
  write_all(argv[7], in.gradient, bytes);
  answer(loss);
  long passes;
  volatile double sink = 0;
  while (scanf("%ld", &passes) == 1) {
    const long long start = now();
    for (long i = 0; i < passes; i++) sink += kernel(&in);
    answer_time(start);
  }
  return 0;
}
