#include "kernel.h"

#include <string.h>

// One row of d_in, for `count` channels. `lines` rows of d_out contribute to it, the first of them
// under kernel row `i0`; they are in `padded`, which has kernel_width - 1 zeros on both sides of
// each row.
#define INPUT_ROW(name, vector, lanes)                                                      \
  PART void name(                                                                           \
    const ck_convolution *g, size_t count, const float *padded, const float *filters,       \
    size_t i0, size_t lines, float *d_input) {                                              \
    size_t wide = g->kernel_width, area = g->kernel_height * wide;                          \
    size_t height = g->height - g->kernel_height + 1, step = g->width + wide - 1;           \
    for (size_t x = 0;;) {                                                                  \
      vector sums[8];                                                                       \
      for (size_t c = 0; c < count; c++) sums[c] = (vector){0};                             \
      for (size_t f = 0; f < g->filters; f++) {                                             \
        const float *weights = filters + f * g->channels * area + i0 * wide;                \
        for (size_t i = 0; i < lines; i++) {                                                \
          const float *line = padded + f * height * step + x + wide - 1 - i * step;         \
          for (size_t j = 0; j < wide; j++, weights++) {                                    \
            vector values = LOAD(vector, line - j);                                         \
            for (size_t c = 0; c < count; c++) sums[c] += values * weights[c * area];       \
          }                                                                                 \
        }                                                                                   \
      }                                                                                     \
      for (size_t c = 0; c < count; c++)                                                    \
        STORE(vector, d_input + c * g->height * g->width + x, sums[c]);                     \
      if (x + lanes == g->width) return;                                                    \
      x = least(x + lanes, g->width - lanes);                                               \
    }                                                                                       \
  }

INPUT_ROW(input_row16, v16, 16)
INPUT_ROW(input_row8, v8, 8)
INPUT_ROW(input_row4, v4, 4)
INPUT_ROW(input_row1, v1, 1)

PART void input_rows(
  const ck_convolution *g, size_t count, const float *padded, const float *filters,
  float *d_input) {
  size_t wide = g->kernel_width, height = g->height - g->kernel_height + 1;
  for (size_t r = 0; r < g->height; r++) {
    size_t i0 = r < height ? 0 : r - height + 1;
    size_t lines = least(r + 1, g->kernel_height) - i0;
    const float *line = padded + (r - i0) * (g->width + wide - 1);
    float *target = d_input + r * g->width;
    if (g->width >= 16) input_row16(g, count, line, filters, i0, lines, target);
    else if (g->width >= 8) input_row8(g, count, line, filters, i0, lines, target);
    else if (g->width >= 4) input_row4(g, count, line, filters, i0, lines, target);
    else input_row1(g, count, line, filters, i0, lines, target);
  }
}

// One output per filter: each input is multiplied by one weight of each filter.
PART void single_place_input(
  size_t filters, size_t taps, const float *d_output, const float *weights, float *d_input) {
  size_t t = 0;
  for (; t + 64 <= taps; t += 64) {
    v16 sums[4] = {{0}};
    for (size_t f = 0; f < filters; f++)
      for (int k = 0; k < 4; k++)
        sums[k] += LOAD(v16, weights + f * taps + t + 16 * k) * d_output[f];
    for (int k = 0; k < 4; k++) STORE(v16, d_input + t + 16 * k, sums[k]);
  }
  for (; t < taps; t++) {
    float sum = 0;
    for (size_t f = 0; f < filters; f++) sum += weights[f * taps + t] * d_output[f];
    d_input[t] = sum;
  }
}

KERNEL void ck_input_gradient(
  ck_convolution size, const float *d_output, const float *filters, float *padded,
  float *d_input) {
  const ck_convolution *g = &size;
  size_t height = g->height - g->kernel_height + 1, columns = g->width - g->kernel_width + 1;
  size_t margin = g->kernel_width - 1, step = columns + 2 * margin;
  if (height * columns == 1) {
    single_place_input(g->filters, g->channels * g->height * g->width, d_output, filters, d_input);
    return;
  }
  for (size_t row = 0; row < g->filters * height; row++) {
    float *line = padded + row * step;
    for (size_t k = 0; k < margin; k++) line[k] = 0;
    memcpy(line + margin, d_output + row * columns, columns * sizeof(float));
    for (size_t k = 0; k < margin; k++) line[margin + columns + k] = 0;
  }
  size_t area = g->kernel_height * g->kernel_width, plane = g->height * g->width;
  size_t c = 0;
  for (; c + 6 <= g->channels; c += 6)
    input_rows(g, 6, padded, filters + c * area, d_input + c * plane);
  for (; c + 2 <= g->channels; c += 2)
    input_rows(g, 2, padded, filters + c * area, d_input + c * plane);
  for (; c < g->channels; c++)
    input_rows(g, 1, padded, filters + c * area, d_input + c * plane);
}

KERNEL bool ck_are_finite(size_t count, const float *values) {
  // A finite number times 0 is 0; infinity and NaN give NaN, which stays in the sum.
  v16 sums = {0};
  size_t k = 0;
  for (; k + 16 <= count; k += 16) sums += LOAD(v16, values + k) * 0.0f;
  float sum = 0;
  for (; k < count; k++) sum += values[k] * 0.0f;
  for (int lane = 0; lane < 16; lane++) sum += sums[lane];
  return sum == 0;
}
