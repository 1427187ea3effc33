import ConvNet

/// The parts of a program for NumPy that depend on little or nothing.
enum NumPyText {
  /// What the program needs.
  static let imports = """
    import argparse
    import gzip
    from pathlib import Path

    import numpy as np

    \(ExportedProgram.here)
    """

  /// The code that reads files like MNIST's.
  static let reader =
    ProgramText.bytes + #"""

          start = 4 + 4 * data[3]
          shape = np.frombuffer(data[4:start], dtype=">i4")
          kind = {8: "u1", 13: ">f4"}[data[2]]  # bytes, or floats
          return np.frombuffer(data[start:], dtype=kind).reshape(shape)


      def images(part):  # "train" or "t10k"
          """Pixels, and the right output for each image."""
          targets = TARGETS[read(part + "-labels?idx1")]
          return read(part + "-images?idx[34]")[targets >= 0], targets[targets >= 0]
      """#

  /// The loss, and the gradient with which the backward pass begins.
  static func loss(_ loss: Loss, after ending: Ending) -> String {
    switch loss {
    case .given: ""
    case .crossEntropy:
      #"""
      def loss_and_gradient(logits, targets):
          """Softmax and cross-entropy together: the mean of -log(p[target]), where p are the
          probabilities exp(logits) / sum of exp(logits), and the gradient, p - 1 for the target
          and p for the others.

          logits   (N, K)
          targets  (N,)
          returns  the loss, and dL/d(logits), (N, K)
          """
          rows = np.arange(len(targets))
          logits = logits - logits.max(axis=1, keepdims=True)  # same p; nothing overflows
          powers = np.exp(logits)
          sums = powers.sum(axis=1, keepdims=True)
          loss = (np.log(sums[:, 0]) - logits[rows, targets]).mean()
          d_logits = powers / sums
          d_logits[rows, targets] -= 1
          return loss, d_logits / len(targets)
      """#
    case .binaryCrossEntropy:
      #"""
      def loss_and_gradient(logits, targets):
          """Sigmoid and binary cross-entropy together: the mean of -log(p) for class 1 and of
          -log(1 - p) for class 0, where p = 1 / (1 + exp(-logit)), and the gradient, p - target.

          logits   (N, 1)
          targets  (N,)      0 or 1
          returns  the loss, and dL/d(logits), (N, 1)
          """
          targets = targets.reshape(-1, 1)
          softplus = np.logaddexp(0, logits)  # log(1 + exp(logit)); nothing overflows
          p = np.exp(logits - softplus)
          return (softplus - targets * logits).mean(), (p - targets) / len(targets)
      """#
    case .meanSquaredError:
      #"""
      def loss_and_gradient(logits, targets):
          """The mean squared distance of the answers from 1 for the target and 0 for the others.

          logits   (N, K)
          targets  (N,)
          returns  the loss, and dL/d(logits), (N, K)
          """
          outputs = logits.shape[1]
          truth = np.eye(outputs)[targets] if outputs > 1 else targets.reshape(-1, 1)
      \#(answer(ending))
          d = 2 * (p - truth) / p.size
          return ((p - truth) ** 2).mean(), \#(slope(ending))
      """#
    }
  }

  /// The last activation.
  private static func answer(_ ending: Ending) -> String {
    switch ending {
    case .softmax:
      """
          powers = np.exp(logits - logits.max(axis=1, keepdims=True))
          p = powers / powers.sum(axis=1, keepdims=True)
      """
    case .sigmoid: "    p = 1 / (1 + np.exp(-logits))"
    case .logits, .none: "    p = logits"
    }
  }

  /// dL/d(logits), where d is dL/d(answers).
  private static func slope(_ ending: Ending) -> String {
    switch ending {
    case .softmax: "p * (d - (d * p).sum(axis=1, keepdims=True))"
    case .sigmoid: "d * p * (1 - p)"
    case .logits, .none: "d"
    }
  }
}
