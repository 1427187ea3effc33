#include "taps.h"

#include <string.h>

enum { block = 128, most_taps = 256 };

#define NOTHING
#define ADD(sum, product) sum += product

TAPS(taps8, v8, 8, NOTHING, ADD)
TAPS(taps16, v16, 16, NOTHING, ADD)

// Some rows of the weights of one channel.
#define ROWS(name, part, lanes)                                                             \
  PART void name(                                                                           \
    size_t high, size_t wide, const float *input, size_t width, const float *places,        \
    size_t first, size_t count, size_t columns, float *gradients) {                         \
    size_t i = 0;                                                                           \
    for (; wide == 5 && i + 3 <= high && i + 4 != high; i += 3)                             \
      part(3, 5, input + i * width, width, places, first, count, columns,                   \
           gradients + i * 5 * lanes, 5);                                                   \
    for (; wide == 5 && i + 2 <= high; i += 2)                                              \
      part(2, 5, input + i * width, width, places, first, count, columns,                   \
           gradients + i * 5 * lanes, 5);                                                   \
    for (; wide == 3 && i + 3 <= high; i += 3)                                              \
      part(3, 3, input + i * width, width, places, first, count, columns,                   \
           gradients + i * 3 * lanes, 3);                                                   \
    for (; i < high; i++) {                                                                 \
      const float *line = input + i * width;                                                \
      float *target = gradients + i * wide * lanes;                                         \
      size_t j = 0;                                                                         \
      for (; j + 5 <= wide; j += 5)                                                         \
        part(1, 5, line + j, width, places, first, count, columns, target + j * lanes, 0);  \
      for (; j < wide; j++)                                                                 \
        part(1, 1, line + j, width, places, first, count, columns, target + j * lanes, 0);  \
    }                                                                                       \
  }

ROWS(rows8, taps8, 8)
ROWS(rows16, taps16, 16)

// `count` rows of weights, starting at row `from`, over all samples; with the biases if there are
// any.
PART void filter_rows(
  const ck_convolution *g, size_t samples, size_t filters, size_t lanes, size_t from,
  size_t count, const float *input, const float *d_output, float *d_filters, float *d_biases) {
  _Alignas(64) float places[block * 16], gradients[most_taps * 16], totals[16] = {0};
  size_t columns = g->width - g->kernel_width + 1, wide = g->kernel_width;
  size_t plane = (g->height - g->kernel_height + 1) * columns;
  size_t taps = g->channels * g->kernel_height * wide, inputs = g->channels * g->height * g->width;
  memset(gradients, 0, count * wide * lanes * sizeof(float));
  for (size_t n = 0; n < samples; n++)
    for (size_t first = 0; first < plane; first += block) {
      size_t some = least(block, plane - first);
      turn(d_output + n * g->filters * plane + first, filters, plane, some, lanes, places);
      for (size_t row = from; row < from + count;) {
        size_t c = row / g->kernel_height, i = row % g->kernel_height;
        size_t high = least(g->kernel_height - i, from + count - row);
        const float *image = input + n * inputs + (c * g->height + i) * g->width;
        float *target = gradients + (row - from) * wide * lanes;
        if (lanes == 8) rows8(high, wide, image, g->width, places, first, some, columns, target);
        else rows16(high, wide, image, g->width, places, first, some, columns, target);
        row += high;
      }
      if (d_biases == NULL) continue;
      v16 sums = LOAD(v16, totals);
      for (size_t k = 0; k < some; k++)
        if (lanes == 16) sums += LOAD(v16, places + k * 16);
        else STORE(v8, &sums, LOAD(v8, &sums) + LOAD(v8, places + k * 8));
      STORE(v16, totals, sums);
    }
  for (size_t f = 0; f < filters; f++)
    for (size_t t = 0; t < count * wide; t++)
      d_filters[f * taps + from * wide + t] = gradients[t * lanes + f];
  for (size_t f = 0; d_biases != NULL && f < filters; f++) d_biases[f] = totals[f];
}

KERNEL void ck_filter_gradient_rows(
  ck_convolution size, size_t samples, size_t first, size_t rows, const float *input,
  const float *d_output, float *d_filters, float *d_biases) {
  const ck_convolution *g = &size;
  size_t plane = (g->height - g->kernel_height + 1) * (g->width - g->kernel_width + 1);
  size_t taps = g->channels * g->kernel_height * g->kernel_width;
  size_t together = most_taps / g->kernel_width;
  for (size_t row = first; row < first + rows; row += together) {
    size_t some = least(together, first + rows - row);
    for (size_t f = 0; f < g->filters; f += 16) {
      size_t count = least(16, g->filters - f);
      float *biases = d_biases == NULL || row != first ? NULL : d_biases + f;
      if (count > 8)
        filter_rows(g, samples, count, 16, row, some, input, d_output + f * plane,
                    d_filters + f * taps, biases);
      else
        filter_rows(g, samples, count, 8, row, some, input, d_output + f * plane,
                    d_filters + f * taps, biases);
    }
  }
}

// MARK: One output per filter

