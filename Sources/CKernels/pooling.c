#include "kernel.h"

// The larger of two numbers, and its position; `best` stays if they are equal or if it is NaN.
#define TAKE(best, winner, value, place, integers, vector)                              \
  do {                                                                                  \
    integers wins = ~(value <= best) & (best == best);                                  \
    best = (vector)((wins & (integers)value) | (~wins & (integers)best));               \
    winner = (wins & (place)) | (~wins & winner);                                       \
  } while (0)

// A row of windows, eight or four at a time; the last block ends where the row ends.
PART void pool_row8(
  size_t columns, size_t width, int32_t start, const float *input, float *output,
  int32_t *winners) {
  const i8 steps = {0, 2, 4, 6, 8, 10, 12, 14};
  for (size_t x = 0;;) {
    v16 upper = LOAD(v16, input + 2 * x), lower = LOAD(v16, input + width + 2 * x);
    v8 a = __builtin_shufflevector(upper, upper, 0, 2, 4, 6, 8, 10, 12, 14);
    v8 b = __builtin_shufflevector(upper, upper, 1, 3, 5, 7, 9, 11, 13, 15);
    v8 c = __builtin_shufflevector(lower, lower, 0, 2, 4, 6, 8, 10, 12, 14);
    v8 d = __builtin_shufflevector(lower, lower, 1, 3, 5, 7, 9, 11, 13, 15);
    i8 corner = steps + (start + 2 * (int32_t)x);
    i8 winner = corner;
    TAKE(a, winner, b, corner + 1, i8, v8);
    TAKE(a, winner, c, corner + (int32_t)width, i8, v8);
    TAKE(a, winner, d, corner + (int32_t)width + 1, i8, v8);
    STORE(v8, output + x, a);
    STORE(i8, winners + x, winner);
    if (x + 8 == columns) return;
    x = least(x + 8, columns - 8);
  }
}

PART void pool_row4(
  size_t columns, size_t width, int32_t start, const float *input, float *output,
  int32_t *winners) {
  const i4 steps = {0, 2, 4, 6};
  for (size_t x = 0;;) {
    v8 upper = LOAD(v8, input + 2 * x), lower = LOAD(v8, input + width + 2 * x);
    v4 a = __builtin_shufflevector(upper, upper, 0, 2, 4, 6);
    v4 b = __builtin_shufflevector(upper, upper, 1, 3, 5, 7);
    v4 c = __builtin_shufflevector(lower, lower, 0, 2, 4, 6);
    v4 d = __builtin_shufflevector(lower, lower, 1, 3, 5, 7);
    i4 corner = steps + (start + 2 * (int32_t)x);
    i4 winner = corner;
    TAKE(a, winner, b, corner + 1, i4, v4);
    TAKE(a, winner, c, corner + (int32_t)width, i4, v4);
    TAKE(a, winner, d, corner + (int32_t)width + 1, i4, v4);
    STORE(v4, output + x, a);
    STORE(i4, winners + x, winner);
    if (x + 4 == columns) return;
    x = least(x + 4, columns - 4);
  }
}

PART void pool_row1(
  size_t columns, size_t width, int32_t start, const float *input, float *output,
  int32_t *winners) {
  for (size_t x = 0; x < columns; x++) {
    size_t cells[4] = {2 * x, 2 * x + 1, width + 2 * x, width + 2 * x + 1};
    float best = input[cells[0]];
    size_t winner = cells[0];
    for (int k = 1; k < 4; k++) {
      float value = input[cells[k]];
      if (value <= best || best != best) continue;
      best = value;
      winner = cells[k];
    }
    output[x] = best;
    winners[x] = start + (int32_t)winner;
  }
}

KERNEL void ck_max_pool(
  size_t channels, size_t height, size_t width, const float *input, float *output,
  int32_t *winners) {
  size_t rows = height / 2, columns = width / 2;
  for (size_t c = 0; c < channels; c++) {
    for (size_t y = 0; y < rows; y++) {
      const float *line = input + (c * height + 2 * y) * width;
      size_t place = (c * rows + y) * columns;
      int32_t start = (int32_t)(2 * y * width);
      if (columns >= 8) pool_row8(columns, width, start, line, output + place, winners + place);
      else if (columns >= 4)
        pool_row4(columns, width, start, line, output + place, winners + place);
      else pool_row1(columns, width, start, line, output + place, winners + place);
    }
  }
}

// Two rows of cells, filled from one row of windows, eight windows at a time.
PART void route_row8(
  size_t columns, size_t width, int32_t start, const int32_t *winners, const float *d_output,
  float *d_input) {
  const i8 steps = {0, 2, 4, 6, 8, 10, 12, 14};
  for (size_t x = 0;;) {
    // Each value is added to 0: a gradient of -0 arrives as 0.
    v8 upstream = LOAD(v8, d_output + x) + 0.0f;
    i8 offset = LOAD(i8, winners + x) - (steps + (start + 2 * (int32_t)x));
    i8 bits = (i8)upstream;
    v8 a = (v8)((offset == 0) & bits), b = (v8)((offset == 1) & bits);
    v8 c = (v8)((offset == (int32_t)width) & bits);
    v8 d = (v8)((offset == (int32_t)width + 1) & bits);
    STORE(v16, d_input + 2 * x,
          __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15));
    STORE(v16, d_input + width + 2 * x,
          __builtin_shufflevector(c, d, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15));
    if (x + 8 == columns) return;
    x = least(x + 8, columns - 8);
  }
}

KERNEL void ck_route_max_pool(
  size_t channels, size_t height, size_t width, const int32_t *winners, const float *d_output,
  float *d_input) {
  size_t rows = height / 2, columns = width / 2;
  for (size_t c = 0; c < channels; c++) {
    float *plane = d_input + c * height * width;
    for (size_t y = 0; y < rows; y++) {
      size_t place = (c * rows + y) * columns;
      if (columns >= 8)
        route_row8(columns, width, (int32_t)(2 * y * width), winners + place, d_output + place,
                   plane + 2 * y * width);
      else
        for (size_t x = 0; x < columns; x++) plane[winners[place + x]] += d_output[place + x];
    }
  }
}
