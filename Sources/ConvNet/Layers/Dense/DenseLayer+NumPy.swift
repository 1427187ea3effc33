extension DenseLayer {
  /// The sums; a softmax or sigmoid is left to the loss.
  package func numpy(ties: TiePolicy) -> NumPyLayer {
    NumPyLayer(
      "dense", "Dense layer",
      source: #"""
        def dense_forward(x, weights, biases):
            """Each output is the sum of all inputs times its weights, plus its bias.

            x        (N, ...)            any shape; the numbers of an image are taken in a row
            weights  (outputs, inputs)
            biases   (outputs,)
            returns  (N, outputs)
            """
            return x.reshape(len(x), -1) @ weights.T + biases


        def dense_backward(d_out, x, weights, biases):
            """A weight gets its input times its output's gradient, summed over the images.

            d_out    (N, outputs)
            returns  dL/dx, dL/d(weights), dL/d(biases)
            """
            d_x = (d_out @ weights).reshape(x.shape)
            return d_x, d_out.T @ x.reshape(len(x), -1), d_out.sum(axis=0)
        """#)
  }
}
