import ConvNet
import Foundation
import Lab
import Shell
import TestSupport
import Testing

/// Random networks against PyTorch: outputs, gradients, twenty updates, and the way there and back.
///
/// Images of noise, so that no window of a pooling is tied; PyTorch may give equal patches outputs
/// that differ in the last bit.
@Suite(.enabled(if: Torch.isThere, Comment(rawValue: Torch.absence)))
struct RandomTorchTests {
  /// How many updates both sides do.
  private static let updates = 20
  /// The largest error, |a - b| / (|a| + |b|) by norm, that is allowed.
  private static let limit = 1e-4

  // MARK: Networks

  private static func diagram(_ run: inout RandomRun, classes: Int) -> String {
    func activation() -> String {
      run.pick(["relu", "leakyrelu", "leakyrelu slope=0.3", "tanh", "sigmoid"])
    }
    func layer() -> String {
      let (k, l, s) = (1 + run.below(5), 1 + run.below(5), 1 + run.below(3))
      let filters = 1 + run.below(6)
      switch run.below(12) {
      case 0, 1, 2:
        return "conv2d \(filters) \(k)x\(l) stride=\(s) padding=\(run.below(min(k, l))) "
          + "bias=\(run.below(2))"
      case 3: return "conv2d \(filters) \(2 * (k / 2) + 1)x\(2 * (k / 2) + 1) padding=same"
      case 4: return "conv3x3 \(filters)"
      case 5: return run.pick(["maxpool2", "maxpool \(1 + k) stride=\(s)"])
      case 6: return run.pick(["avgpool 2", "avgpool \(k) stride=\(s)", "avgpool all"])
      // A bias before batch normalisation has a gradient of 0, of which rounding leaves noise.
      case 7: return "conv2d \(filters) \(k)x\(l) padding=\(run.below(min(k, l))) bias=0, batchnorm"
      case 8: return "dropout keep=1"
      default: return activation()
      }
    }
    let layers = (0..<1 + run.below(5)).map { _ in layer() }
    var flat: [String] = []
    if run.oneIn(2) { flat = ["fc \(2 + run.below(12))", run.oneIn(4) ? "fc 5" : activation()] }
    if run.oneIn(8) { flat.append("flatten") }
    let heads =
      ["softmax \(classes)", "fc \(classes)", "softmax \(classes) init=he"]
      + (classes == 2 ? ["sigmoid", "sigmoid normal=3", "fc 1"] : [])
    return (layers + flat + [run.pick(heads)]).joined(separator: ", ")
  }

  private static func settings(_ run: inout RandomRun, for diagram: String) -> [String] {
    let isNormalised = diagram.contains("batchnorm")
    let rules = [
      ["set optimizer sgd", "set learning-rate 0.05"],
      ["set optimizer momentum", "set learning-rate 0.01"],
      ["set optimizer adam", "set learning-rate 0.002"],
    ]
    // Batch normalisation makes the gradient of some weights 0: what rounding leaves of it, Adam
    // would enlarge to whole steps.
    return run.pick(isNormalised ? rules.dropLast() : rules)
      + [
        "set shuffle off", "set batch \(isNormalised ? 4 + run.below(5) : 1 + run.below(8))",
        run.oneIn(6) ? "set loss mse" : "", run.oneIn(6) ? "set weight-decay 0.001" : "",
        run.oneIn(4) ? "sgd \(1 + run.below(4))" : "",
      ].filter { !$0.isEmpty }
  }

