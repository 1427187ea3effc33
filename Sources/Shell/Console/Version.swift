internal import ConvNet

/// The version of the program.
package enum Version {
  /// The name of a release is this with a `v` before it; Changes.md says what is new in it.
  package static let number = "0.2.0"

  package static let text = "backstep \(number)"

  /// With the kind of processor for which the kernels that run here were compiled.
  package static let long = "\(text) (kernels for \(Processor.instructionSet))"
}
