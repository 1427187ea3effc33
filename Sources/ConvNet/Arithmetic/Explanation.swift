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
