import ConvNet
import Foundation
import Testing

@testable import Rendering

@Suite struct RampTests {
  /// The contrast of a colour with black and with white, by the formula of WCAG 2.
  private func contrasts(_ colour: Colour) -> (black: Double, white: Double) {
    func linear(_ value: UInt8) -> Double {
      let share = Double(value) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    let light =
      0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)
    return ((light + 0.05) / 0.05, 1.05 / (light + 0.05))
  }

  @Test func `coloured text can be read on black and on white`() {
    for text in Palette.Text.all {
      let own = contrasts(text.colour)
      #expect(own.black >= 4.5 && own.white >= 4.5, "\(text)")
      // Greys are not in the cube.
      guard text.index < 232 else { continue }
      let indexed = contrasts(Colour(inPalette: text.index))
      #expect(indexed.black >= 4.4 && indexed.white >= 4.5, "\(text)")
    }
  }

  @Test func `the eight colours of ANSI can be read where they are usual`() {
    // The linux console's and xterm's, normal and bold.
    let red = [[170, 0, 0], [255, 85, 85], [205, 0, 0], [255, 0, 0]]
    let blue = [[0, 0, 170], [85, 85, 255], [0, 0, 238], [92, 92, 255]]
    let magenta = [[170, 0, 170], [255, 85, 255], [205, 0, 205], [255, 0, 255]]
    for text in Palette.Text.all {
      let colours = [1: red, 4: blue, 5: magenta][text.standard] ?? []
      for colour in [colours[text.isBold ? 1 : 0], colours[text.isBold ? 3 : 2]] {
        let own = contrasts(
          Colour(red: UInt8(colour[0]), green: UInt8(colour[1]), blue: UInt8(colour[2])))
        #expect(own.black >= 3 && own.white >= 3, "\(text)")
      }
    }
  }

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
    #expect(coloured.contains("\u{1B}[38;5;130m=="))
    #expect(coloured.contains("\u{1B}[38;5;63mWW"))
    let bare = coloured.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
    #expect(bare == picture.lines.joined())
    let painted = MapsPicture.block("conv.out", maps, width: 80, marks: .blocks)
      .lines(in: Style(.blocks, .palette)).joined()
    #expect(painted.contains("\u{1B}[48;5;18m ") && painted.contains("48;5;130m "))
    #expect(!painted.contains("W") && !painted.contains("@"))
  }
}
