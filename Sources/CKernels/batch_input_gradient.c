#include "kernel.h"

#include <string.h>

// `high` rows of d_in, starting at row r, for `count` channels: 16 x `blocks` numbers of each. All
// of them use a row of d_out before the next row is loaded, from the bottom row to the top, so that
// each sum takes the kernel's rows from top to bottom. `padded` holds d_out, with kernel_width - 1
// zeros on both sides of each row of `step` numbers.
PART void input_tile(
  const ck_convolution *g, size_t count, ptrdiff_t high, size_t blocks, const float *padded,
  size_t step, const float *filters, ptrdiff_t r, size_t x, size_t ends, float *d_input) {
  ptrdiff_t tall = (ptrdiff_t)g->kernel_height;
  ptrdiff_t height = (ptrdiff_t)g->height - tall + 1;
  size_t wide = g->kernel_width, area = g->kernel_height * wide;
  v16 sums[16];
  for (size_t k = 0; k < count * (size_t)high * blocks; k++) sums[k] = (v16){0};
  for (size_t f = 0; f < g->filters; f++) {
    const float *weights = filters + f * g->channels * area;
#pragma clang loop unroll(full)
    for (ptrdiff_t d = high - 1; d > -tall; d--) {
      if (r + d < 0 || r + d >= height) continue;
      const float *line = padded + (f * (size_t)height + (size_t)(r + d)) * step + x + wide - 1;
#pragma clang loop unroll(full)
      for (size_t j = 0; j < wide; j++) {
        v16 values[2];
        for (size_t b = 0; b < blocks; b++) values[b] = LOAD(v16, line + b * ends - j);
        for (ptrdiff_t k = 0; k < high; k++) {
          if (k < d || k - d >= tall) continue;
          for (size_t c = 0; c < count; c++) {
            float weight = weights[c * area + (size_t)(k - d) * wide + j];
            for (size_t b = 0; b < blocks; b++)
              sums[(c * (size_t)high + (size_t)k) * blocks + b] += values[b] * weight;
          }
        }
      }
    }
  }
  for (size_t c = 0; c < count; c++)
    for (size_t k = 0; k < (size_t)high; k++)
      for (size_t b = 0; b < blocks; b++) {
        float *to = d_input + (c * g->height + (size_t)r + k) * g->width + x + b * ends;
        v16 sum = sums[(c * (size_t)high + k) * blocks + b];
        if (g->width >= 16) {
          STORE(v16, to, sum);
        } else {
          float own[16];
          STORE(v16, own, sum);
          for (size_t q = 0; q < g->width; q++) to[q] = own[q];
        }
      }
}

// All rows of `count` channels, `high` at a time, and the rest one at a time.
PART void input_rows(
  const ck_convolution *g, size_t count, size_t high, size_t blocks, const float *padded,
  size_t step, const float *filters, float *d_input) {
  size_t last = g->width < 16 ? 0 : g->width - 16;
  for (size_t r = 0; r < g->height;) {
    bool isWhole = r + high <= g->height;
    for (size_t x = 0;;) {
      size_t ends = blocks == 2 ? least(x + 16, last) - x : 0;
      if (isWhole)
        input_tile(
          g, count, (ptrdiff_t)high, blocks, padded, step, filters, (ptrdiff_t)r, x, ends,
          d_input);
      else
        input_tile(
          g, count, 1, blocks, padded, step, filters, (ptrdiff_t)r, x, ends, d_input);
      if (x + ends == last) break;
      x = least(x + ends + 16, last);
    }
    r += isWhole ? high : 1;
  }
}

PART void all_channels(
  const ck_convolution *g, const float *padded, size_t step, const float *filters,
  float *d_input) {
  size_t area = g->kernel_height * g->kernel_width, plane = g->height * g->width, c = 0;
  for (; c + 6 <= g->channels; c += 6)
    input_rows(g, 6, 2, 1, padded, step, filters + c * area, d_input + c * plane);
  for (; c + 2 <= g->channels; c += 2)
    input_rows(g, 2, 4, 1, padded, step, filters + c * area, d_input + c * plane);
  for (; c < g->channels; c++)
    input_rows(g, 1, 4, 2, padded, step, filters + c * area, d_input + c * plane);
}

