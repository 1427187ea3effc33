// The few inner loops for which plain Swift, compiled for the oldest processors, is too slow.
//
// Every kernel gives the same bits as the plain loop of the same name: each product and each sum is
// rounded once, and each sum adds its terms in the same order, whatever the processor. Kernels work
// on several outputs at once, never on several terms of one sum, except for sums in eight columns.
// Only the sign and the payload of a NaN may differ: 0 / 0 is negative on x86, positive on ARM.
//
// A kernel does not read or write outside the arrays that it is given, keep anything between calls,
// or allocate memory.

#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A cross-correlation of one sample with stride 1 and without padding.
typedef struct {
  size_t channels, height, width, filters, kernel_height, kernel_width;
} ck_convolution;

/// out[f,y,x] = sum over c, i, j of in[c,y+i,x+j] * filters[f,c,i,j], in that order.
void ck_correlate(ck_convolution size, const float *input, const float *filters, float *output);

/// Adds to d_filters[f,c,i,j] the sum over y, x of d_out[f,y,x] * in[c,y+i,x+j], in that order;
/// places where d_out is 0 are left out. A filter has at most 64 weights per channel.
void ck_add_filter_gradient(
  ck_convolution size, const float *input, const float *d_output, float *d_filters);

/// d_in[c,r,q] = sum over f, i, j of filters[f,c,i,j] * d_out[f,r-i,q-j], in that order. The
/// filters are finite. `padded` has room for filters * output height * (width + kernel width - 1)
/// numbers.
void ck_input_gradient(
  ck_convolution size, const float *d_output, const float *filters, float *padded,
  float *d_input);

/// The weights, [filter][tap], transposed to [tap][filter] and padded with zeros to a multiple of
/// sixteen filters, with the biases as a last row: zeros if there are no biases.
void ck_turn_filters(
  size_t filters, size_t taps, const float *weights, const float *biases, float *turned);

/// The same as `ck_correlate` for several samples, plus the biases, from transposed filters.
void ck_correlate_many(
  ck_convolution size, size_t samples, const float *input, const float *turned, float *output);

/// The same as `ck_correlate` for rows of 16 to 32 outputs, plus the biases if there are any.
void ck_correlate_wide(
  ck_convolution size, const float *input, const float *filters, const float *biases,
  float *output);

/// d_filters[f,c,i,j] = sum over n, y, x of d_out[n,f,y,x] * in[n,c,y+i,x+j], in that order, for
/// `rows` of the rows c, i, starting at `first`; d_biases[f] = sum over n, y, x of d_out[n,f,y,x],
/// if `d_biases` is not NULL. The inputs are finite, and a row has at most 64 weights.
void ck_filter_gradient_rows(
  ck_convolution size, size_t samples, size_t first, size_t rows, const float *input,
  const float *d_output, float *d_filters, float *d_biases);

/// The same for one channel and filters of 5x5: their upper three rows, or their lower two and the
/// biases.
void ck_patch_gradient(
  ck_convolution size, size_t samples, bool isUpper, const float *input, const float *d_output,
  float *d_filters, float *d_biases);

/// d_filters[f,t] = sum over n of d_out[n,f] * in[n,t], in that order; a sample of d_out has
/// `pitch` numbers. d_biases[f] = sum over n of d_out[n,f], if `d_biases` is not NULL.
void ck_single_place_gradient(
  size_t samples, size_t filters, size_t pitch, size_t taps, const float *input,
  const float *d_output, float *d_filters, float *d_biases);

/// The same as `ck_input_gradient` for several samples, with filters of 5x5 or 3x3. `padded` has
/// room for filters * output height * (width, or 16 if it is less, + kernel width - 1) numbers.
void ck_input_gradient_wide(
  ck_convolution size, size_t samples, const float *d_output, const float *filters,
  float *padded, float *d_input);

/// d_in[n,t] = sum over f of weights[f,t] * d_out[n,f], in that order.
void ck_single_place_inputs(
  size_t samples, size_t filters, size_t taps, const float *d_output, const float *weights,
  float *d_input);

/// Whether all values are finite.
bool ck_are_finite(size_t count, const float *values);

/// The largest number of each 2x2 window, and its offset within the input plane. The first of equal
/// values wins, and so does the first NaN. An odd last row or column is dropped.
void ck_max_pool(
  size_t channels, size_t height, size_t width, const float *input, float *output,
  int32_t *winners);

