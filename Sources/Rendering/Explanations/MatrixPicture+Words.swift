import ConvNet

/// What the matrices are, where a number of their product comes from, and how the product compares
/// with what the network holds.
extension MatrixPicture {
  /// `k = 26y + x`.
  private var column: String {
    let (rows, columns) = (geometry.outputHeight, geometry.outputWidth)
    return "k = " + (matrices.samples > 1 ? "\(rows * columns)n + " : "") + "\(columns)y + x"
  }

  /// `(y,x)`, with the sample before it if there are several.
  private var aPlace: String { matrices.samples > 1 ? "sample n, place (y,x)" : "place (y,x)" }

  var intro: String {
    let layer = matrices.layer
    let padding = geometry.padding > 0
    let order = geometry.channels > 1 ? "channel by channel and row by row" : "row by row"
    switch matrices.rule {
    case .output:
      return "As a product of matrices (im2col): row f is filter f, read \(order); column k is the "
        + "patch of \(aPlace), \(column)\(padding ? ", with 0 in the padding" : "")."
    case .filterGradient:
      return "As a product of matrices (im2col): row f is the gradient map of filter f; row k of "
        + "the transposed patches is the patch of \(aPlace), \(column)"
        + "\(padding ? ", with 0 in the padding" : "")."
    case .inputGradient:
      func index(_ name: String, _ cell: String) -> String {
        (geometry.stride == 1 ? name : "\(geometry.stride)\(name)") + "+\(cell)"
          + (padding ? "-\(geometry.padding)" : "")
      }
      let c = geometry.channels > 1 ? "c," : ""
      return "As a product of matrices (im2col): column k is what \(aPlace), \(column), sends back "
        + "to its patch; its number (\(c)i,j) is added to \(layer).d_in[\(c)"
        + "\(index("y", "i")),\(index("x", "j"))]"
        + (padding ? ", unless that is in the padding." : ".")
    }
  }

  /// Where the marked number comes from.
  var aboutMark: String? {
    guard let position = matrices.position else { return nil }
    switch matrices.rule {
    case .output, .filterGradient:
      return "[ ] is \(matrices.place): row \(position.row) times column \(position.column)"
        + (matrices.biases == nil ? "." : ", plus the bias.")
    case .inputGradient:
      let count = matrices.sources(row: position.row, column: position.column).count
      return count == 0
        ? "[ ] is \(matrices.place): no number of the product is added to it."
        : count == 1
          ? "[ ] is \(matrices.place), and the one number of the product that is added to it."
          : "[ ] is \(matrices.place), the sum of \(count) numbers of the product, and the largest "
            + "of them."
    }
  }

  func verdict(_ found: Comparison) -> String {
    let name = "\(matrices.layer).\(matrices.rule.rawValue)\(sampleIndex)"
    let all = matrices.result.rows * matrices.result.columns
    let shown = "the \(Numbers.count(found.shown, "number")) of \(name) shown"
    func are(_ count: Int, _ one: String, _ several: String) -> String {
      "\(count) of \(shown) \(count == 1 ? one : several)"
    }
    var sentences: [String] = []
    if found.differing > 0 {
      sentences.append(
        (matrices.rule == .inputGradient
          ? "The network adds in another order, filter by filter, so "
          : "The network leaves out products with zeros, so ")
          + are(found.differing, "differs", "differ") + " from its own"
          + (found.distance.map { ", by at most \(Numbers.scientific($0))" } ?? "") + ".")
    }
    if found.deviating > 0 {
      sentences.append(
        are(found.deviating, "is", "are") + " not what is stored there.")
    }
    if sentences.isEmpty {
      return found.shown == all
        ? "To the last bit, this is what \(name) holds."
        : "To the last bit, \(shown) \(found.shown == 1 ? "is" : "are") what it holds."
    }
    return sentences.joined(separator: " ")
  }
}
