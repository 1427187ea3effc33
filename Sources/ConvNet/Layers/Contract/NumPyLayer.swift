/// A layer's counterpart in NumPy.
package protocol LayerNumPy: Sendable {
  /// The layer in NumPy, for a rule about ties.
  func numpy(ties: TiePolicy) -> NumPyLayer
}

/// A layer as two functions in NumPy, `conv_forward` and `conv_backward`.
///
/// - Forward: the input, the layer's parameters, its buffers, ``options`` and ``forwardOptions``
///   give the output and, if there is one, the ``record``. A layer with buffers changes them in
///   place in training, unless `frozen=True` is given.
/// - Backward: dL/d(out), the input or the record in its place, the parameters and ``options`` give
///   dL/d(in), followed by the gradients of the parameters.
package struct NumPyLayer: Hashable, Sendable {
  /// What both names begin with: `conv`.
  package let name: String
  /// What the functions do, as a heading.
  package let title: String
  /// The source of both functions.
  package let source: String
  /// What both use, and other layers may use as well.
  package let helper: PythonPart?
  /// What both functions are given after the parameters: `stride=2`.
  package let options: [String]
  /// What only the forward function is given: `training=training`.
  package let forwardOptions: [String]
  /// The name of what the forward function returns after the output.
  package let record: String?

  /// Two functions and what they are given.
  package init(
    _ name: String, _ title: String, helper: PythonPart? = nil, options: [String] = [],
    forwardOptions: [String] = [], record: String? = nil, source: String
  ) {
    self.name = name
    self.title = title
    self.source = source
    self.helper = helper
    self.options = options
    self.forwardOptions = forwardOptions
    self.record = record
  }
}

extension NumPyLayer {
  /// A layer of another package: functions that raise an error until someone writes them.
  package static func missing(_ kind: String) -> NumPyLayer {
    NumPyLayer(
      kind, "\(kind): to be written by hand",
      source: """
        def \(kind)_forward(x, *parameters):
            raise NotImplementedError("the layer \(kind) must be written by hand")


        def \(kind)_backward(d_out, x, *parameters):
            raise NotImplementedError("the layer \(kind) must be written by hand")
        """)
  }
}

/// A part of a program in Python that several layers share.
package struct PythonPart: Hashable, Sendable {
  /// What it is about, as a heading.
  package let title: String
  /// The code.
  package let code: String

  init(_ title: String, _ code: String) {
    self.title = title
    self.code = code
  }

  /// The cells of a sliding window, which convolutions and poolings go through.
  static let cells = PythonPart(
    "Sliding windows",
    #"""
    def cells(x, rows, columns, stride):
        """The cells of a window that slides over x: their row i and column j, and all places in x
        where that cell comes to lie.

        A window of so many rows and columns begins at every `stride`-th row and column, as long
        as it fits. So its cell (i, j) lies on the rows i, i + stride, i + 2 stride, ... of x.

        x        (N, C, H, W)
        yields   i, j, and an index that makes of x an array (N, C, window rows, window columns)
        """
        height, width = x.shape[2:]
        for i in range(rows):
            for j in range(columns):
                down = slice(i, height - rows + i + 1, stride)
                across = slice(j, width - columns + j + 1, stride)
                yield i, j, (slice(None), slice(None), down, across)
    """#)

  /// Backstep's random numbers, ``RandomSource``.
  package static let random = PythonPart(
    "Random numbers",
    #"""
    class Random:
        """Backstep's random numbers (SplitMix64), so that the same ones are drawn here."""

        def __init__(self, state):
            self.state = state

        def bits(self):
            """A whole number below 2^64."""
            self.state = (self.state + 0x9E3779B97F4A7C15) % 2**64
            z = self.state
            z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 % 2**64
            z = (z ^ z >> 27) * 0x94D049BB133111EB % 2**64
            return z ^ z >> 31

        def uniform(self):
            """A number from 0 to 1."""
            return (self.bits() >> 11) / 2**53

        def permutation(self, count):
            """The numbers below `count` in random order (Fisher and Yates)."""
            order = list(range(count))
            for last in range(count - 1, 0, -1):
                other = self.bits() * (last + 1) >> 64
                order[last], order[other] = order[other], order[last]
            return order


    RANDOM = Random(0)
    """#)
}
