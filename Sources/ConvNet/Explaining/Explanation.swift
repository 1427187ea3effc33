/// Why a number is what it is: the rule in symbols, the arithmetic, and what a person should know.
public struct Explanation<S: Scalar>: Sendable {
  /// How the arithmetic is best laid out.
  public enum Form: Hashable, Sendable {
    /// A patch of the input times a filter, place by place; one pair of grids a channel.
    case patches(channels: Int, rows: Int, columns: Int)
    /// A list of products: what the terms are called, and the two factors.
    case products(label: String, first: String, second: String)
    /// The largest of a window of so many columns.
    case window(columns: Int)
    /// A probability out of totals.
    case softmax
    /// Written out in a line.
    case line
  }

  /// The place of the number.
  public let place: Place
  /// The number that stands there.
  public let value: S
  /// What happens here, in a sentence.
  public let intro: String
  /// The rule: `sum over i,j of image[10+i, 18+j] x conv.filters[2,i,j]`.
  public let formula: String
  /// The rule with its numbers.
  public let arithmetic: Arithmetic<S>
  /// The layout.
  public let form: Form
  /// What else a person should know.
  public let remarks: [String]
  /// Where to ask on.
  public let next: Place?

  /// An explanation of the number at a place.
  public init(
    _ place: Place, _ value: S, intro: String = "", formula: String, _ arithmetic: Arithmetic<S>,
    form: Form = .line, remarks: [String] = [], next: Place? = nil
  ) {
    self.place = place
    self.value = value
    self.intro = intro
    self.formula = formula
    self.arithmetic = arithmetic
    self.form = form
    self.remarks = remarks
    self.next = next
  }

  /// Whether it is a gradient, so that its sign wants a legend.
  public var isGradient: Bool { place.quantity.hasPrefix("d_") }
}

/// What a layer needs to explain its numbers: how its places are called, and what is known of the
/// backward pass.
public struct ExplanationContext<S: Scalar>: Sendable {
  /// The layer's name.
  let layer: String
  /// What places call the layer's input: `image`, or `pool.out`.
  let inputPlace: Place
  /// The layer's pass.
  let pass: any AnyPass<S>
  /// What came from the right.
  let upstream: Upstream<S>?
  /// What the layer's backward pass gave.
  let gradients: LayerGradients<S>?
  /// The loss, where this layer's activation is fused with it, and the right output.
  let target: (loss: Loss, index: Int)?
  /// What blank paper is at the layer's input, where that is the image.
  let blank: S?

  /// A place of the layer.
  func place(_ quantity: String, _ indices: Int...) -> Place {
    Place(layer: layer, quantity: quantity, indices: indices)
  }

  /// The input at the given indices of a sample.
  func input(_ indices: [Int]) -> Arithmetic<S> {
    .stored(
      inputPlace(indices), pass.input.values[pass.input.shape.withoutFirst.offset(of: indices)])
  }

  /// The input at a position of the flattened sample.
  func input(flat offset: Int) -> Arithmetic<S> {
    let indices = pass.input.shape.withoutFirst.indices(at: offset)
    return .stored(inputPlace(indices), pass.input.values[offset])
  }

  private func inputPlace(_ indices: [Int]) -> Place {
    // An image of one channel is named by row and column alone.
    let isGreyImage = inputPlace.layer == nil && pass.input.shape[1] == 1
    return Place(
      layer: inputPlace.layer, quantity: inputPlace.quantity,
      indices: isGreyImage ? Array(indices.dropFirst()) : indices)
  }

  /// dL/d(out) at the given indices.
  func upstream(_ indices: Int...) -> Arithmetic<S> { upstream(at: indices) }

  /// dL/d(out) at the given indices.
  func upstream(at indices: [Int]) -> Arithmetic<S> {
    guard let out = upstream?.out else { return .constant(0) }
    let place = Place(layer: layer, quantity: "d_out", indices: indices)
    return .stored(place, out.values[out.shape.withoutFirst.offset(of: indices)])
  }

  /// dL/d(totals) of an output.
  func dTotals(_ output: Int) -> Arithmetic<S> {
    .stored(place("d_totals", output), gradients?.totals?.values[output] ?? 0)
  }
}
