/// What is wrong with the content of a tensor file. The cases state facts; ``description`` puts
/// them into words.
public struct FileFormatError: Error, Hashable, Sendable {
  /// The format that was expected.
  public let format: Format
  /// The byte at which the problem shows, if it has a single place.
  public let offset: Int?
  /// What is wrong.
  public let problem: Problem

  init(_ format: Format, at offset: Int? = nil, _ problem: Problem) {
    self.format = format
    self.offset = offset
    self.problem = problem
  }

  /// A file format that tensors are read from.
  public enum Format: String, Hashable, Sendable {
    /// Named tensors in one file, as PyTorch's tools exchange them.
    case safetensors
    /// One NumPy array.
    case npy
  }

  /// A kind of defect.
  public enum Problem: Hashable, Sendable {
    /// The format asks for something, and the file has something else.
    case unexpected(expected: String, found: String)
    /// The file has fewer bytes than it must have.
    case cutOff(expected: Int, found: Int)
    /// The file has more bytes than it may have.
    case tooLong(expected: Int, found: Int)
    /// The header is longer than the longest that is read.
    case headerTooLong(length: UInt64, most: Int)
    /// A name occurs a second time.
    case duplicate(name: String)
    /// A shape's extents have a product too large to count.
    case tooLarge(tensor: String?, shape: [Int])
    /// A shape has an extent of 0.
    case noElements(tensor: String?, shape: [Int])
    /// A tensor's byte range does not have the size that its shape and type require.
    case wrongByteCount(tensor: String, expected: Int, found: Int)
    /// A tensor's byte range does not begin where the one before it ends.
    case notAdjacent(tensor: String, expected: Int, found: Int)
    /// A type of number that the format does not know.
    case unknownType(tensor: String, type: String)
    /// A known type of number that cannot be read as a tensor.
    case unreadType(tensor: String?, type: String)
    /// An array in column-major order: its first index moves fastest.
    case columnMajor
    /// A version of the format that is not supported.
    case unknownVersion(String)
    /// No tensor has the requested name.
    case noSuchTensor(name: String, names: [String])
  }
}

extension FileFormatError: CustomStringConvertible {
  /// Where, what was expected, what was found, and what to do, in a sentence.
  public var description: String {
    if case .headerTooLong = problem { return "This is \(words)." }
    let place = offset.map { " at byte \($0.grouped)" } ?? ""
    return "The \(format.rawValue) file cannot be read\(place): \(words)."
  }

  /// The same, without the final punctuation.
  package var statement: String {
    let place = offset.map { "at byte \($0.grouped): " } ?? ""
    return "\(format.rawValue): \(place)\(words)"
  }

  private var words: String {
    switch problem {
    case .unexpected(let expected, let found): "expected \(expected), found \(found)"
    case .cutOff(let expected, let found):
      "expected \(expected.counted("byte")) in all, found only \(found.grouped); "
        + "copy or save the file again"
    case .tooLong(let expected, let found):
      "expected \(expected.counted("byte")) in all, found \(found.grouped); "
        + "copy or save the file again"
    case .headerTooLong(let length, let most):
      "not a safetensors file: its header would have \(Int(clamping: length).grouped) bytes, more than "
        + "\(most.grouped); PyTorch writes one with safetensors.torch.save_file"
    case .duplicate(let name): "expected each name once, found \"\(name)\" twice"
    case .tooLarge(let tensor, let shape):
      "expected a shape of fewer than 2^63 numbers, found \(Self.list(shape))\(Self.of(tensor))"
    case .noElements(let tensor, let shape):
      "expected extents of at least 1, found \(Self.list(shape))\(Self.of(tensor))"
    case .wrongByteCount(let tensor, let expected, let found):
      "expected \(expected.counted("byte")) for the shape and type of \"\(tensor)\", found "
        + found.grouped
    case .notAdjacent(let tensor, let expected, let found):
      "expected the data of \"\(tensor)\" to begin at \(expected.grouped), where the data before it "
        + "ends, found \(found.grouped)"
    case .unknownType(let tensor, let type):
      "expected a safetensors dtype for \"\(tensor)\", found \"\(type)\""
    case .unreadType(let tensor, let type): unread(tensor, type)
    case .columnMajor:
      "expected C order, found fortran_order: True; save np.ascontiguousarray(array) instead"
    case .unknownVersion(let version): "expected version 1.0, 2.0 or 3.0, found \(version)"
    case .noSuchTensor(let name, let names):
      "there is no tensor \"\(name)\"; "
        + (names.isEmpty
          ? "the file has no tensors" : "the file has \(names.joined(separator: ", "))")
    }
  }

  private func unread(_ tensor: String?, _ type: String) -> String {
    switch format {
    case .safetensors:
      "expected F32, F64, F16, BF16 or I64, found \(type)\(Self.of(tensor)); "
        + "convert it with tensor.float()"
    case .npy:
      "expected a little-endian type of number such as '<f4' or '|u1', found \(type); "
        + "convert it with array.astype('<f4')"
    }
  }

  private static func list(_ shape: [Int]) -> String { shape.description }

  private static func of(_ tensor: String?) -> String { tensor.map { " for \"\($0)\"" } ?? "" }
}
