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

  /// How many rows maps need to show anything.
  private static let fewestRows = 5

  /// The picture in a number of rows. Where there is no room for all of it, the maps give way to the
  /// words, which say what is computed; what is cut off is said.
  func block(_ marks: Style.Marks, width: Int, height: Int) -> TextBlock {
    let room = height - words.height
    let maps = room < Self.fewestRows ? TextBlock() : maps(marks, room).clipped(to: width)
    let all = words.above(maps)
    guard all.height > height else { return all }
    let left = all.height - height + 1
    return TextBlock(rows: Array(all.rows.prefix(max(0, height - 1)))).above(
      TextBlock("(\(left) more rows; a larger window shows them)", .faint).clipped(to: width))
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

  /// Prints a picture in a number of rows.
  func print(_ index: Int, rows: Int, on console: Console) throws {
    let width = console.width()
    console.print(TextBlock.heading(heading(at: index), width: width))
    let picture = try picture(index, width)
    console.print { picture.block($0, width: width, height: rows) }
  }

  /// Prints the pictures that stand for the scene.
  func printStills(on console: Console) throws {
    for index in stills { try print(index, on: console) }
  }
}