// The gradients of 16 x `blocks` weights of `count` filters.
#define MEET(name, vector, lanes, blocks)                                                   \
  PART void name(                                                                           \
    size_t count, size_t samples, size_t filters, size_t taps, const float *input,          \
    const float *d_output, float *d_filters) {                                              \
    vector sums[16];                                                                        \
    for (size_t k = 0; k < count * blocks; k++) sums[k] = (vector){0};                      \
    for (size_t n = 0; n < samples; n++) {                                                  \
      vector values[blocks];                                                                \
      for (int b = 0; b < blocks; b++) values[b] = LOAD(vector, input + n * taps + b * lanes); \
      for (size_t f = 0; f < count; f++) {                                                  \
        float upstream = d_output[n * filters + f];                                         \
        for (int b = 0; b < blocks; b++) sums[f * blocks + b] += values[b] * upstream;      \
      }                                                                                     \
    }                                                                                       \
    for (size_t f = 0; f < count; f++)                                                      \
      for (int b = 0; b < blocks; b++)                                                      \
        STORE(vector, d_filters + f * taps + b * lanes, sums[f * blocks + b]);              \
  }

MEET(meet64, v16, 16, 4)
MEET(meet16, v16, 16, 1)
MEET(meet8, v8, 8, 1)
MEET(meet1, v1, 1, 1)

PART void sum_samples(
  size_t samples, size_t filters, size_t pitch, const float *d_output, float *d_biases) {
  size_t f = 0;
  for (; f + 16 <= filters; f += 16) {
    v16 sum = {0};
    for (size_t n = 0; n < samples; n++) sum += LOAD(v16, d_output + n * pitch + f);
    STORE(v16, d_biases + f, sum);
  }
  for (; f < filters; f++) {
    float sum = 0;
    for (size_t n = 0; n < samples; n++) sum += d_output[n * pitch + f];
    d_biases[f] = sum;
  }
}

KERNEL void ck_single_place_gradient(
  size_t samples, size_t filters, size_t pitch, size_t taps, const float *input,
  const float *d_output, float *d_filters, float *d_biases) {
  if (d_biases != NULL) sum_samples(samples, filters, pitch, d_output, d_biases);
  size_t t = 0;
#define TAKE(name, count, width)                                                            \
  for (; t + width <= taps; t += width) {                                                   \
    size_t f = 0;                                                                           \
    for (; f + count <= filters; f += count)                                                \
      name(count, samples, pitch, taps, input + t, d_output + f, d_filters + f * taps + t); \
    for (; f < filters; f++)                                                                \
      name(1, samples, pitch, taps, input + t, d_output + f, d_filters + f * taps + t);     \
  }
  TAKE(meet64, 4, 64)
  TAKE(meet16, 8, 16)
  TAKE(meet8, 8, 8)
  TAKE(meet1, 8, 1)
#undef TAKE
}

// MARK: One channel, 5x5 weights: a lane is a weight

enum { patch = 16, together = 32 };

// `high` rows of the patches under up to 32 outputs of a row, and a 1 for the bias. Each row of a
// patch is copied with three numbers too many, which the next numbers overwrite; after the very
// last patch there are no more numbers to copy.
PART void lay_patches(
  size_t high, const float *input, size_t width, size_t count, bool isLast, float *to) {
  for (size_t k = 0; k < count; k++, to += patch) {
    for (size_t i = 0; i < high; i++) {
      const float *from = input + i * width + k;
      if (!isLast) {
        STORE(v8, to + 5 * i, LOAD(v8, from));
      } else {
        STORE(v4, to + 5 * i, LOAD(v4, from));
        to[5 * i + 4] = from[4];
      }
    }
    to[5 * high] = 1;
  }
}

// `high` rows of the weights of `count` filters, starting at row `from`.
PART void patch_gradient(
  const ck_convolution *g, size_t count, size_t from, size_t high, size_t samples,
  const float *input, const float *d_output, float *d_filters, float *d_biases) {
  _Alignas(64) float patches[together * patch + 8] = {0};
  size_t height = g->height - 4, columns = g->width - 4, plane = height * columns;
  v16 sums[6];
  for (size_t f = 0; f < count; f++) sums[f] = (v16){0};
  for (size_t n = 0; n < samples; n++)
    for (size_t y = 0; y < height; y++)
      for (size_t x = 0; x < columns; x += together) {
        size_t some = least(together, columns - x);
        const float *upstream = d_output + n * g->filters * plane + y * columns + x;
        lay_patches(
          high, input + (n * g->height + y + from) * g->width + x, g->width, some,
          n + 1 == samples && y + 1 == height, patches);
        for (size_t k = 0; k < some; k++) {
          v16 values = LOAD(v16, patches + k * patch);
          for (size_t f = 0; f < count; f++) sums[f] += values * upstream[f * plane + k];
        }
      }
  for (size_t f = 0; f < count; f++) {
    float own[patch];
    STORE(v16, own, sums[f]);
    memcpy(d_filters + f * 25 + from * 5, own, 5 * high * sizeof(float));
    if (d_biases != NULL) d_biases[f] = own[5 * high];
  }
}

KERNEL void ck_patch_gradient(
  ck_convolution size, size_t samples, bool isUpper, const float *input, const float *d_output,
  float *d_filters, float *d_biases) {
  const ck_convolution *g = &size;
  size_t plane = (g->height - 4) * (g->width - 4), f = 0;
#define FILTERS(some)                                                                       \
  for (; f + some <= g->filters; f += some) {                                               \
    const float *upstream = d_output + f * plane;                                           \
    float *biases = d_biases == NULL ? NULL : d_biases + f;                                 \
    if (isUpper)                                                                            \
      patch_gradient(g, some, 0, 3, samples, input, upstream, d_filters + f * 25, NULL);    \
    else                                                                                    \
      patch_gradient(g, some, 3, 2, samples, input, upstream, d_filters + f * 25, biases);  \
  }
  FILTERS(6)
  FILTERS(3)
  FILTERS(1)
#undef FILTERS
}