// Copies `count` numbers, in blocks of neighbours; the last block ends where the numbers end.
PART void copy_row(const float *from, size_t count, float *to) {
#define BLOCKS(vector, lanes)                                                               \
  if (count >= lanes) {                                                                     \
    for (size_t k = 0;; k = least(k + lanes, count - lanes)) {                              \
      STORE(vector, to + k, LOAD(vector, from + k));                                        \
      if (k + lanes == count) return;                                                       \
    }                                                                                       \
  }
  BLOCKS(v16, 16)
  BLOCKS(v8, 8)
  BLOCKS(v4, 4)
  BLOCKS(v1, 1)
#undef BLOCKS
}

KERNEL void ck_input_gradient_wide(
  ck_convolution size, size_t samples, const float *d_output, const float *filters,
  float *padded, float *d_input) {
  const ck_convolution *g = &size;
  size_t height = g->height - g->kernel_height + 1, columns = g->width - g->kernel_width + 1;
  size_t margin = g->kernel_width - 1, step = (g->width < 16 ? 16 : g->width) + margin;
  memset(padded, 0, g->filters * height * step * sizeof(float));
  for (size_t n = 0; n < samples; n++) {
    const float *from = d_output + n * g->filters * height * columns;
    float *to = d_input + n * g->channels * g->height * g->width;
    for (size_t line = 0; line < g->filters * height; line++)
      copy_row(from + line * columns, columns, padded + line * step + margin);
    // The sizes are constants here, so that the compiler unrolls the terms.
    if (g->kernel_height == 5) {
      ck_convolution five = {g->channels, g->height, g->width, g->filters, 5, 5};
      all_channels(&five, padded, step, filters, to);
    } else {
      ck_convolution three = {g->channels, g->height, g->width, g->filters, 3, 3};
      all_channels(&three, padded, step, filters, to);
    }
  }
}

// MARK: One output per filter

#define MEET(name, vector, lanes, blocks)                                                   \
  PART void name(                                                                           \
    size_t count, size_t filters, size_t taps, const float *d_output, const float *weights, \
    float *d_input) {                                                                       \
    vector sums[16];                                                                        \
    for (size_t k = 0; k < count * blocks; k++) sums[k] = (vector){0};                      \
    for (size_t f = 0; f < filters; f++) {                                                  \
      vector own[blocks];                                                                   \
      for (int b = 0; b < blocks; b++) own[b] = LOAD(vector, weights + f * taps + b * lanes); \
      for (size_t n = 0; n < count; n++) {                                                  \
        float upstream = d_output[n * filters + f];                                         \
        for (int b = 0; b < blocks; b++) sums[n * blocks + b] += own[b] * upstream;         \
      }                                                                                     \
    }                                                                                       \
    for (size_t n = 0; n < count; n++)                                                      \
      for (int b = 0; b < blocks; b++)                                                      \
        STORE(vector, d_input + n * taps + b * lanes, sums[n * blocks + b]);                \
  }

MEET(meet64, v16, 16, 4)
MEET(meet16, v16, 16, 1)
MEET(meet8, v8, 8, 1)
MEET(meet1, v1, 1, 1)

KERNEL void ck_single_place_inputs(
  size_t samples, size_t filters, size_t taps, const float *d_output, const float *weights,
  float *d_input) {
  size_t t = 0;
#define TAKE(name, count, width)                                                            \
  for (; t + width <= taps; t += width) {                                                   \
    size_t n = 0;                                                                           \
    for (; n + count <= samples; n += count)                                                \
      name(count, filters, taps, d_output + n * filters, weights + t, d_input + n * taps + t); \
    for (; n < samples; n++)                                                                \
      name(1, filters, taps, d_output + n * filters, weights + t, d_input + n * taps + t);  \
  }
  TAKE(meet64, 4, 64)
  TAKE(meet16, 8, 16)
  TAKE(meet8, 8, 8)
  TAKE(meet1, 8, 1)
#undef TAKE
}
