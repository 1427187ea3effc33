/// A number in a file that no network can compute with: NaN, infinite, or too large for the type
/// that it is converted to.
public struct NotFinite: Error, Hashable {
  /// The tensor's name, if it has one.
  public let name: String?
  /// The number's indices in the tensor.
  public let indices: [Int]
  /// Its value after conversion.
  public let value: Double
}

extension NotFinite: CustomStringConvertible {
  /// A sentence that says which number it is, and that it must be finite.
  public var description: String {
    let place = (name ?? "") + "[" + indices.map(String.init).joined(separator: ",") + "]"
    return "\(place) is \(value.text) as a float32, but a network needs finite numbers."
  }
}

extension Tensor {
  /// Checks that all numbers are finite, as a network needs them.
  ///
  /// - Throws: ``NotFinite`` with the first number that is not.
  public func checkFinite(named name: String? = nil) throws(NotFinite) {
    guard let offset = S.firstNotFinite(values) else { return }
    throw NotFinite(name: name, indices: shape.indices(at: offset), value: Double(values[offset]))
  }
}

extension Network {
  /// Checks that all parameters and buffers are finite.
  ///
  /// - Throws: ``NotFinite`` with the first number that is not.
  public func checkFinite() throws(NotFinite) {
    for (name, values) in fileParameters { try values.checkFinite(named: name) }
  }
}
