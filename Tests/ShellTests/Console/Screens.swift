import ConvNet
import Shell

extension TestShell {
  var trainer: Trainer<Float> { session.trainer }
  var weights: [Tensor<Float>] { trainer.network.fileParameters.map(\.values) }
}

extension String {
  /// Whether it fits a screen of 80 columns and this many lines, in 7-bit ASCII.
  func fits(lines count: Int) -> Bool {
    let lines = split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    return lines.count <= count && lines.allSatisfy { $0.count <= 80 }
      && unicodeScalars.allSatisfy { $0 == "\n" || (32..<127).contains($0.value) }
  }
}