/// Gives each 2x2 window's gradient to the cell that won it; d_input is 0 before.
void ck_route_max_pool(
  size_t channels, size_t height, size_t width, const int32_t *winners, const float *d_output,
  float *d_input);

/// totals[o] = (sum over i of weights[o,i] * input[i], in eight columns) + biases[o].
void ck_dense(
  size_t inputs, size_t outputs, const float *weights, const float *biases, const float *input,
  float *totals);

/// Adds d_totals[o] * input[i] to d_weights[o,i], and d_totals[o] to d_biases[o].
void ck_add_dense_gradient(
  size_t inputs, size_t outputs, const float *input, const float *d_totals, float *d_weights,
  float *d_biases);

/// Adds to d_in[i] the sum over o of weights[o,i] * d_totals[o], in that order.
void ck_dense_input_gradient(
  size_t inputs, size_t outputs, const float *weights, const float *d_totals, float *d_input);

/// d_in[i] = sum over o of weights[o,i] * d_totals[o], in that order; then weights[o,i] =
/// weights[o,i] - rate * (0 + d_totals[o] * input[i]), and biases[o] = biases[o] - rate *
/// (0 + d_totals[o]).
void ck_dense_descend(
  size_t inputs, size_t outputs, float rate, const float *input, const float *d_totals,
  float *weights, float *biases, float *d_input);

/// values[k] = values[k] - rate * gradient[k].
void ck_descend(size_t count, float rate, const float *gradient, float *values);

/// velocity[k] = momentum * velocity[k] - rate * gradient[k]; values[k] = values[k] + velocity[k].
void ck_descend_with_momentum(
  size_t count, float rate, float momentum, const float *gradient, float *velocity,
  float *values);

/// values[k] = (pixels[k] / scale - mean) / deviation.
void ck_normalise(
  size_t count, const uint8_t *pixels, float scale, float mean, float deviation, float *values);

/// The instruction set whose kernels run on this processor: "x86-64-v4", "x86-64-v3", "x86-64",
/// "NEON" or "unknown".
const char *ck_instruction_set(void);

/// A batch, or some of its channels, channel by channel: in memory, a sample has `pitch` channels.
typedef struct {
  size_t samples, channels, places, pitch;
} ck_batch;

/// mean[c] = (sum over n, k of in[n,c,k]) / m; variance[c] = (sum over n, k of
/// (in[n,c,k] - mean[c])^2) / m, m = samples * places; in that order, in eight columns. Distances
/// are rounded to float; their squares and the sums are made in double, and each total is rounded
/// to float before it is divided.
void ck_moments(ck_batch size, const float *input, float *mean, float *variance);

/// d_gains[c] = sum over n, k of d_out[n,c,k] * normalised[n,c,k]; d_shifts[c] = sum over n, k of
/// d_out[n,c,k]; in that order, in eight columns. Products and sums are made in double, and each
/// total is rounded to float.
void ck_standardise_parameter_gradient(
  ck_batch size, const float *normalised, const float *d_output, float *d_gains,
  float *d_shifts);

/// normalised[n,c,k] = (in[n,c,k] - mean[c]) / deviation[c]; out[n,c,k] = gains[c] *
/// normalised[n,c,k] + shifts[c].
void ck_standardise(
  ck_batch size, const float *input, const float *mean, const float *deviation,
  const float *gains, const float *shifts, float *normalised, float *output);

/// d_in[n,c,k] = slope[c] * ((d_out[n,c,k] - mean[c]) - normalised[n,c,k] * mean_times[c]).
void ck_standardise_input_gradient(
  ck_batch size, const float *normalised, const float *d_output, const float *slope,
  const float *mean, const float *mean_times, float *d_input);

/// out[k] = in[k] if it is above 0 or NaN, else 0.
void ck_relu(size_t count, const float *input, float *output);

/// d_in[k] = d_out[k] * (1 if in[k] is above 0, else 0).
void ck_relu_gradient(
  size_t count, const float *input, const float *d_output, float *d_input);

/// The processor's name for itself, terminated by 0; empty if it does not give one.
void ck_processor_name(char name[49]);

/// Does `rounds` rounds of independent products and sums of vectors of 16, 8 or 4 lanes, and
/// returns how many operations that was: a measure of the most that the processor can do in the
/// kernels' arithmetic.
double ck_peak(size_t lanes, size_t rounds, float *sink);

#endif
