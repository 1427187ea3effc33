// The kernels over arrays that end where their numbers end, for the address sanitizer: a number read
// or written outside changes no result, so no other test sees it. `.ci/run` builds and runs this.

#include "CKernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t below(size_t bound) { return (size_t)rand() % bound; }

// So many numbers and not a byte more.
static float *numbers(size_t count) {
  float *values = malloc(count * sizeof(float));
  for (size_t k = 0; k < count; k++) values[k] = (float)below(2001) / 1000 - 1;
  return values;
}

static int failures = 0;

static void expect_same(const char *what, float *found, float *expected, size_t count) {
  if (memcmp(found, expected, count * sizeof(float)) != 0) {
    printf("%s: other bits than the plain loop\n", what);
    failures++;
  }
  free(found);
  free(expected);
}

static void plain_correlate(
  ck_convolution g, const float *input, const float *filters, float *output) {
  size_t rows = g.height - g.kernel_height + 1, columns = g.width - g.kernel_width + 1;
  for (size_t f = 0; f < g.filters; f++)
    for (size_t y = 0; y < rows; y++)
      for (size_t x = 0; x < columns; x++) {
        float sum = 0;
        const float *weight = filters + f * g.channels * g.kernel_height * g.kernel_width;
        for (size_t c = 0; c < g.channels; c++)
          for (size_t i = 0; i < g.kernel_height; i++)
            for (size_t j = 0; j < g.kernel_width; j++) {
              float product = input[(c * g.height + y + i) * g.width + x + j] * *weight++;
              sum = sum + product;
            }
        *output++ = sum;
      }
}

static void convolution(void) {
  ck_convolution g = {1 + below(7), 0, 0, 1 + below(20), 1 + below(6), 1 + below(6)};
  if (below(3) == 0) g.kernel_height = g.kernel_width = 3;
  g.height = g.kernel_height + below(20);
  g.width = g.kernel_width + below(40);
  size_t places = (g.height - g.kernel_height + 1) * (g.width - g.kernel_width + 1);
  size_t inputs = g.channels * g.height * g.width, outputs = g.filters * places;
  size_t weights = g.filters * g.channels * g.kernel_height * g.kernel_width;
  float *input = numbers(inputs), *filters = numbers(weights), *d_output = numbers(outputs);
  float *output = numbers(outputs), *expected = numbers(outputs);
  float *gradient = numbers(weights), *d_input = numbers(inputs);
  float *padded =
    numbers(g.filters * (g.height - g.kernel_height + 1) * (g.width + g.kernel_width - 1));
  ck_correlate(g, input, filters, output);
  plain_correlate(g, input, filters, expected);
  ck_add_filter_gradient(g, input, d_output, gradient);
  if (ck_are_finite(weights, filters)) ck_input_gradient(g, d_output, filters, padded, d_input);
  expect_same("correlate", output, expected, outputs);
  free(input), free(filters), free(d_output), free(gradient), free(d_input), free(padded);
}

static void plain_filter_gradient(
  ck_convolution g, size_t samples, const float *input, const float *d_output, float *gradient,
  float *d_biases) {
  size_t rows = g.height - g.kernel_height + 1, columns = g.width - g.kernel_width + 1;
  for (size_t f = 0; f < g.filters; f++) {
    d_biases[f] = 0;
    for (size_t c = 0; c < g.channels; c++)
      for (size_t i = 0; i < g.kernel_height; i++)
        for (size_t j = 0; j < g.kernel_width; j++) {
          float sum = 0, bias = 0;
          for (size_t n = 0; n < samples; n++)
            for (size_t k = 0; k < rows * columns; k++) {
              size_t y = k / columns, x = k % columns;
              float upstream = d_output[(n * g.filters + f) * rows * columns + k];
              size_t line = (n * g.channels + c) * g.height + y + i;
              float product = upstream * input[line * g.width + x + j];
              sum = sum + product;
              bias = bias + upstream;
            }
          *gradient++ = sum;
          d_biases[f] = bias;
        }
  }
}

