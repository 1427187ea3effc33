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
  ck_batch g = {1 + below(4), 1 + below(4), 1 + below(40), 0};
  g.pitch = g.channels;
  size_t count = g.samples * g.channels * g.places;
  float *input = numbers(count), *d_output = numbers(count), *output = numbers(count);
  float *first = numbers(g.channels), *second = numbers(g.channels);
  ck_moments(g, input, first, second);
  ck_standardise_parameter_gradient(g, input, d_output, first, second);
  ck_relu(count, input, output);
  ck_relu_gradient(count, input, d_output, output);
  free(input), free(d_output), free(output), free(first), free(second);
}

int main(void) {
  for (int round = 0; round < 1500; round++) {
    convolution();
    pooling();
    dense();
    channels();
  }
  printf("kernels: %d of 1500 rounds differ\n", failures);
  return failures == 0 ? 0 : 1;
}
