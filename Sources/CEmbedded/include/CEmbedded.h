// Files that travel inside the executable.

#pragma once

#include <stddef.h>

/// A file's name and content. The content lives as long as the program.
typedef struct {
  const char *name;
  const unsigned char *bytes;
  size_t count;
} EmbeddedFile;

/// The four files of the sample of MNIST (data/ORIGIN.md says where they come from).
typedef enum __attribute__((enum_extensibility(closed))) : int {
  EmbeddedDigitsTrainImages,
  EmbeddedDigitsTrainLabels,
  EmbeddedDigitsTestImages,
  EmbeddedDigitsTestLabels,
} EmbeddedDigits;

EmbeddedFile embedded_digits(EmbeddedDigits which);

/// How many lessons there are.
int embedded_lesson_count(void);

/// A lesson; `index` is less than their count.
EmbeddedFile embedded_lesson(int index);
