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
static const unsigned char channels[] = {
#embed "../../Lessons/04-channels.md"
};
static const unsigned char max_pooling[] = {
#embed "../../Lessons/05-pooling.md"
};
static const unsigned char softmax[] = {
#embed "../../Lessons/06-softmax.md"
};
static const unsigned char derivative[] = {
#embed "../../Lessons/07-derivative.md"
};
static const unsigned char chain_rule[] = {
#embed "../../Lessons/08-chain-rule.md"
};
static const unsigned char dense_gradients[] = {
#embed "../../Lessons/09-dense-gradients.md"
};
static const unsigned char relu[] = {
#embed "../../Lessons/10-relu.md"
};
static const unsigned char through_pooling[] = {
#embed "../../Lessons/11-pooling-backward.md"
};
static const unsigned char filter_gradients[] = {
#embed "../../Lessons/12-filter-gradients.md"
};
static const unsigned char input_gradients[] = {
#embed "../../Lessons/13-input-gradients.md"
};
static const unsigned char stride_and_depth[] = {
#embed "../../Lessons/14-stride-and-depth.md"
};
static const unsigned char matrix[] = {
#embed "../../Lessons/15-matrix.md"
};
static const unsigned char gradient_check[] = {
#embed "../../Lessons/16-gradient-check.md"
};
static const unsigned char ten_percent[] = {
#embed "../../Lessons/18-ten-percent.md"
};
static const unsigned char training[] = {
#embed "../../Lessons/20-training.md"
};
static const unsigned char shift[] = {
#embed "../../Lessons/25-shift.md"
};
static const unsigned char seeing[] = {
#embed "../../Lessons/26-seeing.md"
};
static const unsigned char two_class_lab[] = {
#embed "../../Lessons/28-two-class-lab.md"
};
static const unsigned char examination[] = {
#embed "../../Lessons/29-examination.md"
};
static const unsigned char find_the_bug[] = {
#embed "../../Lessons/17-find-the-bug.md"
};
static const unsigned char numpy[] = {
#embed "../../Lessons/19-numpy.md"
};
static const unsigned char your_own_stack[] = {
#embed "../../Lessons/21-your-own-stack.md"
};
static const unsigned char optimizers[] = {
#embed "../../Lessons/22-optimizers.md"
};
static const unsigned char batches[] = {
#embed "../../Lessons/23-batches.md"
};
static const unsigned char lenet[] = {
#embed "../../Lessons/24-lenet.md"
};
static const unsigned char kernels_and_colour[] = {
#embed "../../Lessons/27-kernels-and-colour.md"
};

static const unsigned char script[] = {
#embed "../../Lessons/SCRIPT.md"
};

// In the order of the course; a test compares the names with the folder.
static const EmbeddedFile lessons[] = {
    {"00-tour.md", tour, sizeof tour},
    {"01-image.md", image, sizeof image},
    {"02-filter.md", filter, sizeof filter},
    {"03-feature-maps.md", feature_maps, sizeof feature_maps},
    {"04-channels.md", channels, sizeof channels},
    {"05-pooling.md", max_pooling, sizeof max_pooling},
    {"06-softmax.md", softmax, sizeof softmax},
    {"07-derivative.md", derivative, sizeof derivative},
    {"08-chain-rule.md", chain_rule, sizeof chain_rule},
    {"09-dense-gradients.md", dense_gradients, sizeof dense_gradients},
    {"10-relu.md", relu, sizeof relu},
    {"11-pooling-backward.md", through_pooling, sizeof through_pooling},
    {"12-filter-gradients.md", filter_gradients, sizeof filter_gradients},
    {"13-input-gradients.md", input_gradients, sizeof input_gradients},
    {"14-stride-and-depth.md", stride_and_depth, sizeof stride_and_depth},
    {"15-matrix.md", matrix, sizeof matrix},
    {"16-gradient-check.md", gradient_check, sizeof gradient_check},
    {"17-find-the-bug.md", find_the_bug, sizeof find_the_bug},
    {"18-ten-percent.md", ten_percent, sizeof ten_percent},
    {"19-numpy.md", numpy, sizeof numpy},
    {"20-training.md", training, sizeof training},
    {"21-your-own-stack.md", your_own_stack, sizeof your_own_stack},
    {"22-optimizers.md", optimizers, sizeof optimizers},
    {"23-batches.md", batches, sizeof batches},
    {"24-lenet.md", lenet, sizeof lenet},
    {"25-shift.md", shift, sizeof shift},
    {"26-seeing.md", seeing, sizeof seeing},
    {"27-kernels-and-colour.md", kernels_and_colour, sizeof kernels_and_colour},
    {"28-two-class-lab.md", two_class_lab, sizeof two_class_lab},
    {"29-examination.md", examination, sizeof examination},
};

int embedded_lesson_count(void) { return sizeof lessons / sizeof lessons[0]; }

EmbeddedFile embedded_lesson(int index) { return lessons[index]; }

EmbeddedFile embedded_script(void) { return (EmbeddedFile){"SCRIPT.md", script, sizeof script}; }
