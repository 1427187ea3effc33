#include "kernel.h"

#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__APPLE__)
#include <sys/sysctl.h>
#endif

void ck_processor_name(char name[49]) {
  memset(name, 0, 49);
#if defined(__x86_64__)
  unsigned words[12], last;
  if (__get_cpuid(0x80000000, &last, words, words, words) == 0 || last < 0x80000004) return;
  for (unsigned k = 0; k < 3; k++)
    __get_cpuid(
      0x80000002 + k, &words[4 * k], &words[4 * k + 1], &words[4 * k + 2], &words[4 * k + 3]);
  memcpy(name, words, 48);
#elif defined(__APPLE__)
  size_t size = 48;
  sysctlbyname("machdep.cpu.brand_string", name, &size, NULL, 0);
#endif
}

const char *ck_instruction_set(void) {
#if defined(CHOOSES)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4")) return "x86-64-v4";
  if (__builtin_cpu_supports("x86-64-v3")) return "x86-64-v3";
#endif
#if defined(__x86_64__)
  return "x86-64";
#elif defined(__ARM_NEON)
  return "NEON";
#else
  return "unknown";
#endif
}

// Enough chains to keep two units of each kind busy, and few enough to leave registers free.
#define PEAK(name, vector, lanes, chains)                                    \
  PART double name(size_t rounds, float *sink) {                             \
    vector sums[chains], factor = (vector){0} + *sink;                       \
    for (int k = 0; k < chains; k++) sums[k] = (vector){0} + (float)k;       \
    for (size_t round = 0; round < rounds; round++)                          \
      for (int k = 0; k < chains; k++) sums[k] = sums[k] * factor + factor;  \
    for (int k = 0; k < chains; k++) *sink += sums[k][k % lanes];            \
    return (double)rounds * chains * 2 * lanes;                              \
  }

PEAK(peak16, v16, 16, 20)
PEAK(peak8, v8, 8, 12)
PEAK(peak4, v4, 4, 12)

KERNEL double ck_peak(size_t lanes, size_t rounds, float *sink) {
  return lanes == 16 ? peak16(rounds, sink)
    : lanes == 8     ? peak8(rounds, sink)
                     : peak4(rounds, sink);
}
