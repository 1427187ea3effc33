import ConvNet
import Lab
import TestSupport
import Testing

@Suite struct PlaceTests {
  @Test(arguments: [
    "image", "loss", "image[3]", "image[3,4]", "conv.out", "conv.out[2,5,7]", "conv2.d_filters[0]",
    "softmax.weights[-1,9223372036854775807]",
  ])
  func `a place is the text that names it`(_ text: String) throws {
    #expect(try Place(parsing: text).description == text)
  }

  @Test func `a place has a layer, a quantity and indices`() throws {
    #expect(
      try Place(parsing: "conv.d_out[ 2, 5 ,7 ]")
        == Place(layer: "conv", quantity: "d_out", indices: [2, 5, 7]))
    #expect(try Place(parsing: "conv.out[1]").whole == Place(layer: "conv", quantity: "out"))
  }

  @Test(arguments: [
    "", ".", "..", "conv.", ".out", "conv.out.more", "conv.out[", "conv.out[]", "conv.out]",
    "conv.out[1", "conv.out[1]x", "conv.out[1][2]", "conv.out[1,]", "conv.out[,1]", "[1]",
    "conv.out[a]", "conv.out[1.5]", "conv.out[99999999999999999999]", "conv.out[1:2]",
    "conv.out[٣]",
  ])
  func `what names no place is told so`(_ text: String) {
    do throws(PlaceError) {
      let place = try Place(parsing: text)
      // A name that is well-formed but does not exist is for the network to reject.
      #expect(throws: PlaceError.self) {
        try SmallData.trainer(.toy, as: Float.self).read(place)
      }
    } catch {
      let isWordedWithIt: Bool =
        switch error {
        case .unclosedBracket(let word), .notAnIndex(_, in: let word), .notAPlace(let word):
          word == text
        default: false
        }
      #expect(isWordedWithIt, "\(error)")
    }
  }
}
