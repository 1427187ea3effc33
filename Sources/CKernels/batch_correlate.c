#include "turn.h"

enum { block = 128 };

// MARK: Many filters: a lane is a filter

// `count` outputs of 16 x `blocks` filters; the outputs' first inputs are `step` apart. The weights
// are [tap][filter], `wide` filters, followed by the biases.
#define PLACES(name, blocks)                                                                \
  PART void name(                                                                           \
    const ck_convolution *g, size_t count, size_t step, const float *input,                 \
    const float *turned, size_t wide, float *output, size_t pitch, size_t filters) {        \
    v16 sums[16];                                                                           \
    for (size_t k = 0; k < count * blocks; k++) sums[k] = (v16){0};                         \
    const float *weights = turned;                                                          \
    for (size_t c = 0; c < g->channels; c++)                                                \
      for (size_t i = 0; i < g->kernel_height; i++) {                                       \
        const float *line = input + (c * g->height + i) * g->width;                         \
        for (size_t j = 0; j < g->kernel_width; j++, weights += wide) {                     \
          v16 own[blocks];                                                                  \
          for (int b = 0; b < blocks; b++) own[b] = LOAD(v16, weights + 16 * b);            \
          for (size_t k = 0; k < count; k++) {                                              \
            float value = line[j + k * step];                                               \
            for (int b = 0; b < blocks; b++) sums[k * blocks + b] += own[b] * value;        \
          }                                                                                 \
        }                                                                                   \
      }                                                                                     \
    for (size_t k = 0; k < count; k++)                                                      \
      for (int b = 0; b < blocks; b++) {                                                    \
        v16 total = sums[k * blocks + b] + LOAD(v16, weights + 16 * b);                     \
        float *to = output + k * pitch + 16 * b;                                            \
        if (filters >= 16 * (size_t)(b + 1)) STORE(v16, to, total);                         \
        else                                                                                \
          for (size_t f = 16 * (size_t)b; f < filters; f++) to[f - 16 * b] = total[f - 16 * b]; \
      }                                                                                     \
  }

PLACES(places1, 1)
PLACES(places2, 2)

// A row of outputs; the last tile ends where the row ends.
#define ROW_OF(count)                                                                       \
  if (columns >= count) {                                                                   \
    for (size_t x = 0;;) {                                                                  \
      places1(g, count, 1, line + x, turned, wide, made + x * 16, 16, 16);                  \
      if (x + count == columns) return;                                                     \
      x = least(x + count, columns - count);                                                \
    }                                                                                       \
  }

PART void row_of_places(
  const ck_convolution *g, size_t columns, const float *line, const float *turned, size_t wide,
  float *made) {
  ROW_OF(10)
  ROW_OF(8)
  ROW_OF(6)
  ROW_OF(4)
  ROW_OF(1)
}

// [place][lane] to [filter][place].
PART void turn_back(
  const float *made, size_t count, size_t filters, size_t plane, float *output) {
  for (size_t f = 0; f < filters; f += 8) {
    size_t k = 0;
    if (f + 8 <= filters && count >= 8)
      for (;;) {
        const float *rows[8];
        for (size_t r = 0; r < 8; r++) rows[r] = made + (k + r) * 16 + f;
        turn8(rows, output + f * plane + k, plane);
        if (k + 8 == count) break;
        k = least(k + 8, count - 8);
      }
    else
      for (; k < count; k++)
        for (size_t r = f; r < least(f + 8, filters); r++)
          output[r * plane + k] = made[k * 16 + r];
  }
}

PART void many_filters(
  const ck_convolution *g, size_t filters, const float *input, const float *turned, size_t wide,
  float *output) {
  _Alignas(64) float made[block * 16];
  size_t height = g->height - g->kernel_height + 1, columns = g->width - g->kernel_width + 1;
  size_t first = 0, count = 0;
  for (size_t y = 0; y < height; y++) {
    if (count + columns > block) {
      turn_back(made, count, filters, height * columns, output + first);
      first += count;
      count = 0;
    }
    row_of_places(g, columns, input + y * g->width, turned, wide, made + count * 16);
    count += columns;
  }
  turn_back(made, count, filters, height * columns, output + first);
}

KERNEL void ck_turn_filters(
  size_t filters, size_t taps, const float *weights, const float *biases, float *turned) {
  size_t wide = (filters + 15) / 16 * 16;
  for (size_t t = 0; t < taps; t++) {
    for (size_t f = 0; f < filters; f++) turned[t * wide + f] = weights[f * taps + t];
    for (size_t f = filters; f < wide; f++) turned[t * wide + f] = 0;
  }
  float *last = turned + taps * wide;
  for (size_t f = 0; f < wide; f++) last[f] = 0;
  if (biases == NULL) return;
  for (size_t f = 0; f < filters; f++) last[f] = biases[f];
}

