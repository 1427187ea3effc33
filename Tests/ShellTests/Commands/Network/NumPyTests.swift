import ConvNet
import Datasets
import Foundation
import Lab
import Shell
import TestSupport
import Testing

/// `export numpy` writes the same network with every gradient written out, and it learns there as it
/// does here.
@Suite(.enabled(if: NumPy.isThere, Comment(rawValue: NumPy.absence)))
struct NumPyTests {
  private static let updates = 24

  /// Runs `model.py` in each folder: saves the logits of the examples, the gradients of the first
  /// update, the losses, and the parameters after the updates.
  private static let driver = """
    import importlib.util, sys
    import numpy as np
    for folder in sys.argv[2:]:
        spec = importlib.util.spec_from_file_location("model", folder + "/model.py")
        m = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(m)
        p, given = m.load("weights.npz"), m.load("backstep.npz")
        found = {"logits": list(m.forward(p, given["examples.images"]).values())[-1]}
        def backward(p, a, d_logits, right=m.backward):
            d, g = right(p, a, d_logits)
            if "image" not in found:
                found["image"] = d["image"]
                found.update({"grad." + name: values for name, values in g.items()})
            return d, g
        m.backward = backward
        found["losses"] = np.array([loss for _, loss in m.train(p, int(sys.argv[1]))])
        np.savez(folder + "/trained.npz", **p)
        found["after"] = list(m.forward(p, given["examples.images"]).values())[-1]
        np.savez(folder + "/found.npz", **found)
    """

  private func error(_ a: [Double], _ b: [Float]) -> Double { error(a, b.map { Double($0) }) }

