extension ReLU {
  package func numpy(ties: TiePolicy) -> NumPyLayer {
    NumPyLayer(
      "relu", "ReLU",
      source: #"""
        def relu_forward(x):
            """max(x, 0) of each number; any shape."""
            return np.maximum(x, 0)


        def relu_backward(d_out, x):
            """The slope is 1 above 0, and 0 elsewhere."""
            return d_out * (x > 0)
        """#)
  }
}

extension LeakyReLU {
  package func numpy(ties: TiePolicy) -> NumPyLayer {
    NumPyLayer(
      "leaky_relu", "Leaky ReLU", options: ["slope=\(slope)"],
      source: #"""
        def leaky_relu_forward(x, slope):
            """x above 0, slope * x elsewhere; any shape."""
            return np.where(x > 0, x, slope * x)


        def leaky_relu_backward(d_out, x, slope):
            """The slope is 1 above 0, and `slope` elsewhere."""
            return d_out * np.where(x > 0, 1, slope)
        """#)
  }
}

extension Tanh {
  package func numpy(ties: TiePolicy) -> NumPyLayer {
    NumPyLayer(
      "tanh", "Tanh",
      source: #"""
        def tanh_forward(x):
            """The hyperbolic tangent of each number; any shape."""
            return np.tanh(x)


        def tanh_backward(d_out, x):
            """The slope is 1 - tanh(x)^2."""
            return d_out * (1 - np.tanh(x) ** 2)
        """#)
  }
}

extension ElementwiseSigmoid {
  package func numpy(ties: TiePolicy) -> NumPyLayer {
    NumPyLayer(
      "sigmoid", "Sigmoid",
      source: #"""
        def sigmoid_forward(x):
            """1 / (1 + exp(-x)) of each number; any shape."""
            return 1 / (1 + np.exp(-x))


        def sigmoid_backward(d_out, x):
            """The slope is s (1 - s), where s is the sigmoid of x."""
            s = sigmoid_forward(x)
            return d_out * s * (1 - s)
        """#)
  }
}

extension Flatten {
  package func numpy(ties: TiePolicy) -> NumPyLayer {
    NumPyLayer(
      "flatten", "Flatten",
      source: #"""
        def flatten_forward(x):
            """All numbers of an image in a row: (N, C, H, W) to (N, C * H * W)."""
            return x.reshape(len(x), -1)


        def flatten_backward(d_out, x):
            """The same gradients, in the shape of x."""
            return d_out.reshape(x.shape)
        """#)
  }
}

extension Dropout {
  package func numpy(ties: TiePolicy) -> NumPyLayer {
    NumPyLayer(
      "dropout", "Dropout", helper: PythonPart.random,
      forwardOptions: ["keep=\(keep)", "training=training"], record: "mask",
      source: #"""
        def dropout_forward(x, keep, training):
            """In training, keeps each number with the probability `keep`, and divides it by `keep`,
            so that the mean stays; the others become 0. Otherwise changes nothing.

            x        any shape
            returns  x times a mask, and the mask
            """
            mask = np.ones(x.shape)
            if training:
                drawn = np.reshape([RANDOM.uniform() for _ in range(x.size)], x.shape)
                mask = np.where(drawn < keep, 1 / max(keep, 1e-300), 0)
            return x * mask, mask


        def dropout_backward(d_out, mask):
            """What was dropped gets no gradient."""
            return d_out * mask
        """#)
  }
}
