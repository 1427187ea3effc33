#include "kernel.h"

// MARK: Sums

// Two sums over the samples and places of a channel, each in eight columns that continue from
// sample to sample. X computes x in float from `in`, a number of the first array; the terms are
// computed in double, where a product of two floats is exact, from x and from y, a number of the
// second array. `totals` gets the second sum only if there is one.
#define CHANNEL_SUM(name, vectors, X, FIRST, SECOND)                                        \
  PART void name(                                                                           \
    ck_batch g, size_t channel, const float *first, const float *second, float centre,      \
    float totals[2]) {                                                                      \
    double columns[2][8] = {{0}};                                                           \
    size_t column = 0;                                                                      \
    (void)centre;                                                                           \
    for (size_t n = 0; n < g.samples; n++) {                                                \
      size_t start = (n * g.pitch + channel) * g.places, k = 0;                             \
      const float *a = first + start, *b = second + start;                                  \
      for (; column != 0 && k < g.places; k++, column = (column + 1) & 7) {                 \
        float in = a[k];                                                                    \
        double x = X, y = b[k];                                                             \
        columns[0][column] += FIRST;                                                        \
        if (vectors == 2) columns[1][column] += SECOND;                                     \
      }                                                                                     \
      d8 sums = LOAD(d8, columns[0]), others = LOAD(d8, columns[1]);                        \
      for (; k + 8 <= g.places; k += 8) {                                                   \
        v8 in = LOAD(v8, a + k);                                                            \
        d8 x = CONVERT(d8, X), y = CONVERT(d8, LOAD(v8, b + k));                            \
        sums += FIRST;                                                                      \
        if (vectors == 2) others += SECOND;                                                 \
      }                                                                                     \
      STORE(d8, columns[0], sums);                                                          \
      STORE(d8, columns[1], others);                                                        \
      for (; k < g.places; k++, column = (column + 1) & 7) {                                \
        float in = a[k];                                                                    \
        double x = X, y = b[k];                                                             \
        columns[0][column] += FIRST;                                                        \
        if (vectors == 2) columns[1][column] += SECOND;                                     \
      }                                                                                     \
    }                                                                                       \
    for (int s = 0; s < vectors; s++) {                                                     \
      double total = columns[s][0];                                                         \
      for (int k = 1; k < 8; k++) total += columns[s][k];                                   \
      totals[s] = (float)total;                                                             \
    }                                                                                       \
  }

CHANNEL_SUM(sum_of, 1, in, ((void)y, x), x)
CHANNEL_SUM(squares_of, 1, in - centre, ((void)y, x * x), x)
CHANNEL_SUM(products_of, 2, in, x * y, x)

// The same if a channel has one number per sample: eight channels at a time.
#define SINGLE_SUM(name, X, TERM)                                                           \
  PART void name(                                                                           \
    ck_batch g, size_t channel, const float *first, const float *second,                    \
    const float *centres, float *totals) {                                                  \
    d8 columns[8] = {{0}};                                                                  \
    v8 centre = LOAD(v8, centres);                                                          \
    (void)centre;                                                                           \
    for (size_t n = 0; n < g.samples; n += 8)                                               \
      for (size_t k = 0; k < 8; k++) {                                                      \
        if (n + k >= g.samples) break;                                                      \
        v8 in = LOAD(v8, first + (n + k) * g.pitch + channel);                              \
        d8 x = CONVERT(d8, X);                                                              \
        d8 y = CONVERT(d8, LOAD(v8, second + (n + k) * g.pitch + channel));                 \
        columns[k] += TERM;                                                                 \
      }                                                                                     \
    d8 total = columns[0];                                                                  \
    for (int k = 1; k < 8; k++) total += columns[k];                                        \
    STORE(v8, totals, CONVERT(v8, total));                                                  \
  }

SINGLE_SUM(single_sum_of, in, ((void)y, x))
SINGLE_SUM(single_squares_of, in - centre, ((void)y, x * x))
SINGLE_SUM(single_products_of, in, x * y)

