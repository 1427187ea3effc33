package import ConvNet

/// A network in training as files with which PyTorch can continue: `model.py`, a program that reads
/// the other files and needs nothing but PyTorch.
///
/// - `model.safetensors` has the parameters and buffers, under PyTorch's names.
/// - `backstep.safetensors` has a few images, the network's logits for them, and the optimiser's
///   memory: `velocity.conv.weight`.
/// - The training and test images follow as files like MNIST's, unless they are in a folder
///   already.
///
/// If a step has begun, this is the state before it: the program takes its images first, unless
/// they were chosen out of order. Bugs that are on are not exported.
package struct TorchExport<S: Scalar> {
  let trainer: Trainer<S>
  /// The network's name.
  let name: String
  /// The diagram it was built from.
  let diagram: String
  /// The folder in which files like MNIST's hold everything that the network learns from, if any.
  let dataFolder: String?

  /// The files of a network in its present state.
  ///
  /// - Parameters:
  ///   - trainer: The network, its settings and its images.
  ///   - name: The network's name.
  ///   - diagram: The diagram it was built from.
  ///   - dataFolder: A folder with files like MNIST's that hold exactly these images, if there is
  ///     one.
  package init(
    _ trainer: Trainer<S>, called name: String, diagram: String, dataFolder: String? = nil
  ) {
    self.trainer = trainer
    self.name = name
    self.diagram = diagram
    self.dataFolder = dataFolder
  }

  /// Names and contents of the files.
  package var files: [(name: String, bytes: [UInt8])] {
    let parameters = trainer.network.fileParameters
    var files = [
      ("model.py", Array(program.utf8)),
      (
        "model.safetensors",
        SafetensorsFile.encode(
          Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.values) }),
          metadata: ["network": diagram, "updates": String(trainer.updates)])
      ),
      ("backstep.safetensors", SafetensorsFile.encode(examples.merging(memory) { own, _ in own })),
    ]
    guard dataFolder == nil else { return files }
    for (part, set) in [("train", trainer.data.training), ("t10k", trainer.data.test)] {
      files.append(("\(part)-images-idx4-ubyte", set.idxImages))
      files.append(("\(part)-labels-idx1-ubyte", set.idxLabels))
    }
    return files
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
  /// The pixels as a file like MNIST's, with an axis for the channels.
  fileprivate var idxImages: [UInt8] {
    Self.idxHeader([count] + pixelShape.extents) + pixels
  }

  /// The classes as a file like MNIST's.
  fileprivate var idxLabels: [UInt8] { Self.idxHeader([count]) + labels }

  /// Two zeros, the type of bytes, the number of axes, then each extent, most significant byte
  /// first.
  private static func idxHeader(_ extents: [Int]) -> [UInt8] {
    [0, 0, 8, UInt8(extents.count)]
      + extents.flatMap { extent in
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: extent >> $0) }
      }
  }
}
