import Foundation
import TestSupport
import Testing

/// ConvNet as others use it: the package of its documentation, in a folder of its own.
@Suite struct LibraryTests {
  /// The fenced blocks that follow a marker in the article, one after the other.
  private func blocks(after mark: String) throws -> String {
    let article = String(
      decoding: try Data(
        contentsOf: Checkout.url("Sources/ConvNet/ConvNet.docc/In-Swift.md")), as: UTF8.self)
    return article.components(separatedBy: "<!-- \(mark) -->").dropFirst().map { rest in
      let fence = rest.components(separatedBy: "```").dropFirst().first ?? ""
      return fence.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
        .joined(separator: "\n")
    }.joined()
  }

  private let folder: TemporaryFolder

  /// Writes the article's package into a folder of its own.
  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder["mine/Sources/mine"], withIntermediateDirectories: true)
    try folder.write(try blocks(after: "library package"), to: "mine/Package.swift")
    for (mark, file) in [("program", "main"), ("layer", "Cube")] {
      try folder.write(try blocks(after: "library \(mark)"), to: "mine/Sources/mine/\(file).swift")
    }
  }

  /// Compiles a program outside the package against the library that is tested here, which saves
  /// compiling it again; that library is optimised, as it is for others.
  private func compile(_ sources: [String]) throws {
    let built = URL(filePath: try #require(Executable.path)).deletingLastPathComponent().path
    let objects = try String(
      contentsOfFile: "\(built)/backstep.product/Objects.LinkFileList", encoding: .utf8)
    let library = objects.split(separator: "\n").map {
      $0.trimmingCharacters(in: CharacterSet(charactersIn: "'\""))
    }.filter { $0.contains("/ConvNet.build/") || $0.contains("/CKernels.build/") }
    let compiled = try run(
      [
        "swiftc", "-I", "\(built)/Modules", "-Xcc",
        "-fmodule-map-file=\(built)/CKernels.build/module.modulemap", "-lm", "-o", "program",
      ] + sources + library, in: "mine")
    try #require(compiled.status == 0, "\(compiled.output)")
  }

  @Test func `the program needs public declarations only, and prints what the article shows`()
    throws
  {
    try compile(["Sources/mine/main.swift", "Sources/mine/Cube.swift"])
    let result = try run([folder["mine/program"]], in: "mine")
    #expect(result.status == 0)
    #expect(result.output == (try blocks(after: "library output")))
  }

  @Test func `a mistake of the program ends it with a sentence`() throws {
    let mistakes = [
      (#"images(pixels: 35)"#, "Every label needs one image's pixels."),
      (#"images(label: 2)"#, "Every label must name a class."),
      (#"images().image(1, as: Float.self)"#, "There is no image 1: "),
      (
        #"LabelledImages(name: "", imageShape: Shape(1, 1, 1), numbers: [.nan], labels: [], "#
          + "classNames: [])", "An image consists of finite numbers."
      ),
      (#"network.output(for: Tensor(Shape(1, 6, 6)))"#, "takes batches of 1x6x6, not 1x6x6."),
      (#"timeline.perform(.choose(.training(1)))"#, "There is no image 1: "),
      (#"timeline.perform(.learningRate(.nan))"#, "The learning rate must be"),
      (#"timeline.perform(.write(Place(quantity: "loss"), [1]))"#, "`loss` is computed"),
      (#"timeline.travel(to: 1)"#, "There is nothing at time 1."),
      (#"train(Wrong(output: Shape(1, 35)))"#, "wrong says that it gives 36"),
      (#"train(Wrong(input: Shape(1, 35)))"#, "wrong gives a gradient of 1x35"),
      (#"train(Wrong(gradient: Shape(2)))"#, "each of its parameters a gradient"),
    ]
    try folder.write(
      """
      import ConvNet
      func images(pixels: Int = 36, label: UInt8 = 0) -> LabelledImages {
        LabelledImages(
          name: "dots", imageShape: Shape(1, 6, 6), pixels: [UInt8](repeating: 0, count: pixels),
          labels: [label], classNames: ["a", "b"])
      }
      var random = RandomSource(seed: 1)
      let network = try Network<Float>(
        input: Shape(1, 6, 6), diagram: Diagram(parsing: "softmax 2"), random: &random)
      let data = DataSplit(training: images(), test: images())
      var timeline = Timeline(try Trainer(network: network, data: data, learningRate: 0.1))

      /// A layer that does not keep what it promises.
      struct Wrong<S: Scalar>: PlainLayer {
        static var kind: String { "wrong" }
        var output = Shape(1, 36)
        var input = Shape(1, 1, 6, 6)
        var gradient = Shape(3)
        var parameters: [Parameter<S>] {
          [Parameter(name: "weights", fileName: "weight", values: Tensor(Shape(3)))]
        }
        func withParameters(_ body: (Int, inout Tensor<S>) -> Void) {
          var values = Tensor<S>(Shape(3))
          body(0, &values)
        }
        func outputShape(for sample: Shape) -> Shape { Shape(36) }
        func forward(_ input: Tensor<S>, in context: inout PassContext) -> (Tensor<S>, Void) {
          (Tensor(output), ())
        }
        func backward(_ upstream: Upstream<S>, through pass: Pass<Self>) -> LayerGradients<S> {
          LayerGradients(input: Tensor(input), parameters: [Tensor(gradient)])
        }
        func converted<T: Scalar>(to type: T.Type) -> any Layer<T> { Wrong<T>() }
      }
      func train(_ layer: Wrong<Float>) throws {
        let layers: [any Layer<Float>] = [
          layer, Softmax(Dense(inputs: 36, outputs: 2, random: &random)),
        ]
        let network = try Network(input: Shape(1, 6, 6), layers: layers)
        var timeline = Timeline(try Trainer(network: network, data: data, learningRate: 0.1))
        timeline.advance(updates: 1)
      }
      switch CommandLine.arguments[1] {
      \(mistakes.enumerated().map { "case \"\($0)\": _ = try \($1.0)" }.joined(separator: "\n"))
      default: break
      }
      """, to: "mine/mistakes.swift")
    try compile(["mistakes.swift"])
    for (number, mistake) in mistakes.enumerated() {
      let result = try run([folder["mine/program"], String(number)], in: "mine")
      #expect(result.status != 0 && result.output.contains(mistake.1), "\(result.output)")
    }
  }

  @Test func `the article's package finds the library`() throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder["backstep"], withDestinationPath: Checkout.root.path)
    let found = try run(["swift", "package", "show-executables"], in: "mine")
    #expect(found.status == 0 && found.output.contains("mine\n"), "\(found.output)")
  }

  /// SwiftPM refuses a dependency from a repository if its targets have flags of their own. The
  /// manifest is copied, because its folder would be found through a link, and that of the checkout
  /// is locked while the tests run.
  @Test(arguments: [("checkouts", false), ("projects", true)])
  func `only a checkout has no flags of its own`(_ name: String, _ hasFlags: Bool) throws {
    let place = "\(name)/backstep"
    try FileManager.default.createDirectory(
      atPath: folder[place], withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: Checkout.url("Package.swift").path, toPath: folder[place] + "/Package.swift")
    let manifest = try run(["swift", "package", "dump-package"], in: place)
    try #require(manifest.output.contains("CKernels"), "\(manifest.output)")
    #expect(manifest.output.contains("unsafeFlags") == hasFlags)
  }

  private func run(
    _ command: [String], in place: String
  ) throws -> (status: Int32, output: String) {
    // The fuzzers are no part of the package that others see.
    let result = try Program.run(
      "/usr/bin/env", ["-u", "BACKSTEP_FUZZERS"] + command, in: folder[place])
    return (result.status, result.output + (result.status == 0 ? "" : result.errors))
  }
}