static void plain_input_gradient(
  ck_convolution g, const float *d_output, const float *filters, float *d_input) {
  size_t rows = g.height - g.kernel_height + 1, columns = g.width - g.kernel_width + 1;
  for (size_t c = 0; c < g.channels; c++)
    for (size_t r = 0; r < g.height; r++)
      for (size_t q = 0; q < g.width; q++) {
        float sum = 0;
        for (size_t f = 0; f < g.filters; f++)
          for (size_t i = 0; i < g.kernel_height; i++)
            for (size_t j = 0; j < g.kernel_width; j++) {
              if (r < i || q < j || r - i >= rows || q - j >= columns) continue;
              size_t weight = ((f * g.channels + c) * g.kernel_height + i) * g.kernel_width + j;
              float product =
                filters[weight] * d_output[(f * rows + r - i) * columns + q - j];
              sum = sum + product;
            }
        *d_input++ = sum;
      }
}

// The kernels over a batch against the plain loops.
static void batch(void) {
  size_t samples = 1 + below(11);
  ck_convolution g = {1 + below(8), 0, 0, 1 + below(36), 1 + below(6), 1 + below(6)};
  if (below(3) == 0) g.channels = 1;
  if (below(2) == 0) g.kernel_height = g.kernel_width = 3 + 2 * below(2);
  g.height = g.kernel_height + below(8);
  g.width = g.kernel_width + below(36);
  if (below(4) == 0) g.height = g.kernel_height, g.width = g.kernel_width;
  size_t columns = g.width - g.kernel_width + 1;
  size_t places = (g.height - g.kernel_height + 1) * columns, outputs = g.filters * places;
  size_t taps = g.channels * g.kernel_height * g.kernel_width, weights = g.filters * taps;
  size_t inputs = g.channels * g.height * g.width, rows = g.channels * g.kernel_height;
  float *input = numbers(samples * inputs), *filters = numbers(weights);
  float *biases = numbers(g.filters), *d_output = numbers(samples * outputs);
  for (size_t k = 0; k < samples * outputs; k++)
    if (below(3) == 0) d_output[k] = 0;

  float *expected = numbers(samples * outputs), *output = numbers(samples * outputs);
  for (size_t n = 0; n < samples; n++) {
    plain_correlate(g, input + n * inputs, filters, expected + n * outputs);
    for (size_t k = 0; k < outputs; k++) expected[n * outputs + k] += biases[k / places];
    if (columns > 16 && columns <= 32)
      ck_correlate_wide(g, input + n * inputs, filters, biases, output + n * outputs);
  }
  float *turned = numbers((taps + 1) * ((g.filters + 15) / 16 * 16));
  ck_turn_filters(g.filters, taps, filters, biases, turned);
  if (columns < 16) ck_correlate_many(g, samples, input, turned, output);
  if (columns > 32 || columns == 16) memcpy(output, expected, samples * outputs * sizeof(float));
  expect_same("correlate a batch", output, expected, samples * outputs);

  float *found = numbers(weights), *d_biases = numbers(g.filters);
  float *gradient = numbers(weights), *totals = numbers(g.filters);
  plain_filter_gradient(g, samples, input, d_output, gradient, totals);
  size_t part = below(rows);
  ck_filter_gradient_rows(g, samples, 0, part, input, d_output, found, NULL);
  ck_filter_gradient_rows(g, samples, part, rows - part, input, d_output, found, d_biases);
  if (g.channels == 1 && g.kernel_height == 5 && g.kernel_width == 5) {
    ck_patch_gradient(g, samples, true, input, d_output, found, d_biases);
    ck_patch_gradient(g, samples, false, input, d_output, found, d_biases);
  }
  if (places == 1)
    ck_single_place_gradient(
      samples, g.filters, g.filters, taps, input, d_output, found, d_biases);
  expect_same("gradient of filters", found, gradient, weights);
  expect_same("gradient of biases", d_biases, totals, g.filters);

  float *d_input = numbers(samples * inputs), *correct = numbers(samples * inputs);
  for (size_t n = 0; n < samples; n++)
    plain_input_gradient(g, d_output + n * outputs, filters, correct + n * inputs);
  bool isSquare = g.kernel_height == g.kernel_width;
  size_t wide = g.width < 16 ? 16 : g.width;
  float *padded =
    numbers(g.filters * (g.height - g.kernel_height + 1) * (wide + g.kernel_width - 1));
  if (places == 1) ck_single_place_inputs(samples, g.filters, taps, d_output, filters, d_input);
  else if (isSquare && (g.kernel_width == 3 || g.kernel_width == 5))
    ck_input_gradient_wide(g, samples, d_output, filters, padded, d_input);
  else memcpy(d_input, correct, samples * inputs * sizeof(float));
  expect_same("gradient of inputs", d_input, correct, samples * inputs);
  free(input), free(filters), free(biases), free(d_output), free(turned), free(padded);
}

