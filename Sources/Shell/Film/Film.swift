import ConvNet
import Rendering

/// A part of a film: pictures of one thing that is computed, in order.
struct FilmScene {
  /// What happens in it: "conv: filter 2 slides over the image".
  let title: String
  /// How many pictures it has, at least one.
  let count: Int
  /// A picture.
  let picture: (_ index: Int, _ width: Int) throws -> FilmPicture
  /// How many operations of the step are done when it is over; `nil` if it is not about a step.
  var operation: Int?
  /// Why the number in question at a picture is what it is; `nil` if there is none.
  var why: (_ index: Int, _ width: Int) throws -> TextBlock? = { _, _ in nil }

  /// The pictures that stand for the scene on paper: the first, one in the middle, the last.
  var stills: [Int] { Array(Set([0, count / 2, count - 1])).sorted() }
}

/// A picture of a film: text above, which says what happens, and maps below.
struct FilmPicture {
  let words: TextBlock
  /// The maps, with the marks of a style, in a number of rows if they can be made as low as that.
  let maps: (_ marks: Style.Marks, _ height: Int) -> TextBlock

  init(
    _ words: TextBlock,
    maps: @escaping (_ marks: Style.Marks, _ height: Int) -> TextBlock = { _, _ in TextBlock() }
  ) {
    self.words = words
    self.maps = maps
  }

  /// How many rows the maps have in print.
  static let printedRows = 16

  func print(on console: Console) {
    if words.height > 0 { console.print(words) }
    console.print { maps($0, Self.printedRows).clipped(to: console.width()) }
  }

  /// The picture in a number of rows; where there is no room for all of it, the words give way.
  func block(_ marks: Style.Marks, height: Int) -> TextBlock {
    let maps = maps(marks, height - words.height)
    let left = max(0, height - maps.height)
    return TextBlock(rows: Array((words.rows.prefix(left) + maps.rows).prefix(height)))
  }
}

extension FilmScene {
  /// The line above a picture: what happens, and which of how many it is.
  func heading(at index: Int) -> String {
    count > 1
      ? "\(title)   \(Numbers.count(index + 1)) of \(Numbers.count(count))" : title
  }

  /// Prints a picture.
  func print(_ index: Int, on console: Console) throws {
    console.print(TextBlock.heading(heading(at: index), width: console.width()))
    try picture(index, console.width()).print(on: console)
    console.print()
  }

  /// Prints the maps of a picture; its words, if it has no maps.
  func printMaps(_ index: Int, on console: Console) throws {
    console.print(TextBlock.heading(heading(at: index), width: console.width()))
    let picture = try picture(index, console.width())
    let isMapless = picture.maps(.characters, FilmPicture.printedRows).height == 0
    (isMapless ? picture : FilmPicture(TextBlock(), maps: picture.maps)).print(on: console)
  }

  /// Prints the pictures that stand for the scene.
  func printStills(on console: Console) throws {
    for index in stills { try print(index, on: console) }
  }
}
