import ConvNet
import Shell
import Testing

/// `why conv.d_in[..]` draws the rotated filter on the gradient map.
@Suite struct RotatedFilterScreenTests {
  @Test func `an exercise on paper shows the rotated filter on the gradient map`() throws {
    let shell = try TestShell.exercise()
    // d_out is 1 0 -1 0 in row 1, 2 0 0 -2 in row 2; the filter 1 -1, 2 0 rotated is 0 2, -1 1.
    let border = try shell.run("why conv.d_in[2,0]")
    #expect(has(". 1 x 0 2 = . 2", in: border) && has(". 2 -1 1 . 2", in: border), "\(border)")
    #expect(border.contains("beyond the border"))
    // The map, with the column beyond its border.
    #expect(has("| . 1| 0 -1 0", in: border) && has("| . 2| 0 0 -2", in: border), "\(border)")
    #expect(border.split(separator: "\n").count <= 23)
    let inside = try shell.run("why conv.d_in[2,1]")
    #expect(has("1 0 x 0 2 = 0 0", in: inside) && has("2 0 -1 1 -2 0", in: inside), "\(inside)")
    #expect(!inside.contains("a dot is"))
  }

  @Test func `the toy shows the rotated filter, too`() throws {
    let shell = try TestShell("load toy", "image 0", "backward")
    // The filter has rows of 1, 0 and -1; the last number of d_out is -2.
    let text = try shell.run("why conv.d_in[3,3]")
    #expect(has("0 0 0 x -1 -1 -1 = 0 0 0", in: text), "\(text)")
    #expect(has("0 0 0 0 0 0 0 0 0", in: text) && has("0 0 -2 1 1 1 0 0 -2", in: text), "\(text)")
    #expect(text.split(separator: "\n").count <= 24)
  }

  @Test func `zeros put in for a stride are dots`() throws {
    let strided = try TestShell(
      "load toy", "net new conv2d 1 2x2 stride=2 bias=0", "set conv.filters [1 -1; 2 0]",
      "image 0", "set conv.d_out 3", "backward")
    let text = try strided.run("why conv.d_in[3,2]")
    #expect(has(". 3 x 0 2 = . 6", in: text) && has(". . -1 1 . .", in: text), "\(text)")
    #expect(text.contains("for stride 2") && !text.contains("beyond the border"))
    let padded = try TestShell(
      "load toy", "net new conv2d 1 3x3 padding=1 bias=0",
      "set conv.filters [1 2 3; 4 5 6; 7 8 9]", "image 0", "set conv.d_out 1", "backward")
    let corner = try padded.run("why conv.d_in[0,0]")
    for row in [". . . x 9 8 7 = . . .", ". 1 1 6 5 4 . 5 4", ". 1 1 3 2 1 . 2 1"] {
      #expect(has(row, in: corner), "\(row)\n\(corner)")
    }
    #expect(corner.contains("1 fewer"))
    let unseen = try TestShell(
      "load toy", "net new conv2d 2 1x1 stride=5, softmax 2", "image 0", "backward")
    let none = try unseen.run("why conv.d_in[2,3]")
    #expect(none.contains("No window covers image[2,3]") && !none.contains("product"))
  }

  @Test func `one value at a time slides the rotated filter`() throws {
    let shell = try TestShell("load toy", "image 0", "backward", "back")
    // After the nine weights of the filter, d_in begins: the filter's last weight meets d_out[0,0].
    try shell.run("step value 10")
    #expect(has(". . 0 1 1 1 . . 0", in: shell.printed), "\(shell.printed)")
    // Row 3, column 2, is the 21st number of d_in.
    try shell.run("step value 20")
    #expect(has("2 0 0 1 1 1 2 0 0", in: shell.printed), "\(shell.printed)")
    #expect(has("| 2 0 0| -2", in: shell.printed), "\(shell.printed)")
    #expect(shell.printed.split(separator: "\n").count <= 22)
    let digit = try TestShell("image 7", "backward", "back", "step value 500")
    #expect(digit.printed.contains("conv.d_in[15,7]") && digit.printed.contains("+------+"))
  }

  @Test func `of several filters the one that sends most is drawn, and the others are listed`()
    throws
  {
    let shell = try TestShell("image 7", "backward")
    let text = try shell.run("why conv.d_in")
    #expect(text.contains("the largest part"))
    #expect(text.split(separator: "\n").count <= 24, "\(text)")
    let all = try shell.run("why conv.d_in[14,10] --all")
      .replacing("conv.filters[", with: "filter ").replacing("] rotated", with: " rotated")
    for filter in 0..<8 { #expect(all.contains("filter \(filter) rotated")) }
    // A worksheet does not show what is to be worked out.
    let blank = try shell.run("why conv.d_in[14,10] --blank")
    #expect(!blank.contains("sends back") && blank.components("______") > 9)
  }
}

extension TestShell {
  /// An exercise as it stands in textbooks.
  static func exercise() throws -> TestShell {
    try TestShell(
      "image new 5x5", "set image [1 2 0 1 3; 0 1 2 0 1; 3 0 1 2 0; 1 1 0 3 2; 2 0 1 0 1]",
      "net new conv2d 1 2x2, maxpool2", "set conv.filters [1 -1; 2 0]",
      "set pool.d_out [1 -1; 2 -2]", "backward")
  }
}

/// Whether a line of a text, or two beside each other, has these words.
func has(_ words: String, in text: String) -> Bool {
  let wanted = words.split(separator: " ")
  return text.split(separator: "\n").contains { line in
    let found = line.split(separator: " ")
    return found.count >= wanted.count
      && (0...found.count - wanted.count).contains {
        found[$0..<$0 + wanted.count].elementsEqual(wanted)
      }
  }
}

extension String {
  /// How often a word occurs.
  fileprivate func components(_ word: String) -> Int { ranges(of: word).count }
}
