#include "taps.h"

#include <string.h>

enum { block = 128 };

// A place without a gradient is left out: its product is not even added.
#define HEARD __typeof__(upstream != 0) heard = upstream != 0
#define ADD_HEARD(old, product)                                                             \
  {                                                                                         \
    __typeof__(old) sum = old + product;                                                    \
    old = (__typeof__(old))(                                                                \
      (heard & (__typeof__(heard))sum) | (~heard & (__typeof__(heard))old));                \
  }

TAPS(taps8, v8, 8, HEARD, ADD_HEARD)
TAPS(taps16, v16, 16, HEARD, ADD_HEARD)

// All weights of one channel, a few taps at a time.
#define CHANNEL(name, part, lanes)                                                          \
  PART void name(                                                                           \
    const ck_convolution *g, const float *input, const float *places, size_t first,         \
    size_t count, size_t columns, float *gradients) {                                       \
    size_t high = g->kernel_height, wide = g->kernel_width;                                 \
    if (high == 3 && wide == 3) {                                                           \
      part(3, 3, input, g->width, places, first, count, columns, gradients, 3);             \
      return;                                                                               \
    }                                                                                       \
    size_t i = 0;                                                                           \
    if (wide == 5)                                                                          \
      for (; i + 2 <= high; i += 2)                                                         \
        part(                                                                               \
          2, 5, input + i * g->width, g->width, places, first, count, columns,              \
          gradients + i * 5 * lanes, 5);                                                    \
    for (; i < high; i++) {                                                                 \
      const float *line = input + i * g->width;                                             \
      float *target = gradients + i * wide * lanes;                                         \
      size_t j = 0;                                                                         \
      for (; j + 5 <= wide; j += 5)                                                         \
        part(                                                                               \
          1, 5, line + j, g->width, places, first, count, columns, target + j * lanes, 0);  \
      for (; j < wide; j++)                                                                 \
        part(                                                                               \
          1, 1, line + j, g->width, places, first, count, columns, target + j * lanes, 0);  \
    }                                                                                       \
  }

CHANNEL(channel8, taps8, 8)
CHANNEL(channel16, taps16, 16)

PART void filter_gradient(
  const ck_convolution *g, size_t filters, size_t lanes, const float *input,
  const float *d_output, float *d_filters) {
  _Alignas(64) float places[block * 16], gradients[64 * 16];
  size_t columns = g->width - g->kernel_width + 1;
  size_t plane = (g->height - g->kernel_height + 1) * columns;
  size_t area = g->kernel_height * g->kernel_width, taps = g->channels * area;
  for (size_t first = 0; first < plane; first += block) {
    size_t count = least(block, plane - first);
    turn(d_output + first, filters, plane, count, lanes, places);
    for (size_t c = 0; c < g->channels; c++) {
      float *target = d_filters + c * area;
      memset(gradients, 0, area * lanes * sizeof(float));
      for (size_t f = 0; f < filters; f++)
        for (size_t t = 0; t < area; t++) gradients[t * lanes + f] = target[f * taps + t];
      const float *image = input + c * g->height * g->width;
      if (lanes == 8) channel8(g, image, places, first, count, columns, gradients);
      else channel16(g, image, places, first, count, columns, gradients);
      for (size_t f = 0; f < filters; f++)
        for (size_t t = 0; t < area; t++) target[f * taps + t] = gradients[t * lanes + f];
    }
  }
}

// One output per filter: its gradient is multiplied by each input once.
PART void single_place_gradient(
  size_t filters, size_t taps, const float *input, const float *d_output, float *d_filters) {
  for (size_t f = 0; f < filters; f++) {
    float upstream = d_output[f];
    if (upstream == 0) continue;
    float *target = d_filters + f * taps;
    size_t t = 0;
    for (; t + 16 <= taps; t += 16)
      STORE(v16, target + t, LOAD(v16, target + t) + LOAD(v16, input + t) * upstream);
    for (; t < taps; t++) target[t] += upstream * input[t];
  }
}

KERNEL void ck_add_filter_gradient(
  ck_convolution size, const float *input, const float *d_output, float *d_filters) {
  const ck_convolution *g = &size;
  size_t plane =
    (g->height - g->kernel_height + 1) * (g->width - g->kernel_width + 1);
  size_t taps = g->channels * g->kernel_height * g->kernel_width;
  if (plane == 1) {
    single_place_gradient(g->filters, taps, input, d_output, d_filters);
    return;
  }
  for (size_t f = 0; f < g->filters;) {
    size_t left = g->filters - f;
    size_t count = least(left, 16);
    if (count == 16)
      filter_gradient(g, 16, 16, input, d_output + f * plane, d_filters + f * taps);
    else if (count > 8)
      filter_gradient(g, count, 16, input, d_output + f * plane, d_filters + f * taps);
    else if (count == 8)
      filter_gradient(g, 8, 8, input, d_output + f * plane, d_filters + f * taps);
    else
      filter_gradient(g, count, 8, input, d_output + f * plane, d_filters + f * taps);
    f += count;
  }
}
