import ConvNet
import Datasets
import Foundation
import Lab
import Shell
import TestSupport
import Testing

/// Colour images: loading, looking, shifting. The images are made here.
@Suite struct ColourTests {
  private let folder: TemporaryFolder
  private let shell: TestShell

  init() throws {
    folder = try TemporaryFolder()
    // Each image has a red, a green and a blue band, and differs from the others.
    func record(_ index: Int) -> [UInt8] {
      [UInt8(index % 10)]
        + (0..<3).flatMap { channel in
          (0..<1_024).map { place in
            UInt8(place / 32 / 11 == channel ? 255 : (place * (index + 3)) % 97)
          }
        }
    }
    try folder.write((0..<20).flatMap(record), to: "data_batch_1.bin")
    try folder.write((5..<15).flatMap(record), to: "test_batch.bin")
    shell = try TestShell("load cifar10 \(folder.path)", "set batch 1")
  }

  @Test func `colour images bring the network made for them`() throws {
    #expect(shell.session.provenance.preset?.name == "cifar-kernels")
    #expect(shell.session.trainer.data.training.count == 20)
    #expect(try shell.run("load cifar10 \(folder.path) --train 5").contains("5 training"))
    try shell.run("load mnist")
    #expect(shell.session.provenance.preset?.name == "digits")
  }

  @Test func `classes are named by number or by name`() throws {
    try shell.run("load cifar10 \(folder.path) --only CAT,dog")
    #expect(shell.session.trainer.data.training.classes == [3, 5])
    #expect(Set(shell.session.trainer.data.training.labels) == [3, 5])
    try shell.run("load cifar10 \(folder.path) --only 5,fr")
    #expect(shell.session.trainer.data.training.classes == [5, 6])
    #expect(shell.error("load cifar10 \(folder.path) --only cat,cow")?.word == "cow")
    #expect(shell.error("load cifar10 \(folder.path) --only d")?.word == "d")
    #expect(shell.error("load cifar10 \(folder.path) --only cat,3") != nil)
    #expect(shell.error("load mnist --only cat")?.word == "cat")
  }

  @Test func `an image is three pictures side by side, with the class's name`() throws {
    let lines = try shell.run("image 3").split(separator: "\n")
    #expect(lines[0].hasPrefix("training image 3: a cat   3x32x32"))
    #expect(lines[1].split(separator: " ") == ["red", "green", "blue"])
    #expect(lines.count <= 24)
    #expect(lines.allSatisfy { $0.count <= 80 && $0.utf8.allSatisfy { $0 < 128 } })
    #expect(try shell.run("image 0").hasPrefix("training image 0: an airplane"))
    // The first row is full red with little else.
    let row = lines[3].dropFirst(3)
    #expect(row.prefix(24).allSatisfy { $0 == "@" })
    #expect(!row.dropFirst(24).contains("@"))
  }

  @Test func `on a screen with colours it is one picture, and the log has the three`() throws {
    final class Page { var text = "" }
    let page = Page()
    let interpreter = Interpreter(
      session: try Session.digits(seed: 1, folders: .none),
      console: Console(
        screen: Screen(isColoured: true, mixesColours: true, showsBlocks: true),
        output: { page.text += $0 }))
    try interpreter.run("load cifar10 \(folder.path); log '\(folder["log.txt"])'")
    page.text = ""
    try interpreter.run("image 3")
    #expect(page.text.contains("\u{1B}[38;2;") && page.text.contains("\u{2580}"))
    #expect(!page.text.contains("green"))
    let log = try folder.read("log.txt")
    #expect(log.contains("green") && log.isASCII && !log.contains("\u{1B}"))
    page.text = ""
    try interpreter.run("image 3 --channels")
    // Three pictures of one channel each, from white to black: none of their pixels is red or blue.
    #expect(page.text.contains("green"))
    #expect(
      page.text.matches(of: /\u{1B}\[38;2;(\d+);(\d+);(\d+)/).allSatisfy {
        $0.output.1 == $0.output.2 && $0.output.2 == $0.output.3
      })
  }

  @Test func `in a narrow terminal the pictures stand under one another`() throws {
    let narrow = try TestShell("load cifar10 \(folder.path)", width: 30)
    let lines = try narrow.run("image 3").split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 30 })
    for name in ["red", "green", "blue"] {
      #expect(lines.contains { $0.split(separator: " ") == [name[...]] })
    }
  }

  @Test func `the channels of the printed image and of its filters have their names`() throws {
    let image = try shell.run("image 3; print image")
    for title in ["[0] red", "[1] green", "[2] blue"] { #expect(image.contains(title)) }
    let filters = try shell.run("filters")
    for title in ["0: of red", "of green", "of blue"] { #expect(filters.contains(title)) }
  }

  @Test func `whatever looks at a network looks at one over colours`() throws {
    try shell.run("image 3; forward; backward")
    for line in [
      "view", "maps conv1", "maps conv1 0", "maps conv1 --grad", "maps pool2", "filters conv2",
      "filters --grad", "route pool1 0", "route pool2 0 3 3", "print conv1.d_filters",
      "why conv1.out[0,3,3]", "why conv1.d_filters[0,2,1,1]", "why conv1.d_in[2,4,4]",
      "trace image[1,10,10]", "whatif image[0,16,16] 0.5", "wrong", "confusion", "data", "probs",
    ] {
      let text = try shell.run(line)
      #expect(!text.isEmpty && text.isASCII, "\(line)")
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(line)")
    }
  }

  @Test func `an image is moved in all its channels`() throws {
    try shell.run("image 3")
    guard case .computed(let before) = try shell.session.trainer.read(Place(quantity: "image"))
    else { return }
    try shell.run("shift 4 -2")
    guard case .computed(let after) = try shell.session.trainer.read(Place(quantity: "image"))
    else { return }
    for channel in 0..<3 {
      #expect(after[channel, 5, 20] == before[channel, 7, 16])
      #expect(after[channel, 31, 31] == -0.5)
      #expect(after[channel, 0, 0] == -0.5)
    }
    let lab = try shell.run("image 3; invariance")
    #expect(lab.contains("relu1 maps moved back          =      =      =      =      =      ="))
  }

  @Test func `where there is no CIFAR-10, the preset for it says so and what to do`() throws {
    let other = try TestShell()
    let before = other.state
    for line in ["net preset cifar-kernels", "load cifar10", "load fashion"] {
      let problem = try #require(other.error(line)).problem
      #expect(problem.contains("not found"))
      #expect(other.state == before)
    }
  }

  @Test func `a data folder is where the data set's own name says`() throws {
    let folders = DataFolders(user: "/u", system: "/s")
    let places = try ["mnist", "fashion", "cifar10", "toy"].map { name in
      folders.places(of: try #require(DatasetCatalog.named(name)))
    }
    #expect(
      places == [
        ["/u/mnist", "/s/mnist"], ["/u/fashion-mnist", "/s/fashion-mnist"],
        ["/u/cifar10", "/s/cifar10"], [],
      ])
  }
}
