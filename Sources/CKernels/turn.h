// Transposition: rows become columns.

#ifndef TURN_H
#define TURN_H

#include "kernel.h"

// Eight rows of eight numbers, transposed.
PART void turn8(const float *const from[8], float *to, size_t step) {
  v8 a[8], b[8];
  for (int r = 0; r < 8; r++) a[r] = LOAD(v8, from[r]);
  for (int r = 0; r < 8; r += 2) {
    b[r] = __builtin_shufflevector(a[r], a[r + 1], 0, 8, 2, 10, 4, 12, 6, 14);
    b[r + 1] = __builtin_shufflevector(a[r], a[r + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  }
  for (int r = 0; r < 8; r++) {
    if (r & 2) continue;
    a[r] = __builtin_shufflevector(b[r], b[r + 2], 0, 1, 8, 9, 4, 5, 12, 13);
    a[r + 2] = __builtin_shufflevector(b[r], b[r + 2], 2, 3, 10, 11, 6, 7, 14, 15);
  }
  for (int r = 0; r < 4; r++) {
    STORE(v8, to + r * step, __builtin_shufflevector(a[r], a[r + 4], 0, 1, 2, 3, 8, 9, 10, 11));
    STORE(
      v8, to + (r + 4) * step,
      __builtin_shufflevector(a[r], a[r + 4], 4, 5, 6, 7, 12, 13, 14, 15));
  }
}

// d_out of `filters` filters at `count` places, from [filter][place] to [place][lane]; lanes after
// the last filter are 0.
PART void turn(
  const float *from, size_t filters, size_t plane, size_t count, size_t lanes, float *to) {
  static const float zeros[8] = {0};
  size_t whole = count / 8 * 8;
  for (size_t k = 0; k < whole; k += 8)
    for (size_t f = 0; f < lanes; f += 8) {
      const float *rows[8];
      for (size_t r = 0; r < 8; r++)
        rows[r] = f + r < filters ? from + (f + r) * plane + k : zeros;
      turn8(rows, to + k * lanes + f, lanes);
    }
  for (size_t k = whole; k < count; k++)
    for (size_t f = 0; f < lanes; f++)
      to[k * lanes + f] = f < filters ? from[f * plane + k] : 0;
}

#endif
