extension BatchNorm {
  package func numpy(ties: TiePolicy) -> NumPyLayer {
    NumPyLayer(
      "batch_norm", "Batch normalisation",
      helper: PythonPart(
        "One number per channel",
        #"""
        def per_channel(values, x):
            """One number for each channel, (C,), in a shape that fits x: (C, 1, 1) or (C,)."""
            return values.reshape(-1, *[1] * (x.ndim - 2))
        """#),
      forwardOptions: ["training=training", "keep=\(keep)"],
      source: #"""
        def batch_norm_forward(x, weights, biases, running_mean, running_variance, batches,
                               training, keep, frozen=False):
            """Gives each channel the mean 0 and the variance 1; then times its weight, plus its bias.

            In training the mean and variance are those of the batch. Otherwise they are the running
            ones, which move towards the batch's in training; the first batch's are taken as they are.

            x        (N, C, H, W) or (N, C)
            weights, biases, running_mean, running_variance    (C,)
            batches  how many batches the running mean and variance have seen
            returns  the shape of x
            """
            mean, variance = running_mean, running_variance
            if training:
                axes = tuple(axis for axis in range(x.ndim) if axis != 1)
                mean, variance = x.mean(axes), x.var(axes)
                if not frozen:
                    kept = keep if batches > 0 else 0
                    running_mean[:] = kept * running_mean + (1 - kept) * mean
                    running_variance[:] = kept * running_variance + (1 - kept) * variance
                    batches += 1
            normalised = (x - per_channel(mean, x)) / per_channel(np.sqrt(variance + 1e-8), x)
            return per_channel(weights, x) * normalised + per_channel(biases, x)


        def batch_norm_backward(d_out, x, weights, biases):
            """A number of the input changes the mean and variance of its channel, too: this takes
            two means off its gradient.

            d_out    the shape of x
            returns  dL/dx, dL/d(weights), dL/d(biases)
            """
            axes = tuple(axis for axis in range(x.ndim) if axis != 1)
            deviation = np.sqrt(x.var(axes) + 1e-8)
            normalised = (x - per_channel(x.mean(axes), x)) / per_channel(deviation, x)
            d_weights, d_biases = (d_out * normalised).sum(axes), d_out.sum(axes)
            count = x.size / len(weights)  # numbers in a channel
            d_normalised = (d_out - per_channel(d_biases / count, x)
                            - normalised * per_channel(d_weights / count, x))
            return per_channel(weights / deviation, x) * d_normalised, d_weights, d_biases
        """#)
  }
}
