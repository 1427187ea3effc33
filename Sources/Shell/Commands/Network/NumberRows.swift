import ConvNet
import Rendering

/// Numbers as people write them: `1 2 0`, `1,2,3`, `[1 -1; 2 0]`, `[[1, -1], [2, 0]]`, or what NumPy
/// and PyTorch print, `array([[1., -1.], [2., 0.]])`.
struct NumberRows {
  /// How many numbers there are along each axis; empty for a single number without brackets.
  let shape: [Int]
  /// The numbers, row after row.
  let values: [Float]
  /// Whether they were written in rows of numbers with `;` between them, or in several lines.
  private let isInParts: Bool
  /// What is wrong with parts of different lengths, unless they are parts of one list.
  private let fault: CommandError?

  /// - Throws: An error that names the first word or bracket that cannot be read, or the first row
  ///   that has another length than the one before it.
  init(parsing text: String) throws(CommandError) {
    var reader = Reader(Self.inner(text))
    let whole = try reader.list(isInBrackets: false)
    // `[1 2]` is a list that holds a list; without the brackets it is the list itself.
    let isOne = whole.items == 1
    (shape, values) = (isOne ? Array(whole.shape.dropFirst()) : whole.shape, whole.values)
    (isInParts, fault) = (reader.isInParts, reader.fault)
  }

  /// The part of `array(...)` or `tensor(...)` that holds the numbers.
  private static func inner(_ text: String) -> Substring {
    guard text.contains("("), let first = text.firstIndex(of: "["),
      let last = text.lastIndex(of: "]"), first < last,
      text[..<first].allSatisfy({ $0.isLetter || "._(".contains($0) })
    else { return text[...] }
    return text[first...last]
  }

  /// A list of numbers, or of lists of the same shape.
  private struct List {
    /// How many numbers or lists it holds.
    var items = 0
    var inner: [Int]?
    var values: [Float] = []

    var shape: [Int] { [items] + (inner ?? []) }

    mutating func append(_ shape: [Int], _ values: [Float]) throws(CommandError) {
      if let inner, inner != shape {
        func words(_ shape: [Int]) -> String {
          shape.isEmpty
            ? "a single number"
            : shape.count == 1
              ? Numbers.count(shape[0], "number")
              : "\(shape.asExtents) numbers"
        }
        throw CommandError(
          "The rows differ: row \(items) has \(words(shape)), row \(items - 1) has "
            + "\(words(inner)).", hint: "help set")
      }
      inner = shape
      items += 1
      self.values += values
    }
  }

  private struct Reader {
    private var rest: Substring
    /// Brackets nested more deeply than this are not a matrix.
    private static let deepest = 8
    private var depth = 0
    private(set) var isInParts = false
    /// The first part that has another length than the one before it.
    private(set) var fault: CommandError?

    init(_ text: Substring) { rest = text }

    /// Reads up to the bracket that closes the list, or to the end.
    mutating func list(isInBrackets: Bool) throws(CommandError) -> List {
      var list = List()
      // The rows before the present one, if a `;` has separated any.
      var rows: List?
      while let character = rest.first {
        switch character {
        case "[":
          rest.removeFirst()
          depth += 1
          guard depth <= Self.deepest else {
            throw CommandError("The brackets are nested too deeply.", at: "[")
          }
          let inner = try self.list(isInBrackets: true)
          depth -= 1
          guard !inner.values.isEmpty else {
            throw CommandError("The brackets `[]` are empty.", at: "[", hint: "help set")
          }
          try list.append(inner.shape, inner.values)
        case "]":
          rest.removeFirst()
          guard isInBrackets else {
            throw CommandError("This `]` has no matching `[`.", at: "]", hint: "help set")
          }
          return try closed(list, after: rows)
        case ";":
          rest.removeFirst()
          rows = try adding(list, to: rows ?? List())
          list = List()
        case let blank where blank.isWhitespace || blank == ",": rest.removeFirst()
        default: try list.append([], [number()])
        }
      }
      guard !isInBrackets else {
        throw CommandError("The bracket `[` is not closed.", at: "[", hint: "help set")
      }
      return try closed(list, after: rows)
    }

    /// The list with the rows before it; a `;` at the very end begins no row.
    private mutating func closed(_ list: List, after rows: List?) throws(CommandError) -> List {
      guard let rows else { return list }
      return list.items > 0 ? try adding(list, to: rows) : rows
    }

    private mutating func adding(_ row: List, to rows: List) throws(CommandError) -> List {
      var rows = rows
      isInParts = row.shape.count == 1 && depth <= 1
      do throws(CommandError) {
        try rows.append(row.shape, row.values)
      } catch {
        guard isInParts, rows.inner?.count == 1 else { throw error }
        fault = fault ?? error
        rows.items += 1
        rows.values += row.values
      }
      return rows
    }

    private mutating func number() throws(CommandError) -> Float {
      let word = rest.prefix { !$0.isWhitespace && !"[],;".contains($0) }
      rest = rest.dropFirst(word.count)
      return try Arguments.number(
        String(word.map { "\u{2212}\u{2013}".contains($0) ? "-" : $0 }), "A value")
    }
  }
}

extension NumberRows {
  /// The numbers for a place of the given shape: one for all, as many as it has in one row, or in
  /// rows as the place has them. Axes of length 1 do not count. A list may be in several parts, as
  /// NumPy prints a long one.
  func fitting(_ place: Place, _ wanted: Shape) throws(CommandError) -> [Float] {
    let own = shape.essential
    if isInParts, wanted.essential.count == 1, values.count == wanted.count {
      return values
    }
    if let fault { throw fault }
    if values.count == 1 || own == wanted.essential { return values }
    let isRow = own.count <= 1
    guard isRow, values.count == wanted.count else {
      throw CommandError(
        values.isEmpty
          ? "`\(place)` needs a value."
          : wanted.count == 1
            ? "`\(place)` is a single number, but \(Numbers.count(values.count)) are given."
            : "`\(place)`\(wanted.rank > 1 ? ", which is \(wanted)," : "") holds "
              + "\(Numbers.count(wanted.count, "number")), but "
              + (isRow ? Numbers.count(values.count) : "\(Shape(shape))")
              + " \(values.count == 1 ? "is" : "are") given.",
        at: values.isEmpty ? CommandError.end : nil, hint: "print \(place) shows it")
    }
    return values
  }
}