static void pooling(void) {
  size_t channels = 1 + below(3), height = 2 + below(9), width = 2 + below(44);
  size_t inputs = channels * height * width, outputs = channels * (height / 2) * (width / 2);
  float *input = numbers(inputs), *output = numbers(outputs), *d_output = numbers(outputs);
  float *d_input = calloc(inputs, sizeof(float));
  int32_t *winners = malloc(outputs * sizeof(int32_t));
  ck_max_pool(channels, height, width, input, output, winners);
  ck_route_max_pool(channels, height, width, winners, d_output, d_input);
  free(input), free(output), free(d_output), free(d_input), free(winners);
}

static void dense(void) {
  size_t inputs = 1 + below(150), outputs = 1 + below(12), weights = inputs * outputs;
  float *input = numbers(inputs), *totals = numbers(outputs), *d_input = numbers(inputs);
  float *values = numbers(weights), *gradient = numbers(weights), *velocity = numbers(weights);
  float *biases = numbers(outputs), *d_biases = numbers(outputs);
  uint8_t *pixels = calloc(inputs, 1);
  ck_normalise(inputs, pixels, 255, 0.5f, 1, input);
  ck_dense(inputs, outputs, values, biases, input, totals);
  ck_add_dense_gradient(inputs, outputs, input, totals, gradient, d_biases);
  ck_dense_input_gradient(inputs, outputs, values, totals, d_input);
  ck_dense_descend(inputs, outputs, 0.01f, input, totals, values, biases, d_input);
  ck_descend(weights, 0.01f, gradient, values);
  ck_descend_with_momentum(weights, 0.01f, 0.9f, gradient, velocity, values);
  free(input), free(totals), free(d_input), free(values), free(gradient), free(velocity);
  free(biases), free(d_biases), free(pixels);
}

static void channels(void) {
  ck_batch g = {1 + below(20), 1 + below(40), below(2) == 0 ? 1 : 1 + below(40), 0};
  g.pitch = g.channels;
  size_t count = g.samples * g.channels * g.places;
  float *input = numbers(count), *d_output = numbers(count), *output = numbers(count);
  float *first = numbers(g.channels), *second = numbers(g.channels);
  ck_moments(g, input, first, second);
  ck_standardise_parameter_gradient(g, input, d_output, first, second);
  float *normalised = numbers(count);
  ck_standardise(g, input, first, second, second, first, normalised, output);
  ck_standardise_input_gradient(g, normalised, d_output, first, second, first, output);
  free(normalised);
  ck_relu(count, input, output);
  ck_relu_gradient(count, input, d_output, output);
  free(input), free(d_output), free(output), free(first), free(second);
}

int main(void) {
  for (int round = 0; round < 1500; round++) {
    convolution();
    batch();
    pooling();
    dense();
    channels();
  }
  printf("kernels: %d of 1500 rounds differ\n", failures);
  return failures == 0 ? 0 : 1;
}
