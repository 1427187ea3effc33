/// What the terms of the field mean here, each with something to type.
extension HelpTopic {
  /// The terms of the field.
  static let concepts = [
    HelpTopic(
      name: "gradient",
      also: [
        "gradients", "grad", "derivative", "derivatives", "slope", "dl/dx", "partial derivative",
      ],
      title: "Gradient: how the loss changes with a number",
      text: """
        The gradient of a number w is dL/dw: raise w a little, by h, and the loss L changes by
        about h x dL/dw. A + means that raising w raises the loss, a - that it lowers it, and 0
        that the loss does not depend on w, for small changes. Pixels, feature maps and weights
        all have one.

        d_ before a name stands for the gradient: conv.d_out is the gradient of a feature map,
        conv.d_filters that of the weights. The gradient of the image is d_in of the first layer
        (help pixel). `backward` computes them.

        gradcheck measures them: it changes each number a little and computes the loss again.
        """,
      example: "image 7; backward; why conv.d_filters[2,0,1]; gradcheck conv.filters[2]"),
    HelpTopic(
      name: "filter",
      also: [
        "feature map", "feature maps", "map", "convolution", "convolutions", "conv", "channel",
        "channels", "stride", "padding", "shared weights",
      ],
      title: "Filters: small windows of weights, and the maps they make",
      text: """
        A filter is a window of weights, 3x3 in conv3x3. It is laid on every place of the image;
        the sum of weights x pixels is one number of its feature map. That number is large
        where the image looks like the filter. 28x28 pixels give 26x26 places.

        The same nine weights are used at every place: they are shared, so the gradient of each
        is a sum over all places. If the input has several channels, a filter has a window for
        each. With stride 2 the filter moves by two pixels; padding adds rows and columns of
        zeros around the image.
        """,
      example: "image 7; forward; filters; maps conv 2; why conv.out[2,10,18]"),
    HelpTopic(
      name: "given",
      also: [
        "given gradient", "exercise", "exercises", "paper", "by hand",
        "own image", "matrix of numbers",
      ],
      title: "Exercises on paper: your own image, your own gradient",
      text: """
        An exercise often gives a small image, a filter, and the gradient that arrives from
        the right, with no classifier and no loss. Enter them as they are: `image new 5x5`
        makes a blank image, `set image [1 2 0; ...]` fills it row by row, and `net new
        conv2d 1 2x2, maxpool2` needs no classifier at the end.

        `set pool.d_out [1 -1; 2 -2]` gives a gradient: the backward pass starts there, in
        any network, and layers after it get none. Give 1 at a single place, and what comes
        back is how much that one number depends on each of the others.

        In place of the loss, gradcheck and trace use L, the sum of pool.out x the gradient
        given: its slope at pool.out is exactly that gradient.
        """,
      example:
        "load toy; forward; set pool.d_out[0,1,1] 1; backward; print conv.d_in"
    ),
    HelpTopic(
      name: "slips",
      also: [
        "slip", "mistake", "mistakes", "wrong number", "wrong answer", "what did i do wrong",
        "my own code", "numpy gradients",
      ],
      title: "Slips: which thought leads to a wrong number",
      text: """
        Backstep knows about a hundred ways to get a number wrong: a filter rotated where it
        should not be, y - p instead of p - y, a mean instead of a sum, a forgotten 1/N, and so
        on. Given a wrong number, it computes each of them in the current state. If one or two
        give exactly that number, it names them and asks a question; otherwise it says nothing.

        predict PLACE NUMBERS    say what a number will be before it is computed
        practice                 problems on fresh numbers, and an examination
        compare PLACE FILE.npy   an array from code of your own
        exercise, judge          functions to write yourself, checked case by case

        A slip is what would give your number, not proof that you made it: small whole
        numbers are often right for the wrong reason. While a bug is on, no slips are named.
        """,
      example: "image 7; predict conv.out[2,10,18] -0.3; forward"),
    HelpTopic(
      name: "pooling",
      also: ["pool", "max pooling", "maxpool", "maxpooling", "winner", "winners", "switch"],
      title: "Max pooling: the largest value of each window",
      text: """
        Each 2x2 window of a feature map becomes one number, its largest value, so a 26x26 map
        becomes 13x13. A switch remembers who won. Backward, the winner gets the whole gradient
        of its window and the others get none: a small change of a loser changes nothing.

        So a small shift of the image often leaves a pooled map unchanged, and most values of
        the feature map get no gradient. If several values are the largest: help ties.

        avgpool takes the mean of each window instead. Backward, every cell gets an equal
        share of the window's gradient.
        """,
      example: "image 7; backward; route pool 2; route pool 2 5 9"),
    HelpTopic(
      name: "softmax",
      also: ["probability", "probabilities", "logit", "logits", "totals", "dense layer"],
      title: "Softmax: from totals to probabilities",
      text: """
        The last layer computes one total (logit) per class: the sum of inputs x weights, plus a
        bias. Softmax turns the totals into probabilities: exp(total) divided by the sum of all
        exp(total). They sum to 1, and the class with the largest total is the answer. Adding
        the same number to every total changes nothing; raising one total lowers the
        probabilities of all other classes.

        With cross-entropy, the gradient of a total is p - y: its probability, minus 1 for the
        right class.
        """,
      example: "image 7; backward; probs; why probabilities[3]; why softmax.d_totals[3]"),
    HelpTopic(
      name: "activation",
      also: ["activations", "relu", "leaky relu", "leakyrelu", "tanh", "sigmoid", "nonlinearity"],
      title: "Activations: relu, leakyrelu, tanh, sigmoid",
      text: """
        relu        max(0, x): slope 1 above 0, slope 0 below: nothing passes back there
        leakyrelu   x above 0, 0.01 x below, so that a little passes back
        tanh        from -1 to 1; slope 1 - out^2, which is small far from 0
        sigmoid     from 0 to 1; slope out (1 - out), at most 1/4. As the last layer it is fully
                    connected, and its output is the probability of the second class

        Backward, each multiplies the gradient by its slope; LAYER.mask holds the slopes. A
        unit of relu whose input is below 0 for every image gets no gradient: it is dead.
        """,
      example: "net insert relu after conv; image 7; backward; print relu.mask[0]"),
    HelpTopic(
      name: "epoch",
      also: ["epochs", "pass", "passes", "iteration", "iterations", "shuffle"],
      title: "Epoch: all training images once",
      text: """
        A step of training takes one image (or a batch) through forward, backward and update. An
        epoch takes every training image once: 2,000 images make 2,000 steps, or 62 in batches
        of 32, where the last 16 images are dropped. Each epoch has a new random order; `set
        shuffle off` keeps the order of the data.

        A step that `image` begins is extra: it is not part of an epoch.

        step 10   ten operations
        sgd 10    ten updates, each from image to update
        train     one epoch, then a test
        train 3   three of them
        """,
      example: "load mnist --train 200 --test 100; train 2; where; curve"),
    HelpTopic(
      name: "learning-rate",
      also: ["learning rate", "lr", "rate", "step size", "schedule"],
      title: "Learning rate: how large a step an update takes",
      text: """
        w = w - learning rate x gradient. The gradient gives direction and slope, and is valid
        only near w; the learning rate decides how far to go. If it is too small, the loss falls
        slowly; if it is too large, an update goes past the minimum, and the loss rises.

        set learning-rate 0.01      from the next update on; `back` undoes it
        set schedule step 30 0.9    every 30 updates the rate is multiplied by 0.9:
                                    update s, counted from 1, takes rate x 0.9^(s div 30),
                                    so update 30 is the first with the lower rate
                                    (with PyTorch's StepLR, update 31 is)
        diagnose                    says whether the rate is too large
        """,
      example: "sgd 100; goto 0; set learning-rate 0.5; sgd 100; diagnose"),
    HelpTopic(
      name: "overfitting",
      also: ["overfit", "generalisation", "generalization", "test set", "holdout", "validation"],
      title: "Overfitting: right on the training images, wrong on others",
      text: """
        The network learns from the training images; it never learns from the test images. A
        network with many weights and few images can memorise them: the training loss goes to 0
        while the test loss rises. Watch the gap between the two.

        Whoever chooses settings by the test images needs a third set, for validation:
        --holdout takes it from the training images.

        train --test-every 10    both losses during training
        curve                    both as a picture
        load mnist --train 100   so few images that it happens soon
        load mnist --train 1000 --holdout 500   tests are on 500 training images held out
        """,
      example: "load mnist --train 50 --test 100; train 5; curve; test"),
    HelpTopic(
      name: "pixel",
      also: [
        "pixels", "saliency", "saliency map", "image gradient", "gradient of the image",
        "input gradient", "gradient of the input",
      ],
      title: "Pixels, and the gradient of a pixel",
      text: """
        print image[14,10]       row 14, column 10, as it enters the network
        set image[14,10] 0.5     changes it
        set pixels raw           how pixels enter: p/255 - 0.5, or p itself

        The gradient of a pixel says how the loss changes with it. It is d_in of the first
        layer, conv.d_in where that is called conv, and `backward` computes it. All of them
        together are a saliency map: the pixels that matter most to this answer.

        print conv.d_in[14,10]   the gradient of that pixel
        why conv.d_in[14,10]     its arithmetic
        trace image[14,10]       its way to the loss, layer by layer
        """,
      example: "image 7; backward; print conv.d_in[14,10]; trace image[14,10]"),
    HelpTopic(
      name: "receptive-field", also: ["receptive field", "receptive fields", "field of view"],
      title: "Receptive field: the pixels that a number depends on",
      text: """
        A number of the first feature map depends on as many pixels as the filter has weights.
        A number of a later layer depends on more. Let r be the width of its receptive field
        and j the distance between neighbours, both in pixels: 1 and 1 for the image. A window
        of size k and stride s turns r into r + (k - 1) x j, and then j into j x s:

        conv3x3    r = 3    j = 1
        maxpool2   r = 4    j = 2
        conv3x3    r = 8    j = 2
        maxpool2   r = 10   j = 4

        A dense layer depends on every pixel. No pixel outside the field changes the number.
        """,
      example: "image 7; forward; why pool.out[2,5,9]; why conv.out[2,10,18]"),
    HelpTopic(
      name: "flip",
      also: [
        "cross-correlation", "transposed", "transposed convolution", "im2col", "matrix", "flipped",
        "matrix multiplication", "rotated filter", "deconvolution",
      ],
      title: "Convolution, cross-correlation, and where the flip is",
      text: """
        Forward, the filter is laid on the image without a flip. Mathematics calls that
        cross-correlation; its convolution first flips the filter, which means to rotate it by
        180 degrees. Deep learning calls both convolution: the filters are learned anyway.

        For stride 1, with sums over places (i,j) or over the window (a,b):

        forward           out[i,j] = sum of w[a,b] x in[i+a,j+b]
        filter gradient   d_w[a,b] = sum of d_out[i,j] x in[i+a,j+b], without a flip
        input gradient    d_in[i,j] = sum of w[a,b] x d_out[i-a,j-b], with a flip; this is
                          also called a transposed convolution

        `why conv.d_in[14,10]` draws it: the rotated filter on the gradient map. With stride s,
        s - 1 zeros come between the gradients; padding p cuts p rows and columns off each side
        of the result.

        As a matrix product: im2col copies each patch to a column of a matrix, and the filters
        times this matrix give all places at once. The sums are the same; `why conv.out --matrix`
        shows it, and so do conv.d_filters and conv.d_in.
        """,
      example: "image 7; backward; why conv.d_in[14,10]; why conv.out --matrix"),
    HelpTopic(
      name: "vanishing",
      also: [
        "vanishing gradient", "vanishing gradients", "exploding", "exploding gradient",
        "exploding gradients", "saturation",
      ],
      title: "Vanishing and exploding gradients",
      text: """
        Backward, each layer multiplies the gradient by its local derivatives. If these
        factors are small, gradients vanish on their way, and the first layers hardly learn.
        If they are large, gradients explode: updates are too large, and the loss becomes NaN.

        sigmoid, tanh   slopes are at most 1/4 and 1, and near 0 far from 0: saturation
        relu            the slope is 1 or 0, so nothing shrinks, but units can die
        init=he         draws weights so that values keep their size: help init
        batchnorm       brings the values of each channel back to variance 1: help modes
        learning rate   a smaller one keeps updates from exploding

        Compare the ranges of d_out from layer to layer: `backward` prints those of d_in.
        """,
      example: "image 7; backward; print pool.d_out[0]; print conv.d_out[0]; diagnose"),
  ]
}
