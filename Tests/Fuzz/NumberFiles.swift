import ConvNet
import Shell

/// Files with numbers.
enum NumberFiles {
  /// The bytes are a NumPy array.
  static func npy(_ bytes: [UInt8]) {
    guard let tensor: Tensor<Float> = try? NPYFile.decode(bytes, as: Float.self) else { return }
    guard let again = try? NPYFile.decode(NPYFile.encode(tensor), as: Float.self),
      again.shape == tensor.shape
    else { fatalError("\(tensor.shape) does not come back") }
    precondition(
      zip(again.values, tensor.values).allSatisfy { $0.bitPattern == $1.bitPattern || $0.isNaN },
      "the numbers do not come back")
  }

  /// The bytes are a safetensors file, which is loaded into a small network if it fits.
  static func safetensors(_ bytes: [UInt8]) {
    guard let file = try? SafetensorsFile(bytes) else { return }
    for name in file.names { _ = try? file.tensor(named: name, as: Float.self) }
    _ = try? Lines.session.trainer.network.replacingParameters(from: file)
  }
}
