package import ConvNet

/// A network in training as files with which a program of its own can continue: `model.py`, which
/// reads the other files and needs nothing but PyTorch or NumPy; or `model.ipynb`, the same program
/// as a notebook.
///
/// - `model.safetensors` or `weights.npz` has the parameters and buffers, under PyTorch's names.
/// - `backstep.safetensors` or `backstep.npz` has a few images, the network's logits for them, and
///   the optimiser's memory: `velocity.conv.weight`. NumPy's also has the losses of the next
///   updates.
/// - The training and test images follow as files like MNIST's, unless they are in a folder
///   already.
///
/// If a step has begun, this is the state before it: the program takes its images first, unless
/// they were chosen out of order. Bugs that are on are not exported. The program trains in training
/// mode.
package struct NetworkExport<S: Scalar> {
  /// The language, or the library, of the program.
  package enum Language: String, CaseIterable, Sendable {
    case torch
    case numpy

    /// Its name in a sentence.
    package var name: String {
      switch self {
      case .torch: "PyTorch"
      case .numpy: "NumPy"
      }
    }
  }

  /// The network between two steps, without bugs.
  let trainer: Trainer<S>
  /// The network's name.
  private let name: String
  /// The folder in which files like MNIST's hold everything that the network learns from, if any.
  let dataFolder: String?

  /// How many losses are predicted.
  private static var predictions: Int { 20 }

  /// The files of a network in its present state.
  ///
  /// - Parameters:
  ///   - trainer: The network, its settings and its images.
  ///   - name: The network's name.
  ///   - dataFolder: A folder with files like MNIST's that hold exactly these images, if there is
  ///     one.
  package init(
    _ trainer: Trainer<S>, called name: String, dataFolder: String? = nil
  ) {
    var trainer = trainer.withoutStep()
    trainer.setHooks([])
    trainer.context.mode = .training
    self.trainer = trainer
    self.name = name
    self.dataFolder = dataFolder
  }

  /// Names and contents of the files; the program comes first.
  package func files(
    for language: Language, asNotebook: Bool = false
  ) -> [(name: String, bytes: [UInt8])] {
    let program: ExportedProgram
    var files: [(name: String, bytes: [UInt8])]
    switch language {
    case .torch:
      program = TorchProgram(self).program
      files = [
        (
          "model.safetensors",
          trainer.network.safetensors(metadata: ["updates": String(trainer.updates)])
        ),
        (
          "backstep.safetensors", SafetensorsFile.encode(examples.merging(memory) { own, _ in own })
        ),
      ]
    case .numpy:
      program = NumPyProgram(self).program
      let given = examples.merging(memory) { own, _ in own }
        .merging(["losses": losses(ofNext: Self.predictions)]) { own, _ in own }
      files = [
        ("weights.npz", NPZFile.encode(parameters)), ("backstep.npz", NPZFile.encode(given)),
      ]
    }
    files.insert(
      asNotebook
        ? ("model.ipynb", Array(program.notebook.utf8)) : ("model.py", Array(program.script.utf8)),
      at: 0)
    guard dataFolder == nil else { return files }
    for (part, set) in [("train", trainer.data.training), ("t10k", trainer.data.test)] {
      files.append(("\(part)-images-idx4-ubyte", set.idxImages))
      files.append(("\(part)-labels-idx1-ubyte", set.idxLabels))
    }
    return files
  }

  /// What the program is.
  func title(in language: Language) -> String {
    let diagram = trainer.network.diagram?.description ?? ""
    return ProgramText.inComment("\(name) of Backstep in \(language.name): \(diagram)")
  }

  private var parameters: [String: Tensor<S>] {
    Dictionary(
      uniqueKeysWithValues: trainer.network.fileParameters.map { ($0.name, $0.values) })
  }

  /// The losses of the next updates, as the network would learn here. After an interruption the rest
  /// is NaN.
  private func losses(ofNext count: Int) -> Tensor<S> {
    var ahead = trainer
    let losses = (0..<count).map { _ in
      guard !Interruption.isRequested else { return S.nan }
      repeat { ahead.advance() } while !ahead.isBetweenSteps
      return ahead.step.loss?.mean ?? .nan
    }
    return Tensor(Shape(count), losses)
  }

  /// The first few test images as they enter the network, and the network's logits for them.
  private var examples: [String: Tensor<S>] {
    let set = trainer.data.test
    let count = min(8, set.count)
    let images = Tensor(
      set.imageShape.batched(count), (0..<count).flatMap { set.image($0, as: S.self).values })
    var context = trainer.context.evaluating
    let answer = trainer.network.forward(images, in: &context)[trainer.network.count - 1]
    return [
      "examples.images": images, "examples.logits": answer.quantity("totals") ?? answer.output,
    ]
  }

  /// The optimiser's memory, under its name and the parameter's.
  private var memory: [String: Tensor<S>] {
    var found: [String: Tensor<S>] = [:]
    let names = trainer.network.nodes.flatMap { node in
      node.layer.parameters.map { "\(node.name).\($0.fileName)" }
    }
    for memory in trainer.optimiser.settings.rule.memories {
      for (number, name) in names.enumerated() {
        found["\(memory).\(name)"] = trainer.optimiser.remembered(memory, parameter: number)
      }
    }
    return found
  }
}

extension LabelledImages {
  /// The pixels, or the numbers that the user has written, as a file like MNIST's, with an axis for
  /// the channels.
  fileprivate var idxImages: [UInt8] {
    let extents = [count] + pixelShape.extents
    return isWritten
      ? Self.idxHeader(0x0d, extents) + numbers.flatMap { Self.bigEndian($0.bitPattern) }
      : Self.idxHeader(0x08, extents) + pixels
  }

  /// The classes as a file like MNIST's.
  fileprivate var idxLabels: [UInt8] { Self.idxHeader(0x08, [count]) + labels }

  /// Two zeros, the type (8 for bytes, 13 for floats), the number of axes, then each extent.
  private static func idxHeader(_ type: UInt8, _ extents: [Int]) -> [UInt8] {
    [0, 0, type, UInt8(extents.count)]
      + extents.flatMap { bigEndian(UInt32(truncatingIfNeeded: $0)) }
  }

  /// The most significant byte first.
  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}
