import ConvNet

/// What is wrong with a picture in a file. The cases state facts; ``description`` puts them into
/// words.
package enum PictureFault: FormatFault {
  // PNG
  case notPNG
  case cutOff
  case badChecksum(chunk: String)
  case chunkOutOfPlace(String)
  case unknownCriticalChunk(String)
  case badHeader(what: String, value: Int)
  case tooLarge(columns: Int, rows: Int, most: Int)
  case sideTooLong(columns: Int, rows: Int, most: Int)
  case noPixels
  case noPalette
  case outsidePalette(index: Int, count: Int)
  case damagedPixels(reason: String)
  case wrongPixelCount(expected: Int, found: Int)
  case badFilter(Int)

  // Text
  case notText
  case isJPEG
  case unknownMark(Character)
  case tooManyLines(most: Int)
  case lineTooLong(most: Int)

  // Either
  case fileTooLarge(bytes: Int, most: Int)
  case blank
}

extension DatasetError.Problem {
  package static func picture(_ fault: PictureFault) -> Self { .format(AnyFormatFault(fault)) }
}

extension PictureFault {
  package var description: String {
    switch self {
    case .notPNG: "this is not a PNG: its first eight bytes are not the PNG signature"
    case .cutOff: "the file ends too early; save the picture again"
    case .badChecksum(let chunk):
      "the checksum of the chunk `\(chunk)` is wrong; save the picture again"
    case .chunkOutOfPlace(let chunk): "the chunk `\(chunk)` is out of place"
    case .unknownCriticalChunk(let chunk): "the chunk `\(chunk)` is not part of PNG"
    case .badHeader(let what, let value):
      "the header has \(what) \(value), which PNG does not allow"
    case .tooLarge(let columns, let rows, let most):
      "the picture has \(columns) x \(rows) pixels; the limit is \(most): make it smaller"
    case .sideTooLong(let columns, let rows, let most):
      "the picture is \(columns) x \(rows); the limit for a side is \(most): make it smaller"
    case .noPixels: "the picture has no pixels"
    case .noPalette: "the palette is missing"
    case .outsidePalette(let index, let count):
      "a pixel has colour \(index), but the palette has \(count)"
    case .damagedPixels(let reason):
      "the packed pixels are damaged (\(reason)); save the picture again"
    case .wrongPixelCount(let expected, let found):
      "expected \(expected.counted("byte")) of pixel data, found \(found); save the picture again"
    case .badFilter(let number): "a row has filter \(number), but PNG has only 0 to 4"
    case .isJPEG:
      "this is a JPEG, but only PNG can be read: open it in any picture viewer and export it as PNG"
    case .notText: "this is neither a PNG nor plain text"
    case .unknownMark(let mark):
      "`\(mark)` is not allowed in a picture: use \(TextPicture.marksInWords)"
    case .tooManyLines(let most): "the picture has more than \(most) lines"
    case .lineTooLong(let most): "this line has more than \(most) columns"
    case .fileTooLarge(let bytes, let most):
      "the file has \(bytes) bytes; the limit is \(most): make the picture smaller"
    case .blank: "the picture is blank: there is no ink in it"
    }
  }
}
