import ConvNet
import Datasets
import Rendering

/// Turns a picture that a user has made into an image for a network.
struct DrawnImageImporter {
  /// Channels, rows and columns of an image in the data.
  let shape: Shape
  /// The value of a pixel of full ink: 255, or 9 where pixel values are used unscaled.
  let full: Int

  init(_ trainer: Trainer<Float>) {
    shape = trainer.data.training.pixelShape
    full = trainer.data.training.normalisation.scale == 1 ? TextPicture.fullLevel : 255
  }

  private var isInColour: Bool { shape[0] == 3 }
  private var size: String { "\(shape[1])x\(shape[2])" }
  /// Whether images are too small to be scaled.
  private var isTiny: Bool { shape[1] < 12 || shape[2] < 12 }

  /// More ink than this share of a picture is unlikely.
  private static let mostInk = 0.6
  private static let maximumFileLength = 64 << 20

  /// What the characters mean, for a user who draws with them.
  static let legend =
    "Ink, faint to full: , : - = + * # % @   Paper: .   Two columns make one pixel."

  // MARK: Files

  /// An image from a file, and what was done to it.
  func read(_ file: String, asIs: Bool) throws -> (pixels: [UInt8], how: String?) {
    let bytes = try Files.read(file, atMost: Self.maximumFileLength)
    if PNGReader.isPNG(bytes) {
      let picture = try PNGReader.decode(bytes, file: file)
      return try isInColour
        ? colours(of: picture, file, asIs: asIs) : ink(of: picture.brightness, file, asIs: asIs)
    }
    // The first bytes of every JPEG.
    if bytes.starts(with: [0xff, 0xd8, 0xff]) {
      throw DatasetError(file: file, .picture(.isJPEG))
    }
    guard !isInColour else {
      throw CommandError(
        "The network takes colour images, and characters have no colour: use a PNG.", at: file)
    }
    let text = try TextPicture(bytes, file: file, width: shape[2])
    guard !text.isBlank else { throw CommandError("\(file): \(PictureFault.blank).", at: file) }
    let drawn = asIs || isTiny ? text : text.strong
    return try image(of: drawn.picture(full: full), file, asIs: asIs)
  }

  private func colours(
    of picture: Picture, _ file: String, asIs: Bool
  ) throws(CommandError) -> (pixels: [UInt8], how: String?) {
    let planes =
      picture.planes.count == 3 ? picture.planes : [0, 1, 2].map { _ in picture.planes[0] }
    let picture = Picture(rows: picture.rows, columns: picture.columns, planes: planes)
    if asIs { try check(picture, file) }
    let (image, how) = picture.fitted(rows: shape[1], columns: shape[2])
    return (image.pixels, asIs ? nil : Self.words(how))
  }

  private func ink(
    of picture: Picture, _ file: String, asIs: Bool
  ) throws(CommandError) -> (pixels: [UInt8], how: String?) {
    let found = asIs || isTiny ? picture.ink : picture.strongInk
    let ink = found.picture
    guard ink.inked != nil else {
      throw CommandError("\(file): \(PictureFault.blank).", at: file)
    }
    // Where pixel values are used unscaled, full ink is a small number.
    let scaled =
      full == 255
      ? ink
      : Picture(
        rows: ink.rows, columns: ink.columns,
        planes: [ink.planes[0].map { UInt8((Int($0) * full + 127) / 255) }])
    let (pixels, how) = try image(of: scaled, file, asIs: asIs)
    let paper = found.isDark ? "Dark ink on light paper" : "Light ink on dark paper"
    var words = how.map { "\(paper), \($0.prefix(1).lowercased())\($0.dropFirst())" }
    if found.isLevelled {
      words = words.map { "\($0) The light on the paper was uneven and has been levelled." }
    }
    if found.share > Self.mostInk {
      words =
        (words.map { $0 + " " } ?? "")
        + "\(Numbers.percent(found.share)) of the picture counts as ink: is it a drawing? More light "
        + "on the paper may help, or a picture of the drawing alone."
    }
    return (pixels, words)
  }

