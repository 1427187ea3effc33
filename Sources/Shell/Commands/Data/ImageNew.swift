import ConvNet
import Lab
import Rendering

extension ImageCommand {
  /// The word for a blank image, in place of a number.
  static let new = "new"

  /// The most pixels of a written image.
  private static let mostPixels = 1 << 16
  /// The numbers that are drawn for pixels that one computes with on paper.
  private static let wholeNumbers = -1...3
  /// The most classes; a label is stored in a byte.
  private static let mostClasses = 100

  /// Adds a blank image, or one of small whole numbers, to the images of this size that the user writes, or begins a data set of
  /// them, and a step with it.
  func begin(in session: inout Session, on console: Console) throws {
    let usage = "image new 5x5"
    guard let size else {
      throw CommandError("A new image needs a size.", at: CommandError.end, hint: usage)
    }
    guard sample == nil, !test else {
      throw CommandError(
        "A new image is a training image, and is shown at once.",
        at: test ? "--test" : "--sample", hint: usage)
    }
    let shape = try Self.shape(size)
    let label = try label.map {
      try Arguments.integer($0, "A label", in: 0...Self.mostClasses - 1)
    }
    let known = session.trainer.data.training
    let isMore = known.isWritten && known.pixelShape == shape
    let labels = (isMore ? known.labels : []) + [UInt8(label ?? 0)]
    let classes = max(isMore ? known.classNames.count : 2, (label ?? 0) + 1)
    var random = RandomSource(seed: session.seed &+ UInt64(labels.count))
    let numbers =
      whole
      ? random.whole(shape.count, in: Self.wholeNumbers) : [Float](repeating: 0, count: shape.count)
    let images = LabelledImages(
      name: "your own images", imageShape: shape,
      numbers: (isMore ? known.numbers : []) + numbers,
      labels: labels, classNames: (0..<classes).map(String.init))
    try session.adopt(
      DataSplit(training: images, test: images),
      asked: "image new \(size)" + (whole ? " --whole" : ""), on: console)
    session.workspace.perform(.choose(.training(labels.count - 1)))
    guard let sample = session.sample else { return }
    Captions.show(sample, of: session.trainer, channels: channels, on: console)
    guard !whole else { return console.print("next: print image") }
    let row = session.forShownSample(
      Place(quantity: "image", indices: shape[0] == 1 ? [0] : [0, 0]))
    let example = (1...shape[2]).map { "\($0 % 10)" }.prefix(5).joined(separator: " ")
    console.print(
      "next: set \(row) \(shape[2] > 5 ? "1" : example)   (or all rows: set image [1 2 ...; ...])")
  }

  /// `5x5` or `3x8x8`.
  private static func shape(_ text: String) throws(CommandError) -> Shape {
    let parts = text.lowercased().split(
      omittingEmptySubsequences: false, whereSeparator: { "x\u{D7}".contains($0) }
    ).map { Int($0) }
    let extents = parts.compactMap(\.self)
    guard (2...3).contains(parts.count), extents.count == parts.count,
      extents.allSatisfy({ (1...4_096).contains($0) })
    else {
      throw CommandError(
        "`\(text)` is not a size: rows x columns, or channels x rows x columns.", at: text,
        instead: "5x5")
    }
    let count = extents.reduce(1, *)
    guard count <= mostPixels else {
      throw CommandError(
        "`\(text)` has \(Numbers.count(count)) pixels; the limit is \(Numbers.count(mostPixels)).",
        at: text, instead: "28x28")
    }
    return Shape(extents.count == 2 ? [1] + extents : extents)
  }
}

extension Session {
  /// Switches to images that the user writes, and to another network if the present one cannot take
  /// them.
  fileprivate mutating func adopt(
    _ data: DataSplit, asked: String, on console: Console
  ) throws {
    var provenance = provenance
    (provenance.data, provenance.source, provenance.folder) = (asked, "written by you", nil)
    let count = data.training.count
    let them = count == 1 ? "it" : "them"
    try adopt(
      data, as: provenance, saying: asked,
      title:
        "\(Numbers.count(count, "image")) of your own, \(data.training.imageShape): the network "
        + "learns from \(them) and is tested on \(them).", on: console)
  }
}
