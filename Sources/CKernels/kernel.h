// What the kernels have in common: how they are compiled, and their vectors.

#ifndef KERNEL_H
#define KERNEL_H

#include "CKernels.h"

// A product and a sum are rounded separately, on every processor.
#pragma STDC FP_CONTRACT OFF

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
  __has_feature(memory_sanitizer)
#define IS_SANITIZED 1
#endif
#endif

// If the loader can choose, it chooses among three versions of each kernel.
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GLIBC__) && !defined(IS_SANITIZED)
#define CHOOSES 1
#define KERNEL                                                                        \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"),        \
                 min_vector_width(512)))
#else
#define KERNEL
#endif

// A part of a kernel. It takes no vector by value, because processors pass them in different ways.
#define PART static inline __attribute__((always_inline))

// Vectors that may be anywhere in memory.
typedef float v16 __attribute__((vector_size(64), aligned(4), may_alias));
typedef float v8 __attribute__((vector_size(32), aligned(4), may_alias));
typedef float v4 __attribute__((vector_size(16), aligned(4), may_alias));
typedef float v1 __attribute__((vector_size(4), aligned(4), may_alias));
typedef double d8 __attribute__((vector_size(64), aligned(8), may_alias));
typedef int32_t i16 __attribute__((vector_size(64), aligned(4), may_alias));
typedef int32_t i8 __attribute__((vector_size(32), aligned(4), may_alias));
typedef int32_t i4 __attribute__((vector_size(16), aligned(4), may_alias));
typedef uint8_t b16 __attribute__((vector_size(16), aligned(1), may_alias));

#define LOAD(type, from) (*(const type *)(from))
#define CONVERT(type, value) __builtin_convertvector(value, type)
#define STORE(type, to, value) (*(type *)(to) = (value))

PART size_t least(size_t a, size_t b) { return a < b ? a : b; }

#endif
