// The loops that the filter gradients of one image and of a batch share.

#ifndef TAPS_H
#define TAPS_H

#include "turn.h"

// Adds the products of `count` places in a row to the gradients of `high` x `wide` weights of up to
// `lanes` filters; gradients are [tap][lane], places [place][lane].
// `prepare` runs once per place, whose gradients are `upstream`; `add` adds a product to a sum.
#define TAPS(name, vector, lanes, prepare, add)                                             \
  PART void name(                                                                           \
    size_t high, size_t wide, const float *input, size_t width, const float *places,        \
    size_t first, size_t count, size_t columns, float *gradients, size_t stride) {          \
    vector sums[16];                                                                        \
    for (size_t i = 0; i < high; i++)                                                       \
      for (size_t j = 0; j < wide; j++)                                                     \
        sums[i * wide + j] = LOAD(vector, gradients + (i * stride + j) * lanes);            \
    size_t y = first / columns, x = first % columns;                                        \
    for (size_t k = 0; k < count;) {                                                        \
      size_t end = least(count, k + columns - x);                                           \
      const float *corner = input + y * width + x;                                          \
      for (; k < end; k++, corner++) {                                                      \
        vector upstream = LOAD(vector, places + k * lanes);                                 \
        prepare;                                                                            \
        for (size_t i = 0; i < high; i++)                                                   \
          for (size_t j = 0; j < wide; j++)                                                 \
            add(sums[i * wide + j], upstream * corner[i * width + j]);                      \
      }                                                                                     \
      y++;                                                                                  \
      x = 0;                                                                                \
    }                                                                                       \
    for (size_t i = 0; i < high; i++)                                                       \
      for (size_t j = 0; j < wide; j++)                                                     \
        STORE(vector, gradients + (i * stride + j) * lanes, sums[i * wide + j]);            \
  }

#endif