  /// Ink as an image: prepared, or unchanged.
  private func image(
    of ink: Picture, _ file: String?, asIs: Bool
  ) throws(CommandError) -> (pixels: [UInt8], how: String?) {
    guard !asIs, !isTiny else {
      try check(ink, file)
      return (ink.placed(at: (0, 0), rows: shape[1], columns: shape[2]).pixels, nil)
    }
    guard let (image, how) = ink.prepared(rows: shape[1], columns: shape[2]) else {
      throw CommandError("\(file.map { $0 + ": " } ?? "")\(PictureFault.blank).", at: file)
    }
    return (image.pixels, Self.words(how))
  }

  private func check(_ picture: Picture, _ file: String?) throws(CommandError) {
    guard picture.rows > shape[1] || picture.columns > shape[2] else { return }
    throw CommandError(
      "The picture has \(picture.rows)x\(picture.columns) pixels, but the network takes "
        + "\(size).", at: file,
      hint: isTiny ? "a picture of \(size)" : "without --as-is, the picture is scaled")
  }

  /// `Scaled from 113x87 to 20x15, centred by its mass at (14,14).`
  private static func words(_ how: Preparation) -> String {
    let first =
      how.from == how.to
      ? "Left at \(how.to.asExtents)"
      : "Scaled from \(how.from.asExtents) to \(how.to.asExtents)"
    return first
      + (how.centre.map { ", with its centre of mass at (\($0[0]),\($0[1]))." }
        ?? ", in the middle of a black image.")
  }

  // MARK: By hand

  /// An image of `name` that the user draws in the editor; `nil` if they drew nothing. They edit
  /// `original`, or start with blank paper if it is `nil`.
  func draw(
    _ name: String, over original: Picture?, asIs: Bool, on console: Console
  ) throws -> (pixels: [UInt8], how: String?)? {
    guard let edit = console.edit else {
      throw CommandError(
        "An editor opens only for a line that is typed at the prompt.",
        hint: "draw FILE --label \(name)")
    }
    guard !isInColour else {
      throw CommandError(
        "The network takes colour images, and characters have no colour: use a PNG.",
        hint: "draw FILE.png --label \(name)")
    }
    let blank = Picture(
      rows: shape[1], columns: shape[2],
      planes: [[UInt8](repeating: 0, count: shape[1] * shape[2])])
    let marks =
      full == 255 ? Self.legend : "Ink is a digit from 1 to 9. Two columns make one pixel."
    let task =
      original == nil
      ? "Draw a \(name) between the bars, save, and quit. A blank picture changes nothing."
      : "Change the picture between the bars, save, and quit."
    let text = TextPicture.text(of: original ?? blank, full: full, remarks: [task, marks])
    let edited = try edit(text)
    do {
      let before = try TextPicture(Array(text.utf8), file: "backstep.txt", width: shape[2])
      let after = try TextPicture(edited.bytes, file: "backstep.txt", width: shape[2])
      guard after != before, !after.isBlank else {
        TextEditor.forget(edited)
        return nil
      }
      guard let original else {
        let drawn = asIs || isTiny ? after : after.strong
        let result = try image(of: drawn.picture(full: full), nil, asIs: asIs)
        TextEditor.forget(edited)
        return result
      }
      let ink = after.picture(full: full)
      try check(ink, nil)
      // The editor shows only ten shades: if a character was not changed, neither is its pixel.
      var pixels = ink.placed(at: (0, 0), rows: shape[1], columns: shape[2]).pixels
      let old = before.picture(full: full).pixels
      for index in pixels.indices where pixels[index] == old[index] {
        pixels[index] = original.planes[0][index]
      }
      TextEditor.forget(edited)
      return (pixels, nil)
    } catch {
      // A typing mistake must not cost anyone their drawing.
      let problem = CommandError(error).problem
      throw CommandError(problem, hint: "correct it, then draw \(edited.file) --label \(name)")
    }
  }
}
