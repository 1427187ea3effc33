/// Why a file cannot be read or written. ``problem`` states the fact; ``description`` puts it into
/// words.
public struct FileError: Error, Hashable, Sendable {
  /// The file's path.
  public let path: String
  /// What is wrong.
  public let problem: Problem

  /// A kind of problem.
  public enum Problem: Error, Hashable, Sendable {
    /// The file cannot be opened or read.
    case unreadable(reason: String)
    /// The file cannot be written; what was there is unchanged.
    case unwritable(reason: String)
    /// The bytes are not a safetensors file.
    case format(FileFormatError)
    /// The file does not say which layers the network has and what images it takes.
    case noDiagram
    /// The file describes a network that cannot be built.
    case network(NetworkError)
    /// The tensors are not those of the network.
    case mismatch(ParameterMismatch)
    /// A number is not finite.
    case notFinite(NotFinite)
  }
}

extension FileError: CustomStringConvertible {
  /// The file and what is wrong, in a sentence.
  public var description: String { "\(path): \(problem)" }
}

extension FileError.Problem: CustomStringConvertible {
  /// What helps if the file names a layer that is not the library's own.
  private func remedy(for error: NetworkError) -> String {
    guard case .diagram(.unknownLayer, _) = error else { return "" }
    return " To read a layer of your own, give its kind to init(contentsOf:adding:)."
  }

  /// What is wrong, in a sentence.
  public var description: String {
    switch self {
    case .unreadable(let reason): "The file cannot be read: \(reason)."
    case .unwritable(let reason): "The file cannot be written, so nothing was changed: \(reason)."
    case .format(let error): error.description
    case .noDiagram:
      "The file does not say both which layers its network has and what images it takes. To use its "
        + "parameters, make the network first and call replacingParameters(contentsOf:)."
    case .network(let error): error.description + remedy(for: error)
    case .mismatch(let error): error.description
    case .notFinite(let error): error.description
    }
  }
}
