#include "kernel.h"

// `count` filters over one row of outputs, in blocks of neighbours. The last block ends where the
// row ends: it computes the outputs that it shares with the block before it again, with the same
// bits.
#define ROW(name, vector, lanes)                                                            \
  PART void name(                                                                           \
    const ck_convolution *g, size_t count, const float *input, const float *filters,        \
    size_t columns, size_t plane, float *output) {                                          \
    size_t taps = g->channels * g->kernel_height * g->kernel_width;                         \
    for (size_t x = 0;;) {                                                                  \
      vector sums[8];                                                                       \
      for (size_t f = 0; f < count; f++) sums[f] = (vector){0};                             \
      const float *weights = filters;                                                       \
      for (size_t c = 0; c < g->channels; c++) {                                            \
        for (size_t i = 0; i < g->kernel_height; i++) {                                     \
          const float *line = input + (c * g->height + i) * g->width + x;                   \
          for (size_t j = 0; j < g->kernel_width; j++, weights++) {                         \
            vector values = LOAD(vector, line + j);                                         \
            for (size_t f = 0; f < count; f++) sums[f] += values * weights[f * taps];       \
          }                                                                                 \
        }                                                                                   \
      }                                                                                     \
      for (size_t f = 0; f < count; f++) STORE(vector, output + f * plane + x, sums[f]);    \
      if (x + lanes == columns) return;                                                     \
      x = least(x + lanes, columns - lanes);                                                \
    }                                                                                       \
  }

ROW(row16, v16, 16)
ROW(row8, v8, 8)
ROW(row4, v4, 4)

PART void row1(
  const ck_convolution *g, size_t count, const float *input, const float *filters,
  size_t columns, size_t plane, float *output) {
  size_t taps = g->channels * g->kernel_height * g->kernel_width;
  for (size_t x = 0; x < columns; x++) {
    float sums[8] = {0};
    const float *weights = filters;
    for (size_t c = 0; c < g->channels; c++) {
      for (size_t i = 0; i < g->kernel_height; i++) {
        const float *line = input + (c * g->height + i) * g->width + x;
        for (size_t j = 0; j < g->kernel_width; j++, weights++) {
          for (size_t f = 0; f < count; f++) sums[f] += line[j] * weights[f * taps];
        }
      }
    }
    for (size_t f = 0; f < count; f++) output[f * plane + x] = sums[f];
  }
}

PART void rows(
  const ck_convolution *g, size_t count, const float *input, const float *filters,
  float *output) {
  size_t height = g->height - g->kernel_height + 1, columns = g->width - g->kernel_width + 1;
  for (size_t y = 0; y < height; y++) {
    const float *line = input + y * g->width;
    float *out = output + y * columns;
    if (columns >= 16) row16(g, count, line, filters, columns, height * columns, out);
    else if (columns >= 8) row8(g, count, line, filters, columns, height * columns, out);
    else if (columns >= 4) row4(g, count, line, filters, columns, height * columns, out);
    else row1(g, count, line, filters, columns, height * columns, out);
  }
}

KERNEL void ck_correlate(
  ck_convolution size, const float *input, const float *filters, float *output) {
  const ck_convolution *g = &size;
  size_t taps = g->channels * g->kernel_height * g->kernel_width;
  size_t plane = (g->height - g->kernel_height + 1) * (g->width - g->kernel_width + 1);
  size_t f = 0;
  if (g->channels == 1 && g->kernel_height == 3 && g->kernel_width == 3) {
    // The sizes are constants here, so that the compiler unrolls the nine terms.
    ck_convolution small = {1, g->height, g->width, g->filters, 3, 3};
    for (; f + 8 <= g->filters; f += 8)
      rows(&small, 8, input, filters + f * 9, output + f * plane);
  }
  for (; f + 8 <= g->filters; f += 8)
    rows(g, 8, input, filters + f * taps, output + f * plane);
  for (; f + 3 <= g->filters; f += 3)
    rows(g, 3, input, filters + f * taps, output + f * plane);
  for (; f < g->filters; f++) rows(g, 1, input, filters + f * taps, output + f * plane);
}
