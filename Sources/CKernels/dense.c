#include "kernel.h"

// MARK: Forward

// Totals of `count` outputs: each has eight columns, one per lane.
PART void totals_of(
  size_t count, size_t inputs, const float *weights, const float *biases, const float *input,
  float *totals) {
  v8 columns[5];
  for (size_t o = 0; o < count; o++) columns[o] = (v8){0};
  size_t i = 0;
  for (; i + 8 <= inputs; i += 8) {
    v8 values = LOAD(v8, input + i);
    for (size_t o = 0; o < count; o++)
      columns[o] += LOAD(v8, weights + o * inputs + i) * values;
  }
  for (size_t o = 0; o < count; o++) {
    float sums[8];
    STORE(v8, sums, columns[o]);
    for (size_t k = 0; i + k < inputs; k++) sums[k] += weights[o * inputs + i + k] * input[i + k];
    float total = sums[0] + sums[1];
    for (int k = 2; k < 8; k++) total += sums[k];
    totals[o] = total + biases[o];
  }
}

KERNEL void ck_dense(
  size_t inputs, size_t outputs, const float *weights, const float *biases, const float *input,
  float *totals) {
  size_t o = 0;
  for (; o + 5 <= outputs; o += 5)
    totals_of(5, inputs, weights + o * inputs, biases + o, input, totals + o);
  for (; o < outputs; o++)
    totals_of(1, inputs, weights + o * inputs, biases + o, input, totals + o);
}

// MARK: Backward

KERNEL void ck_add_dense_gradient(
  size_t inputs, size_t outputs, const float *input, const float *d_totals, float *d_weights,
  float *d_biases) {
  for (size_t o = 0; o < outputs; o++) {
    float upstream = d_totals[o];
    float *row = d_weights + o * inputs;
    size_t i = 0;
    for (; i + 16 <= inputs; i += 16)
      STORE(v16, row + i, LOAD(v16, row + i) + LOAD(v16, input + i) * upstream);
    for (; i < inputs; i++) row[i] += upstream * input[i];
    d_biases[o] += upstream;
  }
}

KERNEL void ck_dense_input_gradient(
  size_t inputs, size_t outputs, const float *weights, const float *d_totals, float *d_input) {
  size_t i = 0;
  for (; i + 64 <= inputs; i += 64) {
    v16 sums[4];
    for (int k = 0; k < 4; k++) sums[k] = LOAD(v16, d_input + i + 16 * k);
    for (size_t o = 0; o < outputs; o++)
      for (int k = 0; k < 4; k++)
        sums[k] += LOAD(v16, weights + o * inputs + i + 16 * k) * d_totals[o];
    for (int k = 0; k < 4; k++) STORE(v16, d_input + i + 16 * k, sums[k]);
  }
  for (; i + 8 <= inputs; i += 8) {
    v8 sum = LOAD(v8, d_input + i);
    for (size_t o = 0; o < outputs; o++)
      sum += LOAD(v8, weights + o * inputs + i) * d_totals[o];
    STORE(v8, d_input + i, sum);
  }
  for (; i < inputs; i++)
    for (size_t o = 0; o < outputs; o++) d_input[i] += weights[o * inputs + i] * d_totals[o];
}

// `width` inputs, starting at `i`: first their gradients from the present weights, then the update
// of the weights. Each gradient is added to 0 before it is used, so that none is -0.
#define DESCEND(vector, width)                                                          \
  for (; i + width <= inputs; i += width) {                                             \
    vector sum = {0}, values = LOAD(vector, input + i);                                 \
    for (size_t o = 0; o < outputs; o++) {                                              \
      float *place = weights + o * inputs + i;                                          \
      vector weight = LOAD(vector, place);                                              \
      sum += weight * d_totals[o];                                                      \
      STORE(vector, place, weight - (values * d_totals[o] + 0.0f) * rate);              \
    }                                                                                   \
    STORE(vector, d_input + i, sum);                                                    \
  }

KERNEL void ck_dense_descend(
  size_t inputs, size_t outputs, float rate, const float *input, const float *d_totals,
  float *weights, float *biases, float *d_input) {
  size_t i = 0;
  DESCEND(v16, 16)
  DESCEND(v4, 4)
  DESCEND(v1, 1)
  for (size_t o = 0; o < outputs; o++) biases[o] -= rate * (d_totals[o] + 0.0f);
}