  /// Four files like MNIST's with images of noise; returns how many classes they have.
  private static func writeImages(to folder: TemporaryFolder, _ run: inout RandomRun) throws -> Int
  {
    let shape = [run.oneIn(3) ? 3 : 1, 5 + run.below(12), 5 + run.below(12)]
    let classes = run.oneIn(3) ? 2 : 3 + run.below(4)
    func header(_ extents: [Int]) -> [UInt8] {
      [0, 0, 8, UInt8(extents.count)]
        + extents.flatMap { extent in
          [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: extent >> $0) }
        }
    }
    for (part, count) in [("train", 40), ("t10k", 12)] {
      let pixels = (0..<count * shape.reduce(1, *)).map { _ in UInt8(run.below(256)) }
      let labels = (0..<count).map { UInt8($0 < classes ? $0 : run.below(classes)) }
      try folder.write(header([count] + shape) + pixels, to: "\(part)-images-idx4-ubyte")
      try folder.write(header([count]) + labels, to: "\(part)-labels-idx1-ubyte")
    }
    return classes
  }

  // MARK: PyTorch

  /// Runs `model.py` in each folder: saves the first step's gradients, the losses of the updates,
  /// the weights after them, and the logits before and after.
  private static let driver = """
    import importlib.util, sys, torch
    torch.set_num_threads(1)
    for folder in sys.argv[2:]:
        spec = importlib.util.spec_from_file_location("model", folder + "/model.py")
        m = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(m)
        net = m.Network()
        net.load_state_dict(m.load(folder + "/model.safetensors"))
        images = m.load(folder + "/backstep.safetensors")["examples.images"]
        def logits():
            net.eval()
            with torch.no_grad():
                return net(images).contiguous()
        found = {"before": logits()}
        inputs = []
        def enter(pixels, right=m.enter):
            inputs.append(right(pixels).requires_grad_())
            return inputs[-1]
        def make(model, right=m.make_optimizer):
            optimizer = right(model)
            step = optimizer.step
            def first(*rest):
                if "image" not in found:
                    found["image"] = inputs[0].grad.clone()
                    for name, weights in model.named_parameters():
                        found["grad." + name] = weights.grad.clone()
                return step(*rest)
            optimizer.step = first
            return optimizer
        m.enter, m.make_optimizer = enter, make
        found["losses"] = torch.tensor([loss for _, loss in m.train(net, int(sys.argv[1]))])
        found["after"] = logits()
        m.save(net.state_dict(), folder + "/trained.safetensors")
        m.save(found, folder + "/found.safetensors")
    """

  // MARK: Comparison

  /// The worst error of each kind, and in which network it was.
  private struct Worst {
    static let kinds = [
      "outputs", "gradient of the image", "gradients", "losses", "parameters", "outputs after",
      "imported",
    ]
    var errors = [Double](repeating: 0, count: kinds.count)
    var failures = 0

    mutating func add(_ own: [Double], of what: String) {
      for (kind, error) in own.enumerated() {
        errors[kind] = max(errors[kind], error.isNaN ? .infinity : error)
        guard !(error < RandomTorchTests.limit) else { continue }
        failures += 1
        Issue.record("\(Self.kinds[kind]): error \(error) in \(what)")
      }
    }

    var table: String {
      zip(Self.kinds, errors).map { "\($0) \(String(format: "%.1e", $1))" }.joined(separator: ", ")
    }
  }

  /// |a - b| / (|a| + |b|) by norm; numbers as small as rounding count as 0.
  private func error(_ a: [Float], _ b: [Float]) -> Double {
    func norm(_ values: [Double]) -> Double {
      values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    guard a.count == b.count else { return .infinity }
    let gap = norm(zip(a, b).map { Double($0) - Double($1) })
    return gap / max(norm(a.map { Double($0) }) + norm(b.map { Double($0) }), 1e-6)
  }

  private func outputs(of trainer: Trainer<Float>, for images: Tensor<Float>) -> [Float] {
    var context = trainer.context.evaluating
    let last = trainer.network.forward(images, in: &context)[trainer.network.count - 1]
    return (last.quantity("totals") ?? last.output).values
  }

  /// The errors of a network, in the order of `Worst.kinds`, once PyTorch has run it.
  private func errors(of shell: TestShell, in path: String) throws -> [Double] {
    func file(_ name: String) throws -> SafetensorsFile {
      try SafetensorsFile(Array(Data(contentsOf: URL(filePath: "\(path)/\(name)"))))
    }
    let (found, trained) = (try file("found.safetensors"), try file("trained.safetensors"))
    func theirs(_ name: String) throws -> [Float] {
      try found.tensor(named: name, as: Float.self).values
    }
    let images = try file("backstep.safetensors").tensor(named: "examples.images", as: Float.self)
    let before = outputs(of: shell.session.trainer, for: images)
    let first = shell.session.trainer.updates
    try shell.run("backward")
    let step = shell.session.trainer.step
    var (own, others): ([Float], [Float]) = ([], [])
    for (index, node) in shell.session.trainer.network.nodes.enumerated() {
      for (number, parameter) in node.layer.parameters.enumerated() {
        own += step.gradients(of: index)?.parameters[number].values ?? []
        others += try theirs("grad.\(node.name).\(parameter.fileName)")
      }
    }
    let image = step.gradients(of: 0)?.input.values ?? []
    try shell.run("update; sgd \(Self.updates - 1)")
    let trainer = shell.session.trainer
    let losses = (first..<first + Self.updates).map { trainer.journal[$0].loss }
    // A counter would outweigh all parameters.
    let parameters = trainer.network.fileParameters.filter { !$0.name.hasSuffix("tracked") }
    let after = outputs(of: trainer, for: images)
    var moved: [Float] = []
    for parameter in parameters {
      moved += try trained.tensor(named: parameter.name, as: Float.self).values
    }
    let result = [
      error(before, try theirs("before")), error(image, try theirs("image")), error(own, others),
      error(losses, try theirs("losses")), error(parameters.flatMap { $0.values.values }, moved),
      error(after, try theirs("after")),
    ]
    try shell.run("import \(path)/trained.safetensors")
    return result + [error(outputs(of: shell.session.trainer, for: images), try theirs("after"))]
  }

  @Test func `a network computes, learns and comes back as PyTorch does it`() throws {
    var run = RandomRun("networks in PyTorch", least: 16)
    var worst = Worst()
    var words: Set<String> = []
    let base = try TestShell().session
    while true {
      // Several at a time, because Python takes seconds to begin.
      var batch: [(shell: TestShell, data: TemporaryFolder, what: String)] = []
      while batch.count < 25, run.next() {
        var drawn: (shell: TestShell, data: TemporaryFolder, what: String)?
        while drawn == nil {
          let data = try TemporaryFolder()
          let classes = try Self.writeImages(to: data, &run)
          let shell = TestShell(from: base)
          try shell.run("load \(data.path)")
          let diagram = Self.diagram(&run, classes: classes)
          guard shell.error("net new \(diagram)") == nil else { continue }
          let lines = Self.settings(&run, for: diagram)
          for line in lines where shell.error(line) != nil {}
          drawn = (shell, data, "\(diagram); \(lines.joined(separator: "; "))")
          words.formUnion(diagram.split(whereSeparator: { " ,".contains($0) }).map(String.init))
        }
        if let drawn { batch.append(drawn) }
      }
      guard !batch.isEmpty else { break }
      let folder = try TemporaryFolder()
      let paths = batch.indices.map { folder["\($0)"] }
      for (entry, path) in zip(batch, paths) { try entry.shell.run("export torch \(path)") }
      try Torch.run(Self.driver, ["\(Self.updates)"] + paths)
      for (entry, path) in zip(batch, paths) {
        worst.add(try errors(of: entry.shell, in: path), of: entry.what)
      }
    }
    run.report("worst errors: " + worst.table, failures: worst.failures)
    #expect(run.tried < 300 || words.isSuperset(of: ["sigmoid", "padding=same", "avgpool"]))
  }
}