KERNEL void ck_correlate_many(
  ck_convolution size, size_t samples, const float *input, const float *turned, float *output) {
  const ck_convolution *g = &size;
  size_t wide = (g->filters + 15) / 16 * 16, inputs = g->channels * g->height * g->width;
  size_t plane = (g->height - g->kernel_height + 1) * (g->width - g->kernel_width + 1);
  if (plane > 1) {
    for (size_t n = 0; n < samples; n++)
      for (size_t f = 0; f < g->filters; f += 16)
        many_filters(
          g, least(16, g->filters - f), input + n * inputs, turned + f, wide,
          output + (n * g->filters + f) * plane);
    return;
  }
  for (size_t f = 0; f < wide;) {
    size_t left = g->filters - f, n = 0, blocks = wide - f >= 32 ? 2 : 1;
    float *to = output + f;
    if (blocks == 2)
      for (; n + 8 <= samples; n += 8)
        places2(
          g, 8, inputs, input + n * inputs, turned + f, wide, to + n * g->filters, g->filters,
          left);
    else
      for (; n + 8 <= samples; n += 8)
        places1(
          g, 8, inputs, input + n * inputs, turned + f, wide, to + n * g->filters, g->filters,
          left);
    for (; n < samples; n++)
      for (size_t b = 0; b < blocks; b++)
        places1(
          g, 1, inputs, input + n * inputs, turned + f + 16 * b, wide,
          to + 16 * b + n * g->filters, g->filters, left - 16 * b);
    f += 16 * blocks;
  }
}

// MARK: Few filters: a lane is a place in a row

// `count` filters over one row of 16 to 32 outputs: the first 16 and the last 16 of the row.
PART void row_of_two(
  const ck_convolution *g, size_t count, const float *input, const float *filters,
  const float *biases, size_t columns, size_t plane, float *output) {
  size_t taps = g->channels * g->kernel_height * g->kernel_width, last = columns - 16;
  v16 sums[16];
  for (size_t f = 0; f < 2 * count; f++) sums[f] = (v16){0};
  const float *weights = filters;
  for (size_t c = 0; c < g->channels; c++)
    for (size_t i = 0; i < g->kernel_height; i++) {
      const float *line = input + (c * g->height + i) * g->width;
      for (size_t j = 0; j < g->kernel_width; j++, weights++) {
        v16 left = LOAD(v16, line + j), right = LOAD(v16, line + last + j);
        for (size_t f = 0; f < count; f++) {
          float weight = weights[f * taps];
          sums[2 * f] += left * weight;
          sums[2 * f + 1] += right * weight;
        }
      }
    }
  for (size_t f = 0; f < count; f++) {
    float bias = biases == NULL ? 0 : biases[f];
    STORE(v16, output + f * plane, sums[2 * f] + bias);
    STORE(v16, output + f * plane + last, sums[2 * f + 1] + bias);
  }
}

PART void rows_of_two(
  const ck_convolution *g, size_t count, const float *input, const float *filters,
  const float *biases, float *output) {
  size_t height = g->height - g->kernel_height + 1, columns = g->width - g->kernel_width + 1;
  for (size_t y = 0; y < height; y++)
    row_of_two(
      g, count, input + y * g->width, filters, biases, columns, height * columns,
      output + y * columns);
}

KERNEL void ck_correlate_wide(
  ck_convolution size, const float *input, const float *filters, const float *biases,
  float *output) {
  const ck_convolution *g = &size;
  size_t taps = g->channels * g->kernel_height * g->kernel_width, f = 0;
  size_t plane = (g->height - g->kernel_height + 1) * (g->width - g->kernel_width + 1);
#define FILTERS(size, count)                                                                \
  for (; f + count <= g->filters; f += count)                                               \
    rows_of_two(                                                                            \
      size, count, input, filters + f * taps, biases == NULL ? NULL : biases + f,           \
      output + f * plane);
  if (g->channels == 1 && g->kernel_height == 5 && g->kernel_width == 5) {
    // The sizes are constants here, so that the compiler unrolls the terms.
    ck_convolution small = {1, g->height, g->width, g->filters, 5, 5};
    FILTERS(&small, 6)
  }
  FILTERS(g, 6)
  FILTERS(g, 4)
  FILTERS(g, 1)
#undef FILTERS
}
