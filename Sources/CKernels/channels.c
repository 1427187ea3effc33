#include "kernel.h"

// A sum over the samples and places of a channel, in eight columns that run on from sample to
// sample. TERM is made of x, y and `centre`.
#define CHANNEL_SUM(name, TERM)                                                             \
  PART float name(                                                                          \
    ck_batch g, size_t channel, const float *first, const float *second, float centre) {    \
    float columns[8] = {0};                                                                 \
    size_t column = 0;                                                                      \
    for (size_t n = 0; n < g.samples; n++) {                                                \
      size_t start = (n * g.pitch + channel) * g.places, k = 0;                          \
      const float *a = first + start, *b = second + start;                                  \
      for (; column != 0 && k < g.places; k++, column = (column + 1) & 7) {                 \
        float x = a[k], y = b[k];                                                           \
        columns[column] += TERM;                                                            \
      }                                                                                     \
      v8 sums = LOAD(v8, columns);                                                          \
      for (; k + 8 <= g.places; k += 8) {                                                   \
        v8 x = LOAD(v8, a + k), y = LOAD(v8, b + k);                                        \
        sums += TERM;                                                                       \
      }                                                                                     \
      STORE(v8, columns, sums);                                                             \
      for (; k < g.places; k++, column = (column + 1) & 7) {                                \
        float x = a[k], y = b[k];                                                           \
        columns[column] += TERM;                                                            \
      }                                                                                     \
    }                                                                                       \
    float total = columns[0];                                                               \
    for (int k = 1; k < 8; k++) total += columns[k];                                        \
    return total;                                                                           \
  }

CHANNEL_SUM(sum_of, ((void)y, (void)centre, x))
CHANNEL_SUM(squares_of, ((void)y, (x - centre) * (x - centre)))
CHANNEL_SUM(products_of, ((void)centre, x * y))

KERNEL void ck_moments(ck_batch size, const float *input, float *mean, float *variance) {
  float count = (float)(size.samples * size.places);
  for (size_t c = 0; c < size.channels; c++) {
    mean[c] = sum_of(size, c, input, input, 0) / count;
    variance[c] = squares_of(size, c, input, input, mean[c]) / count;
  }
}

KERNEL void ck_standardise_parameter_gradient(
  ck_batch size, const float *normalised, const float *d_output, float *d_gains,
  float *d_shifts) {
  for (size_t c = 0; c < size.channels; c++) {
    d_gains[c] = products_of(size, c, d_output, normalised, 0);
    d_shifts[c] = sum_of(size, c, d_output, d_output, 0);
  }
}

KERNEL void ck_relu(size_t count, const float *input, float *output) {
  size_t k = 0;
  for (; k + 16 <= count; k += 16) {
    v16 values = LOAD(v16, input + k);
    STORE(v16, output + k, (v16)(~(values <= 0) & (i16)values));
  }
  for (; k < count; k++) output[k] = input[k] <= 0 ? 0 : input[k];
}

KERNEL void ck_relu_gradient(
  size_t count, const float *input, const float *d_output, float *d_input) {
  const v16 one = (v16){0} + 1.0f;
  size_t k = 0;
  for (; k + 16 <= count; k += 16) {
    v16 slopes = (v16)((LOAD(v16, input + k) > 0) & (i16)one);
    STORE(v16, d_input + k, LOAD(v16, d_output + k) * slopes);
  }
  for (; k < count; k++) d_input[k] = d_output[k] * (input[k] > 0 ? 1.0f : 0.0f);
}
