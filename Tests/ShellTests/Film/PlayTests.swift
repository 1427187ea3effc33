import ConvNet
import Foundation
import Shell
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct PlayTests {
  @Test func `a film of the next operations does them, and shows three pictures of each`() throws {
    let shell = try TestShell("load toy", "image 0")
    let film = try shell.run("play conv")
    #expect(film.contains("conv: conv.out   1 of 16\n"))
    #expect(film.contains("conv: conv.out   9 of 16\n"))
    #expect(film.contains("conv: conv.out   16 of 16\n"))
    #expect(film.contains("image [conv] pool"))
    let stepped = try TestShell("load toy", "image 0", "step")
    #expect(shell.state == stepped.state)
  }

  @Test func `a film of what is done changes nothing`() throws {
    let shell = try TestShell("load toy", "image 0", "forward", "backward")
    let before = shell.state
    for operation in [
      "image", "conv", "pool", "softmax", "loss", "<-loss", "<-softmax", "<-pool", "<-conv",
    ] {
      let film = try shell.run("play \(operation)")
      #expect(film.contains("\(operation): "), "\(film)")
    }
    #expect(shell.state == before)
  }

  @Test func `the rest of a step, or a whole one`() throws {
    let shell = try TestShell("load toy", "image 0")
    try shell.run("play")
    #expect(shell.state == (try TestShell("load toy", "image 0", "step 9").state))
    try shell.run("play")
    #expect(shell.state == (try TestShell("load toy", "image 0", "step 9", "sgd 1").state))
    let again = try shell.run("play --from image")
    #expect(again.contains("image: "))
    #expect(again.contains("update: "))
  }

  /// One gradient after another, the sums grow to what the step has.
  @Test(
    arguments: [
      ["load toy", "image 0"], ["load mnist --train 20 --test 10", "image 7"],
      [
        "load mnist --train 20 --test 10",
        "net new conv2d 2 5x5 stride=2 padding=2, maxpool 2, softmax 10", "image 3",
      ],
      [
        "load mnist --train 20 --test 10", "net new conv3x3 2, conv3x3 2, maxpool2, softmax 10",
        "image 3",
      ],
      ["load mnist --train 20 --test 10", "set batch 4", "image 3"],
    ])
  func `a filter's gradient grows to the gradient`(_ lines: [String]) throws {
    let shell = try TestShell()
    for line in lines { try shell.run(line) }
    try shell.run("backward")
    let layer = shell.session.trainer.network.nodes[0].name
    let last = try shell.run(
      "play <-\(layer) 1".replacing(" 1", with: lines == ["load toy", "image 0"] ? "" : " 1"))
    #expect(last.contains("the sums are the gradients"), "\(last)")
  }

  @Test func `with a bug on, the film does not say that its rule made the gradient`() throws {
    let shell = try TestShell("load toy", "bug on conv-flipped", "image 0", "backward")
    let film = try shell.run("play <-conv")
    #expect(!film.contains("the sums are the gradients"), "\(film)")
    #expect(film.contains("a bug is on"))
    let pooled = try TestShell("load toy", "bug on pool-ties-all", "image 0", "backward")
    _ = try pooled.run("play <-pool")
  }

  @Test(arguments: ["first", "all", "split"])
  func `the gradient goes where the rule for ties sends it`(_ ties: String) throws {
    let shell = try TestShell(
      "load mnist --train 20 --test 10", "set ties \(ties)", "image 3", "backward")
    let film = try shell.run("play <-pool 2")
    #expect(film.contains("169 of 169"))
    #expect(!film.contains("a bug is on") && !film.contains("something else"))
  }

  @Test func `how a filter came to be`() throws {
    let shell = try TestShell("load mnist --train 100 --test 10", "image 7", "forward")
    #expect(shell.error("play training")?.hint == "sgd 500")
    try shell.run("sgd 50")
    let before = shell.state
    let film = try shell.run("play training 6 2")
    for line in ["after update 0: ", "after update 30: ", "after update 50: "] {
      #expect(film.contains(line), "\(film)")
    }
    #expect(film.contains("filter 2 of conv   1 of 6"))
    #expect(shell.state == before)
    // The pictures are on one scale, so that they can be compared.
    let scales = film.matches(of: /full scale ([0-9.]+)/).map { $0.1 }
    #expect(scales.count == 3 && Set(scales).count == 1)
  }

  @Test(
    arguments: [
      "play nothing", "play conv 8", "play conv -1", "play conv 1 2", "play softmax 1",
      "play --from",
      "play --from nothing", "play --from image conv", "play training 1", "play training x",
      "play training 10 99", "play training 1 2 3", "play 99999999999999999999",
    ])
  func `what there is not says so`(_ line: String) throws {
    let shell = try TestShell("load mnist --train 20 --test 10", "sgd 2")
    let before = shell.state
    #expect(shell.error(line) != nil)
    #expect(shell.state == before)
  }

  @Test func `a network without a loss is played as far as it goes`() throws {
    let shell = try TestShell("load toy", "net new conv3x3 1, maxpool2", "image 0")
    let film = try shell.run("play")
    #expect(film.contains("pool: "))
    try shell.run("set pool.d_out [1 2; 3 4]")
    #expect(try shell.run("play").contains("<-conv: "))
  }

  @Test(arguments: [20, 40, 80, 200])
  func `every picture fits the width`(_ width: Int) throws {
    let shell = try TestShell("load mnist --train 20 --test 10", "image 3", width: width)
    for line in try shell.run("play").split(separator: "\n") {
      #expect(line.count <= width, "\(line)")
    }
  }

  @Test func `a film is written as a moving picture, and nothing is done`() throws {
    let folder = try TemporaryFolder()
    let shell = try TestShell("load toy", "image 0")
    let before = shell.state
    #expect(try shell.run("play conv --svg '\(folder["a.svg"])'").hasPrefix("Wrote 16 pictures"))
    #expect(shell.state == before)
    let svg = try folder.read("a.svg")
    #expect(svg.split(separator: "<g class").count == 17)
    let parser = XMLParser(data: Data(svg.utf8))
    #expect(parser.parse())
    #expect(shell.error("play conv --svg '\(folder["a.svg"])'") != nil)
    try shell.run("play conv --svg '\(folder["a.svg"])' --force")
    for line in ["play conv --svg", "play conv --svg a.png", "play nothing --svg a.svg"] {
      #expect(shell.error(line) != nil, "\(line)")
    }
  }
}
