import ConvNet
import Rendering
import Testing

@Suite struct RampTests {
  @Test func `each sign has nine marks and the background a space`() {
    let marks = (-9...9).map { UnicodeScalar(Ramp.mark(Double($0) / 9)) }
    #expect(String(String.UnicodeScalarView(marks)) == "WMKaxvci' .:-=+*#%@")
  }

  @Test func `what is beyond full scale is full, what is no number is a question mark`() {
    #expect(Ramp.mark(7) == UInt8(ascii: "@"))
    #expect(Ramp.mark(-.infinity) == UInt8(ascii: "W"))
    #expect(Ramp.mark(.nan) == UInt8(ascii: "?"))
  }

  @Test func `a constant has no scale, and any difference from it is full`() {
    let scale = Scale(blank: 2, full: 0)
    #expect(scale.normalised(2) == 0)
    #expect(scale.normalised(3) == 1)
    #expect(scale.normalised(1) == -1)
  }

  @Test func `colour says the sign and nothing else`() {
    let maps = Tensor<Float>(Shape(1, 10, 10), (0..<100).map { Float($0) - 50 })
    let picture = MapsPicture.block("conv.out", maps, width: 80)
    let coloured = picture.lines(in: .coloured).joined()
    #expect(coloured.contains("\u{1B}[38;5;166m=="))
    #expect(coloured.contains("\u{1B}[38;5;32mWW"))
    let bare = coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
    #expect(bare == picture.lines.joined())
    let painted = MapsPicture.block("conv.out", maps, width: 80, marks: .blocks)
      .lines(in: Style(.blocks, .palette)).joined()
    #expect(painted.contains("\u{1B}[48;5;18m ") && painted.contains("48;5;130m "))
    #expect(!painted.contains("W") && !painted.contains("@"))
  }
}
