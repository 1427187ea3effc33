import ConvNet

/// Images in a table of text: a line per image, a label and then its pixels, from 0 to 255.
///
/// Commas, semicolons or tabs separate the numbers. A line of names may come first: a column named
/// `label`, `class`, `target` or `y` holds the label wherever it is, and names such as `28x28`
/// say how large the images are. Otherwise the label comes first, and images are square, with one
/// channel or three.
enum TableImages {
  /// The most bytes of text that are read.
  private static let maximumBytes = 1 << 30

  /// Reads a file, and the test images from the file that is named alike, with `test` for `train`,
  /// if there is one.
  static func load(_ path: String, _ selection: Selection) throws(DatasetError) -> LoadedDataset {
    let train = try table(path)
    let sibling = siblingForTest(of: path)
    let test = try sibling.map(table)
    return try LoadedDataset(path, train: train, test: test, selection)
  }

  private static func siblingForTest(of path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let name = parts.last, name.contains("train") else { return nil }
    let sibling = (parts.dropLast() + [name.replacing("train", with: "test")])
      .joined(separator: "/")
    if case .file = FileStatus.of(sibling) { return sibling }
    return nil
  }

  private static func table(_ path: String) throws(DatasetError) -> ImageTable {
    let file = try UnpackedFile(.disk(path: path))
    var reader = LineReader(file, maximumBytes: maximumBytes)
    func fault(_ fault: TableFault, line: Int) -> DatasetError {
      DatasetError(file: path, at: .line(line), .table(fault))
    }
    guard var first = try reader.next() else { throw DatasetError(file: path, .empty) }
    var layout: Layout
    if let found = Layout(header: first) {
      layout = found
      guard let line = try reader.next() else {
        throw fault(.noImages, line: reader.number)
      }
      first = line
    } else {
      layout = Layout(columns: first.count)
    }
    guard let shape = layout.shape else {
      throw fault(.notSquare(pixels: layout.pixels), line: reader.number)
    }
    var (pixels, labels): ([Float], [Double]) = ([], [])
    var line: [ArraySlice<UInt8>]? = first
    while let fields = line {
      guard fields.count == layout.columns else {
        throw fault(
          .wrongColumns(expected: layout.columns, found: fields.count), line: reader.number)
      }
      for (column, field) in fields.enumerated() {
        guard let value = Self.number(field) else {
          throw fault(
            .notANumber(String(decoding: field.prefix(20), as: UTF8.self), column: column + 1),
            line: reader.number)
        }
        if column == layout.label { labels.append(Double(value)) } else { pixels.append(value) }
      }
      line = try reader.next()
    }
    return ImageTable(
      file: path, shape: shape,
      pixels: try PixelScale.bytes(pixels, mayBeFractions: true, file: path),
      labels: try PixelScale.labels(labels, file: path))
  }

  /// A number of the table: nearly always a few digits.
  private static func number(_ field: ArraySlice<UInt8>) -> Float? {
    if field.count <= 6, !field.isEmpty, field.allSatisfy({ (0x30...0x39).contains($0) }) {
      return Float(field.reduce(0) { $0 * 10 + Int($1 - 0x30) })
    }
    return Float(String(decoding: field, as: UTF8.self))
  }

  /// Which column is what.
  private struct Layout {
    let columns: Int
    var label = 0
    var size: (rows: Int, columns: Int)?

    var pixels: Int { columns - 1 }

    init(columns: Int) { self.columns = columns }

    /// The layout that names tell; `nil` if the line holds numbers alone.
    init?(header: [ArraySlice<UInt8>]) {
      guard header.contains(where: { TableImages.number($0) == nil }) else { return nil }
      let names = header.map { String(decoding: $0, as: UTF8.self).lowercased() }
      columns = names.count
      label = names.firstIndex { ["label", "class", "target", "y"].contains($0) } ?? 0
      let last = names.last { $0 != names[label] }?.split(separator: "x").map { Int($0) }
      if let last, last.count == 2, let rows = last[0], let columns = last[1] {
        size = (rows, columns)
      }
    }

    /// Channels, rows and columns of an image.
    var shape: Shape? {
      if let size, size.rows > 0, size.columns > 0,
        size.rows.multipliedReportingOverflow(by: size.columns) == (pixels, false)
      {
        return Shape(1, size.rows, size.columns)
      }
      for channels in [1, 3] where pixels > 0 && pixels.isMultiple(of: channels) {
        let side = Int(Double(pixels / channels).squareRoot())
        if side * side * channels == pixels { return Shape(channels, side, side) }
      }
      return nil
    }
  }
}

/// The lines of a text that have something in them, as fields.
private struct LineReader {
  private let file: UnpackedFile
  private let maximumBytes: Int
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false
  /// The number of the last line, counted from 1.
  private(set) var number = 0

  init(_ file: UnpackedFile, maximumBytes: Int) {
    self.file = file
    self.maximumBytes = maximumBytes
  }

  /// The fields of the next line that has any; a byte order mark is dropped.
  mutating func next() throws(DatasetError) -> [ArraySlice<UInt8>]? {
    while let line = try nextLine() {
      number += 1
      let isMarked = number == 1 && line.starts(with: [0xef, 0xbb, 0xbf])
      let text = line.dropFirst(isMarked ? 3 : 0).drop { $0 <= 0x20 }
      if text.isEmpty { continue }
      let separator: UInt8 =
        text.contains(0x2c) ? 0x2c : text.contains(0x3b) ? 0x3b : 0x09
      return text.split(separator: separator, omittingEmptySubsequences: false).map(Self.trimmed)
    }
    return nil
  }

  /// The field without blanks and quotation marks.
  private static func trimmed(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    func isIdle(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == 0x22 }
    var field = field.drop(while: isIdle)
    while let last = field.last, isIdle(last) { field = field.dropLast() }
    return field
  }

  private mutating func nextLine() throws(DatasetError) -> ArraySlice<UInt8>? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0a) {
        defer { start = end + 1 }
        return buffer[start..<end]
      }
      guard !isAtEnd else {
        defer { start = buffer.count }
        return start < buffer.count ? buffer[start...] : nil
      }
      buffer.removeFirst(start)
      (start, searched) = (0, buffer.count)
      guard file.position + 1 << 20 <= maximumBytes else {
        throw DatasetError(
          file: file.name, .moreThanIsRead(found: file.position, atMost: maximumBytes))
      }
      var piece = [UInt8](repeating: 0, count: 1 << 20)
      let got = try file.read(into: &piece)
      buffer += piece[..<got]
      isAtEnd = got == 0
    }
  }
}

/// What can be wrong with a table of images.
package enum TableFault: FormatFault {
  case noImages
  case notSquare(pixels: Int)
  case wrongColumns(expected: Int, found: Int)
  case notANumber(String, column: Int)

  package var description: String {
    switch self {
    case .noImages: "expected a line per image after the names, found none"
    case .notSquare(let pixels):
      "expected a label and the pixels of a square image, "
        + "found \(pixels.counted("pixel")) beside the label; names of columns such as"
        + " 1x1,1x2 can give another size"
    case .wrongColumns(let expected, let found):
      "expected \(expected.counted("number")), as in the lines before, found \(found)"
    case .notANumber(let text, let column):
      "expected a number in column \(column), found \"\(text)\""
    }
  }
}

extension DatasetError.Problem {
  package static func table(_ fault: TableFault) -> Self { .format(AnyFormatFault(fault)) }
}
