import Rendering
import Testing

@Suite struct TapeTests {
  private let groups = [
    ["image", "conv", "pool", "softmax", "loss"], ["<-loss", "<-softmax", "<-pool", "<-conv"],
    ["update"],
  ]

  @Test func `the step just done is in brackets, with a mark and a remark under it`() {
    #expect(
      Tape.block(groups, position: 1, remark: "values flow right", width: 80).lines == [
        "image [conv] pool softmax loss | <-loss <-softmax <-pool <-conv | update",
        "       ^^^^ values flow right",
      ])
  }

  @Test func `at the right end the remark stands before the mark`() {
    #expect(
      Tape.block(groups, position: 9, remark: "8 filters moved", width: 80).lines[1]
        == String(repeating: " ", count: 49) + "8 filters moved ^^^^^^")
  }

  @Test func `a long network goes on in the next line, the mark under its own`() {
    #expect(
      Tape.block(groups, position: 6, width: 40).lines == [
        "image conv pool softmax loss | <-loss",
        "[<-softmax] <-pool <-conv | update",
        " ^^^^^^^^^",
      ])
  }

  @Test func `before the first step nothing is marked`() {
    #expect(Tape.block(groups, position: nil, width: 80).height == 1)
  }
}
