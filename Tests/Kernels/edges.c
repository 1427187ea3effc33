// Compares the kernels with the plain loops, on arrays without any slack: reading or writing out of
// bounds changes no result, so only the address sanitizer sees it. `Tests/Kernels/run` builds this
// and runs it on several processors.

#define _GNU_SOURCE
#include "CKernels.h"

#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The same numbers on every system: Marsaglia's xorshift64.
static size_t below(size_t bound) {
  static uint64_t state = 88172645463325252u;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (size_t)((state >> 32) % bound);
}

// An array of this many numbers and not a byte more. In one of eight arrays the numbers are of all
// sizes, so that results are rounded to subnormal numbers, to -0 and to infinity.
static float *numbers(size_t count) {
  bool hasAllSizes = below(8) == 0;
  float *values = malloc(count * sizeof(float));
  for (size_t k = 0; k < count; k++) {
    values[k] = (float)below(2001) / 1000 - 1;
    if (hasAllSizes) values[k] = ldexpf(values[k], (int)below(270) - 145);
  }
  return values;
}

static int failures = 0;
// Of the bits of every result so far.
static uint64_t digest = 0;

// Adds results to the digest. The sign and the payload of a NaN depend on the processor and on the
// order in which the compiler names the operands, so that all NaNs are made one.
static void record(float *values, size_t count) {
  for (size_t k = 0; k < count; k++) {
    if (isnan(values[k])) values[k] = NAN;
    uint32_t bits;
    memcpy(&bits, &values[k], sizeof bits);
    digest = (digest ^ bits) * 1099511628211u;
  }
}

