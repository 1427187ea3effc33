#include "kernel.h"

KERNEL void ck_descend(size_t count, float rate, const float *gradient, float *values) {
  size_t k = 0;
  for (; k + 16 <= count; k += 16)
    STORE(v16, values + k, LOAD(v16, values + k) - LOAD(v16, gradient + k) * rate);
  for (; k < count; k++) values[k] -= rate * gradient[k];
}

KERNEL void ck_descend_with_momentum(
  size_t count, float rate, float momentum, const float *gradient, float *velocity,
  float *values) {
  size_t k = 0;
  for (; k + 16 <= count; k += 16) {
    v16 moved = LOAD(v16, velocity + k) * momentum - LOAD(v16, gradient + k) * rate;
    STORE(v16, velocity + k, moved);
    STORE(v16, values + k, LOAD(v16, values + k) + moved);
  }
  for (; k < count; k++) {
    velocity[k] = momentum * velocity[k] - rate * gradient[k];
    values[k] += velocity[k];
  }
}

KERNEL void ck_normalise(
  size_t count, const uint8_t *pixels, float scale, float mean, float deviation, float *values) {
  size_t k = 0;
  for (; k + 16 <= count; k += 16) {
    b16 bytes = LOAD(b16, pixels + k);
    STORE(v16, values + k, (__builtin_convertvector(bytes, v16) / scale - mean) / deviation);
  }
  for (; k < count; k++) values[k] = ((float)pixels[k] / scale - mean) / deviation;
}
