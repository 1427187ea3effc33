/// What the words of the field mean here, each with something to type.
extension HelpTopic {
  /// All of them.
  static let all = concepts + own

  /// Those of the field, which come first.
  static let concepts = [
    HelpTopic(
      name: "gradient",
      also: [
        "gradients", "grad", "derivative", "derivatives", "slope", "dl/dx", "partial derivative",
      ],
      title: "Gradient: how the loss changes with a number",
      text: """
        The gradient of a number w is dL/dw: raise w a little, by h, and the loss changes by
        about h x dL/dw. So + says that raising w raises the loss, - that it lowers it, and 0
        that the loss does not feel w. Everything has one: pixels, maps, weights.

        d_ before a name is its gradient: conv.d_out of a map, conv.d_filters of a weight,
        conv.d_in of the image. They are there after `backward`.

        gradcheck measures them: it moves each number and looks at the loss.
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
        weights x pixels, summed, give one number there. All those numbers are its feature map:
        large where the image looks like the filter. 28x28 pixels give 26x26 places.

        The same nine weights serve at every place: they are shared, so the gradient of each
        is a sum over all places. With several channels in, a filter has a window for each.
        stride moves it by more than one pixel, padding puts blank paper around.
        """,
      example: "image 7; forward; filters; maps conv 2; why conv.out[2,10,18]"),
    HelpTopic(
      name: "pooling",
      also: ["pool", "max pooling", "maxpool", "maxpooling", "winner", "winners", "switch"],
      title: "Max pooling: the largest of each window goes on",
      text: """
        Each 2x2 window of a map becomes one number, its largest; a 26x26 map becomes 13x13.
        A switch remembers who won. Backward, the winner gets the whole gradient of its
        window and the three losers get none: moving a loser a little changes nothing.

        So a small shift of the image often leaves a pooled map as it is, and a large part of
        the map gets no gradient. Where several values are the largest: help ties.

        avgpool takes the mean of each window instead. Backward, every cell gets an equal
        share of the window's gradient.
        """,
      example: "image 7; backward; route pool 2; route pool 2 5 9"),
    HelpTopic(
      name: "softmax",
      also: ["probability", "probabilities", "logit", "logits", "totals", "dense layer"],
      title: "Softmax: from totals to probabilities",
      text: """
        The last layer adds up inputs x weights + bias, one total (logit) a class. Softmax
        makes probabilities of them: exp(total) divided by the sum of all exp(total). They are
        above 0 and sum to 1, and the largest total is the answer. Adding the same to every
        total changes nothing; raising one total takes from all the others.

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
        leakyrelu   x above 0, 0.01 x below, so that a little does
        tanh        from -1 to 1; slope 1 - out^2, which is small far from 0
        sigmoid     from 0 to 1; as the last layer it is the probability of the second class

        Backward each multiplies the gradient by its slope; LAYER.mask holds the slopes. A
        relu whose inputs are all below 0 gets no gradient any more: it is dead.
        """,
      example: "net insert relu after conv; image 7; backward; print relu.mask[0]"),
    HelpTopic(
      name: "epoch",
      also: ["epochs", "pass", "passes", "iteration", "iterations", "shuffle"],
      title: "Epoch: once over all training images",
      text: """
        A step takes one image (or a batch) through forward, backward and update. An epoch is
        as many steps as it takes to see every training image once: 2,000 steps for 2,000
        images, 62 in batches of 32. The order is drawn anew each time: set shuffle off keeps
        the order of the data.

        step 10     ten operations          sgd 10      ten whole steps
        train       one epoch and a test    train 3     three
        """,
      example: "load mnist --train 200 --test 100; train 2; where; curve"),
    HelpTopic(
      name: "learning-rate",
      also: ["learning rate", "lr", "rate", "step size", "schedule"],
      title: "Learning rate: how far an update goes",
      text: """
        w = w - learning rate x gradient. The gradient says which way and how steeply, and
        holds only near w; the rate says how far to trust it. Too small, and the loss falls
        slowly; too large, and a step lands beyond the valley: the loss jumps, then grows.

        set learning-rate 0.01      from the next update on; `back` takes it back
        set schedule step 30 0.9    every 30 updates the rate is multiplied by 0.9
        diagnose                    says so where a rate is too large
        """,
      example: "sgd 100; goto 0; set learning-rate 0.5; sgd 100; diagnose"),
    HelpTopic(
      name: "overfitting",
      also: ["overfit", "generalisation", "generalization", "test set", "holdout", "validation"],
      title: "Overfitting: right on what it saw, wrong on the rest",
      text: """
        Training images are those the network learns from; test images it never sees. A
        network with many weights and few images can learn them by heart: the training loss
        goes to 0 while the test loss rises again. The gap between the two is what to watch.

        train --test-every 10    both losses as it goes      curve    both as a picture
        load mnist --train 100   so few images that it happens soon
        """,
      example: "load mnist --train 50 --test 100; train 5; curve; test"),
  ]
}
