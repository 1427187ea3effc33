/// What can be inspected in a layer's passes, and why its numbers are what they are.
public protocol LayerInspection<S>: LayerArithmetic {
  /// What places can name in a forward pass in addition to `in` and `out`, such as `totals`.
  static var quantities: [LayerQuantity<Self>] { get }

  /// Why a number of the layer is what it is: a number of `out`, `d_in`, a gradient, or a quantity.
  ///
  /// - Parameters:
  ///   - place: The place of the number.
  ///   - value: The number.
  ///   - indices: The place's indices in the tensor of one sample, or of the parameter.
  ///   - pass: The forward pass.
  ///   - context: Names, and what is known about the backward pass.
  /// - Returns: `nil` if the layer has no such quantity.
  func explain(
    _ place: Place, _ value: S, _ indices: [Int], of pass: Pass<Self>,
    in context: ExplanationContext<S>
  ) -> Explanation<S>?

  /// How the layer's sums change when its input moves along `direction`: a directional derivative.
  ///
  /// The sums are the totals of a layer that has totals, and the output of any other layer.
  func tangent(ofInput direction: Tensor<S>, through pass: Pass<Self>) -> Tensor<S>

  /// Which piece of its function each output is on, if the function consists of pieces with corners
  /// between them: which cell won a window, for example. An output exactly on a corner counts as a
  /// separate piece. `nil` for a layer without corners.
  ///
  /// Between two passes with equal branches the layer is smooth; a gradient check leaves out
  /// numbers that change the branches.
  func branches(of pass: Pass<Self>) -> [Int32]?

  /// The part of the input that determines the output at some indices of a sample; `nil` if all of
  /// the input does, or if each output depends only on the number at its own place.
  func window(ofOutput indices: [Int]) -> InputWindow?

  /// Whether pictures show the layer's maps relative to the output for blank paper, which is one
  /// number per map for layers that only slide a window.
  static var isDrawnAgainstBlankPaper: Bool { get }
}

/// A named quantity in a layer's forward pass, in addition to `in` and `out`.
public struct LayerQuantity<L: LayerArithmetic>: Sendable {
  /// Its name in places: `totals`, `winners`.
  public let name: String
  /// Whether it belongs to the batch as a whole, such as a channel's mean, and has no index for the
  /// sample.
  public let isStatistic: Bool
  /// Its shape: for one sample of the given output, or for the batch if it is a statistic.
  public let shape: @Sendable (_ layer: L, _ output: Shape) -> Shape
  /// Its numbers in a forward pass.
  public let values: @Sendable (Pass<L>) -> Tensor<L.S>

  /// A named quantity, its shape and its numbers.
  public init(
    _ name: String, isStatistic: Bool = false,
    shape: @escaping @Sendable (_ layer: L, _ output: Shape) -> Shape,
    values: @escaping @Sendable (Pass<L>) -> Tensor<L.S>
  ) {
    self.name = name
    self.isStatistic = isStatistic
    self.shape = shape
    self.values = values
  }
}

/// The rows and columns of an input that determine one output. With padding they may extend beyond
/// the input.
public struct InputWindow: Hashable, Sendable {
  /// The channel; `nil` for all channels.
  public let channel: Int?
  /// The rows.
  public let rows: Range<Int>
  /// The columns.
  public let columns: Range<Int>

  /// A window on one channel or all of them.
  public init(channel: Int?, rows: Range<Int>, columns: Range<Int>) {
    self.channel = channel
    self.rows = rows
    self.columns = columns
  }
}

extension LayerInspection {
  /// The names of ``quantities``.
  package var quantityNames: [String] { Self.quantities.map { $0.name } }

  /// Whether a quantity belongs to the batch as a whole.
  package func isStatistic(_ name: String) -> Bool {
    Self.quantities.contains { $0.name == name && $0.isStatistic }
  }

  /// The shape of a quantity for one sample of the given output, or for the batch if it is a
  /// statistic; `nil` if the layer has no such quantity.
  package func shape(ofQuantity name: String, output: Shape) -> Shape? {
    Self.quantities.first { $0.name == name }?.shape(self, output)
  }
}

/// A layer whose function has no corners.
public protocol SmoothLayer: LayerInspection {}

extension SmoothLayer {
  public func branches(of pass: Pass<Self>) -> [Int32]? { nil }
}

/// A layer that does not slide a window over its input.
public protocol WindowFreeLayer: LayerInspection {}

extension WindowFreeLayer {
  public func window(ofOutput indices: [Int]) -> InputWindow? { nil }
  public static var isDrawnAgainstBlankPaper: Bool { false }
}
