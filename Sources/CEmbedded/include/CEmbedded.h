// Files that are built into the executable.

#pragma once

#include <stddef.h>

/// The name and content of a file. The content stays valid for the lifetime of the program.
typedef struct {
  const char *name;
  const unsigned char *bytes;
  size_t count;
} EmbeddedFile;

/// The four files of the MNIST sample (data/ORIGIN.md says where they come from).
typedef enum __attribute__((enum_extensibility(closed))) : int {
  EmbeddedDigitsTrainImages,
  EmbeddedDigitsTrainLabels,
  EmbeddedDigitsTestImages,
  EmbeddedDigitsTestLabels,
} EmbeddedDigits;

EmbeddedFile embedded_digits(EmbeddedDigits which);

/// The number of lessons.
int embedded_lesson_count(void);

/// A lesson; `index` must be less than the number of lessons.
EmbeddedFile embedded_lesson(int index);

/// The teacher's script, which has a page for each lesson.
EmbeddedFile embedded_script(void);
