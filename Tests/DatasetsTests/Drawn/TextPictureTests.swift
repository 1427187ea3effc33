import ConvNet
import Datasets
import TestSupport
import Testing

/// Pictures made of characters.
@Suite struct TextPictureTests {
  private func read(_ text: String, width: Int = 28) throws -> TextPicture {
    try TextPicture(Array(text.utf8), file: "a.txt", width: width)
  }

  @Test func `spaces, dots and zeros are paper, marks and digits are ink`() throws {
    let picture = try read(" .0,:-=+*#%@\n...123456789\n").picture(full: 9)
    #expect(picture.rows == 2 && picture.columns == 12)
    #expect(
      picture.planes[0] == Array(0..<3).map { _ in 0 } + [1, 2, 3, 4, 5, 6, 7, 8, 9]
        + [0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(try read("@9").picture(full: 255).planes[0] == [255])
    #expect(try read("@1").picture(full: 255).planes[0] == [255, 28])
  }

  @Test func `equal pairs are one pixel, unless the width is the one that is wanted`() throws {
    #expect(try read("@@..\n..@@\n").picture(full: 9).planes[0] == [9, 0, 0, 9])
    #expect(try read("@@..\n", width: 4).columns == 4)
    #expect(try read("@@.\n").columns == 3)
  }

  @Test func `between bars two columns are a pixel, and other lines are remarks`() throws {
    let text = "A 3, @ is ink\n   0  1\n 0 |@@..|\n 1 |@...| and so on\n 2 |..@@\n"
    let picture = try read(text)
    #expect(picture.rows == 3 && picture.columns == 2)
    #expect(picture.picture(full: 18).planes[0] == [18, 0, 9, 0, 0, 18])
  }

  @Test func `what is written is read again`() throws {
    var random = RandomSource(seed: 9)
    for full in [9, 255] {
      let pixels = (0..<28 * 28).map { _ in
        UInt8(Int.random(in: 0...9, using: &random) * full / 9)
      }
      let picture = Picture(rows: 28, columns: 28, planes: [pixels])
      let text = TextPicture.text(of: picture, full: full, remarks: ["A remark."])
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 && !$0.hasSuffix(" ") })
      let again = try read(text).picture(full: full)
      #expect(zip(again.planes[0], pixels).allSatisfy { abs(Int($0) - Int($1)) <= 1 })
    }
  }

  @Test func `strong ink is full whatever mark it was drawn with`() throws {
    #expect(try read("..#-..").strong.picture(full: 255).planes[0] == [0, 0, 255, 113, 0, 0])
  }

  @Test(arguments: [
    ("12a\n", "a.txt: line 1: `a` "), ("..\n.\t.\n", "a.txt: line 2: "),
    ("\n\n", "a.txt: the picture is blank"), ("", "a.txt: the picture is blank"),
    ("a\0b", "a.txt: this is neither a PNG nor plain text"),
    (Hostile(String(repeating: "@", count: 5_000)), "a.txt: line 1: this line has more than"),
    (
      Hostile(String(repeating: "@\n", count: 2_500)), "a.txt: the picture has more than 2000 lines"
    ),
    (Hostile(String(repeating: "@", count: 1_100_000)), "a.txt: the file has 1100000 bytes"),
  ])
  func `what is no picture is told`(_ text: Hostile, _ message: String) {
    let error = #expect(throws: DatasetError.self) { try read(text.text) }
    #expect(error.map { "\($0)".hasPrefix(message) } == true, "\(error.map { "\($0)" } ?? "")")
  }
}
