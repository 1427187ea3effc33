/// Why a number is what it is: the rule in symbols, the arithmetic, and what a reader should know.
public struct Explanation<S: Scalar>: Sendable {
  /// How the arithmetic is best laid out.
  public enum Form: Hashable, Sendable {
    /// A patch of the input times a filter, element by element; one pair of grids per channel.
    case patches(channels: Int, rows: Int, columns: Int)
    /// A list of products: what the terms are called, and the two factors.
    case products(label: String, first: String, second: String)
    /// The largest of a window with this many columns.
    case window(columns: Int)
    /// A probability computed from totals.
    case softmax
    /// Written out in a line.
    case line
  }

  /// The place of the number.
  public let place: Place
  /// The number at that place.
  public let value: S
  /// What happens here, in a sentence.
  public let intro: String
  /// The rule: `sum over i,j of image[10+i, 18+j] x conv.filters[2,i,j]`.
  public let formula: String
  /// The rule with its numbers.
  public let arithmetic: Arithmetic<S>
  /// The layout.
  public let form: Form
  /// What else a reader should know.
  public let remarks: [String]
  /// The place to ask about next.
  public let next: Place?
  /// The rotated filters on their gradient maps, if the products are those of a convolution's `d_in`.
  package var rotated: RotatedFilters<S>?

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

  /// Whether it is a gradient, so that its sign needs a legend.
  public var isGradient: Bool { place.quantity.hasPrefix("d_") }
}
