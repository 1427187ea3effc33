import ConvNet
import TestSupport
import Testing

/// Each generic suite tests every layer that a diagram can name, with each of its options.
struct CoverageTests {
  struct Suite: Sendable, CustomTestStringConvertible {
    let name: String
    let diagrams: [String]
    var testDescription: String { name }
  }

  static let suites = [
    Suite(name: "SampleNetwork", diagrams: SampleNetwork.all.map { $0.diagram() }),
    Suite(name: "GradientTests", diagrams: GradientTests.cases.map(\.diagram)),
    Suite(name: "GradientCheckTests", diagrams: GradientCheckTests.diagrams),
    Suite(name: "ExplanationTests", diagrams: ExplanationTests.cases.map(\.diagram)),
    Suite(name: "TraceTests", diagrams: TraceTests.cases.map(\.diagram)),
    Suite(name: "PlaceShapeTests", diagrams: PlaceShapeTests.diagrams),
    Suite(name: "LayerTests", diagrams: LayerTests.samples.map { $0.diagram() }),
    Suite(
      name: "TrainingPathTests", diagrams: TrainingPathTests.samples.map { $0.diagram() }),
  ]

  @Test(arguments: suites)
  func `every word and every option of a diagram occurs in each generic suite`(_ suite: Suite) {
    let missing = SampleNetwork.missing(
      in: suite.diagrams, of: Diagram.vocabulary.map { ($0.word, $0.options) })
    #expect(
      missing.isEmpty,
      """
      \(suite.name) tries no \(missing.joined(separator: ", no ")). \
      Add it to one of the networks in Tests/Support/SampleNetwork.swift.
      """)
  }
}