static void expect_same(const char *what, float *found, float *expected, size_t count) {
  record(found, count);
  for (size_t k = 0; k < count; k++)
    if (isnan(expected[k])) expected[k] = NAN;
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
  ck_convolution g;
  g.channels = 1 + below(7), g.filters = 1 + below(20);
  g.kernel_height = 1 + below(6), g.kernel_width = 1 + below(6);
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
  record(gradient, weights);
  record(d_input, inputs);
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
  ck_convolution g;
  g.channels = 1 + below(8), g.filters = 1 + below(36);
  g.kernel_height = 1 + below(6), g.kernel_width = 1 + below(6);
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

static float *copy(const float *values, size_t count) {
  float *own = malloc(count * sizeof(float));
  memcpy(own, values, count * sizeof(float));
  return own;
}

static void pooling(void) {
  size_t channels = 1 + below(3), height = 2 + below(9), width = 2 + below(44);
  size_t inputs = channels * height * width, outputs = channels * (height / 2) * (width / 2);
  float *input = numbers(inputs), *output = numbers(outputs), *d_output = numbers(outputs);
  float *d_input = calloc(inputs, sizeof(float));
  int32_t *winners = malloc(outputs * sizeof(int32_t));
  // Ties, and now and then a NaN.
  for (size_t k = 0; k < inputs; k++) input[k] = below(40) == 0 ? nanf("") : (float)below(4);
  ck_max_pool(channels, height, width, input, output, winners);
  ck_route_max_pool(channels, height, width, winners, d_output, d_input);

  float *largest = numbers(outputs), *first = numbers(outputs), *found = numbers(outputs);
  float *routed = calloc(inputs, sizeof(float));
  size_t next = 0;
  for (size_t c = 0; c < channels; c++)
    for (size_t y = 0; y + 1 < height; y += 2)
      for (size_t x = 0; x + 1 < width; x += 2, next++) {
        const float *plane = input + c * height * width;
        size_t best = y * width + x, cells[] = {best, best + 1, best + width, best + width + 1};
        for (size_t k = 1; k < 4; k++)
          if (plane[cells[k]] > plane[best] || (isnan(plane[cells[k]]) && !isnan(plane[best])))
            best = cells[k];
        largest[next] = plane[best];
        first[next] = (float)best;
        found[next] = (float)winners[next];
        routed[c * height * width + best] += d_output[next];
      }
  expect_same("max pooling", output, largest, outputs);
  expect_same("winners", found, first, outputs);
  expect_same("route max pooling", d_input, routed, inputs);
  free(input), free(d_output), free(winners);
}

static void dense(void) {
  size_t inputs = 1 + below(150), outputs = 1 + below(12), weights = inputs * outputs;
  float *input = numbers(inputs), *values = numbers(weights), *biases = numbers(outputs);
  float *gradient = numbers(weights), *d_biases = numbers(outputs), *velocity = numbers(weights);
  float *d_totals = numbers(outputs), *totals = numbers(outputs), *d_input = numbers(inputs);
  const float rate = 0.01f, momentum = 0.9f;
  uint8_t *pixels = malloc(inputs);
  float *expected = numbers(inputs);
  for (size_t k = 0; k < inputs; k++) {
    pixels[k] = (uint8_t)below(256);
    float share = (float)pixels[k] / 255;
    expected[k] = (share - 0.1307f) / 0.3081f;
  }
  ck_normalise(inputs, pixels, 255, 0.1307f, 0.3081f, input);
  expect_same("normalise", copy(input, inputs), expected, inputs);

  expected = numbers(outputs);
  for (size_t o = 0; o < outputs; o++) {
    float columns[8] = {0};
    for (size_t i = 0; i < inputs; i++) {
      float product = values[o * inputs + i] * input[i];
      columns[i % 8] = columns[i % 8] + product;
    }
    float total = columns[0];
    for (size_t k = 1; k < 8; k++) total = total + columns[k];
    expected[o] = total + biases[o];
  }
  ck_dense(inputs, outputs, values, biases, input, totals);
  expect_same("dense", totals, expected, outputs);

  float *weight_gradient = copy(gradient, weights), *bias_gradient = copy(d_biases, outputs);
  float *descended = copy(values, weights), *lowered = copy(biases, outputs);
  expected = calloc(inputs, sizeof(float));
  for (size_t o = 0; o < outputs; o++) {
    for (size_t i = 0; i < inputs; i++) {
      float product = d_totals[o] * input[i], back = values[o * inputs + i] * d_totals[o];
      weight_gradient[o * inputs + i] = weight_gradient[o * inputs + i] + product;
      expected[i] = expected[i] + back;
      float step = rate * (0 + product);
      descended[o * inputs + i] = descended[o * inputs + i] - step;
    }
    bias_gradient[o] = bias_gradient[o] + d_totals[o];
    float step = rate * (0 + d_totals[o]);
    lowered[o] = lowered[o] - step;
  }
  ck_add_dense_gradient(inputs, outputs, input, d_totals, gradient, d_biases);
  expect_same("gradient of weights", copy(gradient, weights), weight_gradient, weights);
  expect_same("gradient of dense biases", copy(d_biases, outputs), bias_gradient, outputs);
  memset(d_input, 0, inputs * sizeof(float));
  ck_dense_input_gradient(inputs, outputs, values, d_totals, d_input);
  expect_same("gradient of dense inputs", copy(d_input, inputs), copy(expected, inputs), inputs);
  float *stepped = copy(values, weights), *stepped_biases = copy(biases, outputs);
  ck_dense_descend(
    inputs, outputs, rate, input, d_totals, stepped, stepped_biases, d_input);
  expect_same("dense descent, inputs", d_input, expected, inputs);
  expect_same("dense descent, weights", stepped, descended, weights);
  expect_same("dense descent, biases", stepped_biases, lowered, outputs);

  float *moved = copy(values, weights), *speed = copy(velocity, weights);
  for (size_t k = 0; k < weights; k++) {
    float step = rate * gradient[k];
    moved[k] = moved[k] - step;
  }
  ck_descend(weights, rate, gradient, values);
  expect_same("descent", copy(values, weights), copy(moved, weights), weights);
  for (size_t k = 0; k < weights; k++) {
    float kept = momentum * speed[k], step = rate * gradient[k];
    speed[k] = kept - step;
    moved[k] = moved[k] + speed[k];
  }
  ck_descend_with_momentum(weights, rate, momentum, gradient, velocity, values);
  expect_same("velocity", velocity, speed, weights);
  expect_same("descent with momentum", values, moved, weights);
  free(input), free(biases), free(gradient), free(d_biases), free(d_totals), free(pixels);
}

// The sum over a channel, in eight columns: made in double, and rounded once.
static float channel_sum(
  ck_batch g, size_t c, const float *first, const float *second, float centre) {
  double columns[8] = {0};
  size_t number = 0;
  for (size_t n = 0; n < g.samples; n++)
    for (size_t k = 0; k < g.places; k++, number++) {
      size_t place = (n * g.pitch + c) * g.places + k;
      float distance = first[place] - centre;
      double factor = second == NULL ? 1 : second == first ? distance : second[place];
      columns[number % 8] += (double)distance * factor;
    }
  double total = columns[0];
  for (size_t k = 1; k < 8; k++) total += columns[k];
  return (float)total;
}

static void channels(void) {
  ck_batch g;
  g.samples = 1 + below(20), g.channels = 1 + below(40), g.pitch = g.channels;
  g.places = below(2) == 0 ? 1 : 1 + below(40);
  size_t count = g.samples * g.channels * g.places;
  float *input = numbers(count), *d_output = numbers(count), *output = numbers(count);
  float *mean = numbers(g.channels), *variance = numbers(g.channels);
  float *gains = numbers(g.channels), *shifts = numbers(g.channels);
  float *means = numbers(g.channels), *variances = numbers(g.channels);
  float *d_gains = numbers(g.channels), *d_shifts = numbers(g.channels);
  for (size_t c = 0; c < g.channels; c++) {
    means[c] = channel_sum(g, c, input, NULL, 0) / (float)(g.samples * g.places);
    variances[c] = channel_sum(g, c, input, input, means[c]) / (float)(g.samples * g.places);
    d_gains[c] = channel_sum(g, c, d_output, input, 0);
    d_shifts[c] = channel_sum(g, c, d_output, NULL, 0);
  }
  ck_moments(g, input, mean, variance);
  ck_standardise_parameter_gradient(g, input, d_output, gains, shifts);
  expect_same("mean", copy(mean, g.channels), means, g.channels);
  expect_same("variance", copy(variance, g.channels), variances, g.channels);
  expect_same("gradient of gains", copy(gains, g.channels), d_gains, g.channels);
  expect_same("gradient of shifts", copy(shifts, g.channels), d_shifts, g.channels);

  float *normalised = numbers(count), *d_input = numbers(count);
  float *standard = numbers(count), *scaled = numbers(count), *back = numbers(count);
  float *positive = numbers(count), *passed = numbers(count), *relu = numbers(count);
  for (size_t k = 0; k < count; k++) {
    size_t c = k / g.places % g.channels;
    standard[k] = (input[k] - mean[c]) / variance[c];
    float product = gains[c] * standard[k];
    scaled[k] = product + shifts[c];
    float times = standard[k] * gains[c], rest = d_output[k] - mean[c];
    back[k] = shifts[c] * (rest - times);
    positive[k] = input[k] <= 0 ? 0 : input[k];
    passed[k] = d_output[k] * (input[k] > 0 ? 1.0f : 0.0f);
  }
  ck_standardise(g, input, mean, variance, gains, shifts, normalised, output);
  ck_standardise_input_gradient(g, normalised, d_output, shifts, mean, gains, d_input);
  expect_same("normalised", normalised, standard, count);
  expect_same("scaled and shifted", output, scaled, count);
  expect_same("gradient through batch norm", d_input, back, count);
  float *slopes = numbers(count);
  ck_relu(count, input, relu);
  ck_relu_gradient(count, input, d_output, slopes);
  expect_same("ReLU", relu, positive, count);
  expect_same("gradient of ReLU", slopes, passed, count);
  free(input), free(d_output), free(mean), free(variance), free(gains), free(shifts);
}

static void peak(void) {
  for (size_t lanes = 4; lanes <= 16; lanes *= 2) {
    float sink = (float)below(2001) / 1000;
    ck_peak(lanes, below(20), &sink);
    record(&sink, 1);
  }
}

// Whether the loader chose the kernels of this instruction set: by their symbols, such as
// ck_correlate.arch_x86-64-v3.1. The others have no such suffix.
static bool is_chosen(const char *set) {
  Dl_info kernel;
  if (dladdr((void *)ck_correlate, &kernel) == 0 || kernel.dli_sname == NULL) return false;
  char suffix[32] = "";
  sscanf(kernel.dli_sname, "ck_correlate.arch_%31[^.]", suffix);
  return strcmp(suffix, set) == 0 || (suffix[0] == 0 && strstr(set, "-v") == NULL);
}

// Prints the instruction set, and the digest of the results of the first 100 rounds: as many as an
// emulated processor does.
int main(int argc, char **argv) {
  int rounds = argc > 1 ? atoi(argv[1]) : 100;
  uint64_t first = 0;
  for (int round = 0; round < rounds; round++) {
    convolution();
    batch();
    pooling();
    dense();
    channels();
    peak();
    if (round < 100) first = digest;
  }
  const char *set = ck_instruction_set();
  if (!is_chosen(set)) {
    printf("The loader did not choose the kernels of %s.\n", set);
    failures++;
  }
  printf("%s %016llx\n", set, (unsigned long long)first);
  return failures == 0 ? 0 : 1;
}
