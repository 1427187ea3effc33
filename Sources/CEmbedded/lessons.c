#include "CEmbedded.h"

static const unsigned char tour[] = {
#embed "../../Lessons/00-tour.md"
};
static const unsigned char image[] = {
#embed "../../Lessons/01-image.md"
};
static const unsigned char filter[] = {
#embed "../../Lessons/02-filter.md"
};
static const unsigned char feature_maps[] = {
#embed "../../Lessons/03-feature-maps.md"
};
static const unsigned char max_pooling[] = {
#embed "../../Lessons/04-max-pooling.md"
};
static const unsigned char softmax[] = {
#embed "../../Lessons/05-softmax.md"
};
static const unsigned char through_pooling[] = {
#embed "../../Lessons/08-through-pooling.md"
};
static const unsigned char filter_gradients[] = {
#embed "../../Lessons/09-filter-gradients.md"
};

// In the order of the course; a test compares the names with the folder.
static const EmbeddedFile lessons[] = {
    {"00-tour.md", tour, sizeof tour},
    {"01-image.md", image, sizeof image},
    {"02-filter.md", filter, sizeof filter},
    {"03-feature-maps.md", feature_maps, sizeof feature_maps},
    {"04-max-pooling.md", max_pooling, sizeof max_pooling},
    {"05-softmax.md", softmax, sizeof softmax},
    {"08-through-pooling.md", through_pooling, sizeof through_pooling},
    {"09-filter-gradients.md", filter_gradients, sizeof filter_gradients},
};

int embedded_lesson_count(void) { return sizeof lessons / sizeof lessons[0]; }

EmbeddedFile embedded_lesson(int index) { return lessons[index]; }
