import ConvNet
import Foundation
import Lab
import Shell
import TestSupport
import Testing

/// `export torch` writes the same network for PyTorch, and it learns there as it does here.
@Suite(.enabled(if: Torch.isThere, Comment(rawValue: Torch.absence)))
struct TorchTests {
  /// Runs `model.py` in each folder: prints the difference of the logits and the losses of some
  /// updates, and saves the weights and the logits after them.
  private static let driver = """
    import importlib.util, sys, torch
    torch.set_num_threads(1)
    for folder in sys.argv[1:]:
        spec = importlib.util.spec_from_file_location("model", folder + "/model.py")
        m = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(m)
        net = m.Network()
        net.load_state_dict(m.load(folder + "/model.safetensors"))
        given = m.load(folder + "/backstep.safetensors")
        net.eval()
        with torch.no_grad():
            theirs = net(given["examples.images"])
        gap = ((theirs - given["examples.logits"]).abs().max() / theirs.abs().max().clamp(1))
        losses = [loss for _, loss in m.train(net, 8)]
        m.save(net.state_dict(), folder + "/trained.safetensors")
        net.eval()
        with torch.no_grad():
            m.save({"logits": net(given["examples.images"])}, folder + "/after.safetensors")
        print(gap.item(), *losses)
    """

  private func check(_ setups: [ExportSetup]) throws {
    let folder = try TemporaryFolder()
    let shells = try setups.enumerated().map { number, setup in
      let shell = try TestShell()
      for line in setup.lines { try shell.run(line) }
      try shell.run("export torch \(folder["\(number)"])")
      return shell
    }
    let paths = setups.indices.map { folder["\($0)"] }
    let printed = try Torch.run(Self.driver, paths).split(separator: "\n")
    try #require(printed.count == setups.count)
    for (number, shell) in shells.enumerated() {
      let setup = setups[number]
      let values = printed[number].split(separator: " ").compactMap { Double($0) }
      #expect(values[0] < 1e-5, "\(setup.testDescription): logits differ by \(values[0])")
      try shell.run("open \(paths[number])/model.safetensors; back")
      let before = shell.session.trainer.updates
      try shell.run("sgd 8")
      for update in 0..<8 where setup.isSame {
        let own = Double(shell.session.trainer.journal[before + update].loss)
        let gap = abs(own - values[1 + update])
        #expect(
          gap <= 1e-4 * max(1, own),
          "\(setup.testDescription), update \(update + 1): \(own) here, \(values[1 + update]) there"
        )
      }
      try shell.run("import \(paths[number])/trained.safetensors")
      try compareLogits(of: shell, in: paths[number])
    }
  }

  /// The network that is read back from PyTorch gives the same logits as it did there.
  private func compareLogits(of shell: TestShell, in path: String) throws {
    func read(_ name: String) throws -> SafetensorsFile {
      try SafetensorsFile(Array(Data(contentsOf: URL(filePath: "\(path)/\(name)"))))
    }
    let images = try read("backstep.safetensors").tensor(named: "examples.images", as: Float.self)
    let theirs = try read("after.safetensors").tensor(named: "logits", as: Float.self)
    let trainer = shell.session.trainer
    var context = trainer.context.evaluating
    let last = trainer.network.forward(images, in: &context)[trainer.network.count - 1]
    let own = last.quantity("totals") ?? last.output
    let largest = max(1, theirs.values.map(abs).max() ?? 0)
    for (a, b) in zip(own.values, theirs.values) { #expect(abs(a - b) <= 1e-5 * largest) }
  }

  /// With every preset, setting and kind of layer, any network, and colour images; all in one run of
  /// Python, which needs longer to import PyTorch than for the networks.
  @Test func `a network has the same logits, learns the same and comes back`() throws {
    let folder = try TemporaryFolder()
    try check(
      ExportSetup.presets + ExportSetup.settings + ExportSetup.samples + ExportSetup.drawn
        + [ExportSetup.colours(in: folder)])
  }

  @Test func `PyTorch alone is enough, and the files of one's own folder`() throws {
    let folder = try TemporaryFolder()
    let shell = try TestShell("load toy", "sgd 3", "export torch \(folder["a"])")
    // A package that cannot be imported stands in for one that is not installed.
    try folder.write("raise ImportError\n", to: "safetensors.py")
    let program =
      "import runpy, sys; del sys.argv[0]; runpy.run_path(sys.argv[0], run_name='__main__')"
    let printed = try Torch.run(
      program, [folder["a/model.py"], "--train", "3", "--data", folder["a"]],
      environment: ["PYTHONPATH": folder.path])
    #expect(printed.contains("the largest difference is"))
    #expect(printed.contains("update 6: loss"))
    let before = shell.parameters
    try shell.run("import \(folder["a/trained.safetensors"])")
    #expect(shell.parameters != before)
  }
}