  /// |a - b| / |b| by norm.
  private func error(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count else { return .infinity }
    func norm(_ values: [Double]) -> Double {
      values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    return norm(zip(a, b).map { $0 - $1 }) / max(norm(b), 1e-30)
  }

  private func arrays(_ path: String) throws -> [String: Tensor<Double>] {
    try ArrayArchive.tensors(name: path, Array(Data(contentsOf: URL(filePath: path))))
  }

  /// Exports each network, trains it there and here, and compares.
  private func check(_ setups: [ExportSetup]) throws {
    let folder = try TemporaryFolder()
    let shells = try setups.enumerated().map { number, setup in
      let shell = try TestShell()
      for line in setup.lines { try shell.run(line) }
      try shell.run("export numpy \(folder["\(number)"])")
      return shell
    }
    try folder.write(Self.driver, to: "driver.py")
    let paths = setups.indices.map { folder["\($0)"] }
    let result = try NumPy.run(folder["driver.py"], ["\(Self.updates)"] + paths)
    try #require(result.status == 0, "\(result.errors)")
    for ((setup, shell), path) in zip(zip(setups, shells), paths) {
      try compare(shell, with: path, setup.testDescription)
    }
  }

  /// Compares what NumPy found with the numbers here, and with those of the same network in Double,
  /// which have none of its rounding.
  private func compare(_ shell: TestShell, with path: String, _ what: String) throws {
    let (found, given) = (try arrays(path + "/found.npz"), try arrays(path + "/backstep.npz"))
    func theirs(_ name: String) throws -> [Double] { try #require(found[name]).values }
    // Batch normalisation takes off most of a gradient: what rounding leaves of it counts more.
    let isNormalised = shell.session.diagram.contains("batchnorm")
    let images: Tensor<Float> = try #require(given["examples.images"]).converted()
    let first = shell.session.trainer.updates
    let before = logits(of: shell, for: images)
    // In some sessions it is done already.
    _ = shell.error("backward")
    let trainer = shell.session.trainer
    let exact = try exactGradients(trainer)
    var gradients: (theirs: [Double], own: [Float], exact: [Double]) = ([], [], [])
    for (index, node) in trainer.network.nodes.enumerated() {
      for (number, parameter) in node.layer.parameters.enumerated() {
        gradients.theirs += try theirs("grad.\(node.name).\(parameter.fileName)")
        gradients.own += trainer.step.gradients(of: index)?.parameters[number].values ?? []
        gradients.exact += exact[index].parameters[number].values
      }
    }
    let image = trainer.step.gradients(of: 0)?.input.values ?? []
    try shell.run("update; sgd \(Self.updates - 1)")
    let journal = shell.session.trainer.journal
    let losses = (first..<first + Self.updates).map { journal[$0].loss }
    let errors = [
      ("logits", error(try theirs("logits"), before), isNormalised ? 3e-6 : 1e-6),
      ("gradients", error(gradients.theirs, gradients.own), isNormalised ? 2e-5 : 1e-6),
      ("exact gradients", error(gradients.theirs, gradients.exact), 1e-11),
      ("image", error(try theirs("image"), image), isNormalised ? 3e-6 : 1e-6),
      ("exact image", error(try theirs("image"), exact[0].input.values), 1e-11),
      ("losses", error(try theirs("losses"), losses), isNormalised ? 1e-4 : 1e-5),
    ]
    for (name, error, limit) in errors { #expect(error < limit, "\(what): \(name) \(error)") }
    let predicted = try #require(given["losses"]).values.map { Float($0) }
    #expect(predicted == Array(losses.prefix(20)), "\(what)")
    try shell.run("import \(path)/trained.npz")
    let after = error(try theirs("after"), logits(of: shell, for: images))
    #expect(after < (isNormalised ? 3e-6 : 1e-6), "\(what): \(after) after the way back")
  }

  private func logits(of shell: TestShell, for images: Tensor<Float>) -> [Float] {
    let trainer = shell.session.trainer
    var context = trainer.context.evaluating
    let last = trainer.network.forward(images, in: &context)[trainer.network.count - 1]
    return (last.quantity("totals") ?? last.output).values
  }

  /// The gradients of the step, computed in Double.
  private func exactGradients(_ trainer: Trainer<Float>) throws -> [LayerGradients<Double>] {
    let batch = try #require(trainer.step.batch)
    let pixels = batch.origins.flatMap { origin in
      let (set, index) = trainer.data.locate(origin)
      return set.image(index, as: Double.self).values
    }
    var context = try #require(trainer.step.passes.first).context
    let passes = trainer.network.converted(to: Double.self)
      .forward(Tensor(batch.images.shape, pixels), in: &context)
    let loss = trainer.loss.gradient(passes[passes.count - 1], targets: batch.targets)
    return Network.backward(passes, from: loss)
  }

  @Test func `every preset gives the same numbers and learns the same`() throws {
    try check(ExportSetup.presets)
  }

  @Test func `so does every setting`() throws { try check(ExportSetup.settings) }

  @Test func `so does every kind of layer`() throws { try check(ExportSetup.samples) }

  @Test func `so does any network`() throws { try check(ExportSetup.drawn) }

  @Test func `colour images enter as they do here`() throws {
    let folder = try TemporaryFolder()
    try check([ExportSetup.colours(in: folder)])
  }

  @Test func `the program says what it compares, trains and saves`() throws {
    let folder = try TemporaryFolder()
    let shell = try TestShell("load toy", "sgd 3", "export numpy \(folder["a"])")
    let result = try NumPy.run(folder["a/model.py"], ["--train", "30"])
    try #require(result.status == 0, "\(result.errors)")
    try shell.run("sgd")
    let loss = String(format: "%.6f", shell.session.trainer.journal[3].loss)
    #expect(result.output.contains("update 4: loss \(loss), in Backstep \(loss)\n"))
    #expect(result.output.contains("update 33: loss"))
    #expect(result.output.contains("saved: trained.npz\ntest: loss "))
    let before = shell.parameters
    try shell.run("import \(folder["a/trained.npz"])")
    #expect(shell.parameters != before)
  }

  @Test func `images in a folder of one's own stay there`() throws {
    let folder = try TemporaryFolder()
    try TestShell().run("load toy; export numpy \(folder["a"])")
    try TestShell().run("load \(folder["a"]); export numpy \(folder["b"])")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder["b"]).sorted() == [
        "backstep.npz", "model.py", "weights.npz",
      ])
    #expect(try NumPy.run(folder["b/model.py"], ["--test"]).output.contains("test: loss"))
  }

  // MARK: Notebooks

  /// Checks a notebook against the format, and writes its code as a script.
  private static let reader = """
    import json, re, sys
    book = json.load(open(sys.argv[1]))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert set(book) == {"cells", "metadata", "nbformat", "nbformat_minor"}
    ids = [cell["id"] for cell in book["cells"]]
    assert len(set(ids)) == len(ids) and all(re.fullmatch("[a-zA-Z0-9_-]{1,64}", id) for id in ids)
    script = []
    for cell in book["cells"]:
        common = {"cell_type", "id", "metadata", "source"}
        assert all(line.endswith("\\n") for line in cell["source"][:-1])
        assert not cell["source"][-1].endswith("\\n")
        if cell["cell_type"] == "markdown":
            assert set(cell) == common and cell["source"][0].startswith("#")
        else:
            assert cell["cell_type"] == "code"
            assert set(cell) == common | {"execution_count", "outputs"}
            assert cell["execution_count"] is None and cell["outputs"] == []
            script.append("".join(cell["source"]))
    open(sys.argv[2], "w").write("\\n\\n\\n".join(script) + "\\n")
    """

  @Test(arguments: ["torch", "numpy"])
  func `a notebook has the program's code, and runs`(_ format: String) throws {
    let folder = try TemporaryFolder()
    let shell = try TestShell("load toy", "sgd 3", "export \(format) \(folder["a"])")
    let printed = try shell.run("export \(format) \(folder["b"]) --notebook")
    #expect(printed.contains("model.ipynb") && !printed.contains("model.py"))
    #expect(!FileManager.default.fileExists(atPath: folder["b/model.py"]))
    try folder.write(Self.reader, to: "reader.py")
    let result = try NumPy.run(
      folder["reader.py"], [folder["b/model.ipynb"], folder["b/cells.py"]])
    #expect(result.errors == "")
    let (cells, program) = (try folder.read("b/cells.py"), try folder.read("a/model.py"))
    let parts = program.split(separator: "\n\n\n").map { part in
      part.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("# %%") }
        .joined(separator: "\n").trimmingPrefix("\n")
    }
    // Between the docstring with the imports, and the call.
    for part in parts.dropFirst().dropLast() { #expect(cells.contains(part), "\(part)") }
    #expect(cells.hasSuffix("main([])\n\n\nmain([\"--train\", \"100\"])\n"))
    guard format == "numpy" || Torch.isThere else { return }
    try folder.write(
      "import os, runpy\nos.chdir('\(folder["b"])')\nrunpy.run_path('cells.py', run_name='cells')\n",
      to: "run.py")
    let output = try NumPy.run(folder["run.py"]).output
    #expect(output.contains("the largest difference is") && output.contains("update 103: loss"))
    #expect(output.contains("test: loss"))
  }
}
