#include "CEmbedded.h"

static const unsigned char train_images[] = {
#embed "data/train-images-idx3-ubyte.gz"
};
static const unsigned char train_labels[] = {
#embed "data/train-labels-idx1-ubyte.gz"
};
static const unsigned char test_images[] = {
#embed "data/t10k-images-idx3-ubyte.gz"
};
static const unsigned char test_labels[] = {
#embed "data/t10k-labels-idx1-ubyte.gz"
};

EmbeddedFile embedded_digits(EmbeddedDigits which) {
  switch (which) {
  case EmbeddedDigitsTrainImages:
    return (EmbeddedFile){"train-images-idx3-ubyte.gz", train_images, sizeof train_images};
  case EmbeddedDigitsTrainLabels:
    return (EmbeddedFile){"train-labels-idx1-ubyte.gz", train_labels, sizeof train_labels};
  case EmbeddedDigitsTestImages:
    return (EmbeddedFile){"t10k-images-idx3-ubyte.gz", test_images, sizeof test_images};
  case EmbeddedDigitsTestLabels:
    return (EmbeddedFile){"t10k-labels-idx1-ubyte.gz", test_labels, sizeof test_labels};
  }
}