KERNEL void ck_moments(ck_batch size, const float *input, float *mean, float *variance) {
  float count = (float)(size.samples * size.places);
  size_t c = 0;
  for (; size.places == 1 && c + 8 <= size.channels; c += 8) {
    single_sum_of(size, c, input, input, input, mean + c);
    STORE(v8, mean + c, LOAD(v8, mean + c) / count);
    single_squares_of(size, c, input, input, mean + c, variance + c);
    STORE(v8, variance + c, LOAD(v8, variance + c) / count);
  }
  for (; c < size.channels; c++) {
    sum_of(size, c, input, input, 0, mean + c);
    mean[c] /= count;
    squares_of(size, c, input, input, mean[c], variance + c);
    variance[c] /= count;
  }
}

KERNEL void ck_standardise_parameter_gradient(
  ck_batch size, const float *normalised, const float *d_output, float *d_gains,
  float *d_shifts) {
  size_t c = 0;
  for (; size.places == 1 && c + 8 <= size.channels; c += 8) {
    single_products_of(size, c, d_output, normalised, d_output, d_gains + c);
    single_sum_of(size, c, d_output, d_output, d_output, d_shifts + c);
  }
  for (; c < size.channels; c++) {
    float totals[2];
    products_of(size, c, d_output, normalised, 0, totals);
    d_gains[c] = totals[0];
    d_shifts[c] = totals[1];
  }
}

// MARK: Number by number

PART void standardise(
  size_t count, const float *input, float mean, float deviation, float gain, float shift,
  float *normalised, float *output) {
  size_t k = 0;
  for (; k + 16 <= count; k += 16) {
    v16 value = (LOAD(v16, input + k) - mean) / deviation;
    STORE(v16, normalised + k, value);
    STORE(v16, output + k, value * gain + shift);
  }
  for (; k < count; k++) {
    normalised[k] = (input[k] - mean) / deviation;
    output[k] = gain * normalised[k] + shift;
  }
}

KERNEL void ck_standardise(
  ck_batch size, const float *input, const float *mean, const float *deviation,
  const float *gains, const float *shifts, float *normalised, float *output) {
  for (size_t n = 0; n < size.samples; n++) {
    size_t start = n * size.pitch * size.places, c = 0;
    for (; size.places == 1 && c + 16 <= size.channels; c += 16) {
      v16 value =
        (LOAD(v16, input + start + c) - LOAD(v16, mean + c)) / LOAD(v16, deviation + c);
      STORE(v16, normalised + start + c, value);
      STORE(v16, output + start + c, LOAD(v16, gains + c) * value + LOAD(v16, shifts + c));
    }
    for (; c < size.channels; c++) {
      size_t place = start + c * size.places;
      standardise(
        size.places, input + place, mean[c], deviation[c], gains[c], shifts[c],
        normalised + place, output + place);
    }
  }
}

PART void standardise_gradient(
  size_t count, const float *normalised, const float *d_output, float slope, float mean,
  float mean_times, float *d_input) {
  size_t k = 0;
  for (; k + 16 <= count; k += 16)
    STORE(
      v16, d_input + k,
      ((LOAD(v16, d_output + k) - mean) - LOAD(v16, normalised + k) * mean_times) * slope);
  for (; k < count; k++)
    d_input[k] = slope * ((d_output[k] - mean) - normalised[k] * mean_times);
}

KERNEL void ck_standardise_input_gradient(
  ck_batch size, const float *normalised, const float *d_output, const float *slope,
  const float *mean, const float *mean_times, float *d_input) {
  for (size_t n = 0; n < size.samples; n++) {
    size_t start = n * size.pitch * size.places, c = 0;
    for (; size.places == 1 && c + 16 <= size.channels; c += 16)
      STORE(
        v16, d_input + start + c,
        LOAD(v16, slope + c)
          * ((LOAD(v16, d_output + start + c) - LOAD(v16, mean + c))
             - LOAD(v16, normalised + start + c) * LOAD(v16, mean_times + c)));
    for (; c < size.channels; c++) {
      size_t place = start + c * size.places;
      standardise_gradient(
        size.places, normalised + place, d_output + place, slope[c], mean[c], mean_times[c],
        d_input + place);
    }
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
