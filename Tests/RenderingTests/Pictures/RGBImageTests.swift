import ConvNet
import Rendering
import Testing

@Suite struct RGBImageTests {
  /// A 32x32 image: white above, pure red below.
  private var image: Tensor<Float> {
    Tensor(
      Shape(3, 32, 32),
      (0..<3 * 1_024).map { place in place % 1_024 < 512 || place < 1_024 ? 0.5 : -0.5 })
  }

  private var rgb: TextBlock {
    ImagePicture.inColour(title: "a flag", image: image, blank: -0.5, full: 0.5, width: 80)
      ?? TextBlock()
  }

  @Test func `a colour image is painted two pixels a character`() {
    let lines = rgb.lines(in: Style(.blocks, .mixed))
    #expect(lines.count == 18)
    let white = "\u{1B}[48;2;255;255;255m" + String(repeating: " ", count: 32)
    let red = "\u{1B}[48;2;255;0;0m" + String(repeating: " ", count: 32)
    #expect(lines[2] == " 0 " + white + "\u{1B}[0m")
    #expect(lines[17] == "30 " + red + "\u{1B}[0m")
  }

  @Test func `with 256 colours it is painted in the nearest of them`() {
    let line = rgb.lines(in: Style(.blocks, .palette))[17]
    #expect(line == "30 \u{1B}[48;5;196m" + String(repeating: " ", count: 32) + "\u{1B}[0m")
  }

  @Test func `without colours the characters say the brightness`() {
    let lines = rgb.lines(in: .ascii)
    #expect(lines[2] == " 0 " + String(repeating: "@", count: 32))
    #expect(lines[17] == "30 " + String(repeating: "-", count: 32))
    #expect(lines.joined().utf8.allSatisfy { $0 < 128 })
  }

  @Test func `an image of one channel is no colour image`() {
    let digit = Tensor<Float>(Shape(1, 28, 28))
    #expect(
      ImagePicture.inColour(title: "", image: digit, blank: -0.5, full: 0.5, width: 80) == nil)
  }

  @Test func `numbers outside the range, or none at all, have a colour all the same`() {
    let wild = Tensor<Float>(
      Shape(3, 2, 2), [.nan, .infinity, -7, 9, 0, 0, 0, 0, -.infinity, 0, 0, 0])
    let block = ImagePicture.inColour(title: "", image: wild, blank: -0.5, full: 0.5, width: 20)
    #expect(block?.lines(in: Style(.blocks, .mixed)).count == 3)
  }

  @Test func `in a gallery a colour image is bright in ASCII and coloured where colours are`() {
    let items = [Gallery.Item(caption: "a flag", image: image)]
    let block = Gallery.block(items, blank: -0.5, full: 0.5, width: 80)
    #expect(block.lines.contains { $0.contains("@@@@") })
    #expect(block.lines(in: Style(.blocks, .mixed)).contains { $0.contains("8;2;255;0;0") })
  }
}
