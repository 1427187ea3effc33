import ArgumentParser
import ConvNet
import Lab
import Rendering

struct CompareCommand: ShellCommand {
  static let group = CommandGroup.look
  static let traits = CommandTraits.work.touchingFiles
  static let configuration = CommandConfiguration(
    named: "compare", abstract: "Compare a place with numbers from a .npy file.",
    discussion: """
      compare conv.d_filters mine.npy    gradients of your own program beside those here

      In Python: numpy.save("mine.npy", d_filters). The shapes must agree, except for axes of
      length 1. Numbers that differ by less than 1e-5 of the largest count as the same, because
      programs add up in different orders. If a known slip turns one array into the other, such as
      a rotated filter or a mean in place of a sum, it is named. The session does not change.

      To compare two trainings, such as two learning rates: `curve keep`, or `branches`.
      """)

  @Argument(help: ArgumentHelp("Any place that has been computed.", valueName: "place"))
  var place: String
  @Argument(help: ArgumentHelp("A .npy file of numbers.", valueName: "file"))
  var file: String

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    let place = try Arguments.place(self.place)
    let own = try session.computed(place)
    let read = try Files.read(file) { try NPYFile.decode($0, as: Float.self) }
    guard read.shape.essential == own.shape.essential else {
      let isTurned = read.shape.essential == own.shape.essential.reversed()
      throw CommandError(
        "`\(place)` has the shape \(own.shape), but \(file) holds \(read.shape)"
          + (isTurned ? ": the axes are the other way round." : "."), at: file,
        hint: isTurned ? "in Python: numpy.save(\"\(file)\", values.T)" : "print \(place)")
    }
    let count = own.shape.count
    let title = "\(place) and \(file), \(own.shape)"
    let bound = 1e-5 * Double(own.values.reduce(0) { max($0, $1.magnitude) })
    let change = Change(place, before: own, after: Tensor(own.shape, read.values))
    // A difference that is NaN is as large as can be.
    let gaps = change.change.values
    let differing = gaps.indices.filter { !(Double(gaps[$0].magnitude) <= bound) }
    guard !differing.isEmpty else {
      return console.print(
        "\(title): \(count == 1 ? "the number is" : "all \(Numbers.count(count)) numbers are") the "
          + "same" + (change.moved == 0 ? "." : ", except for rounding."))
    }
    let largest = change.largest
    let spot = Place(
      layer: place.layer, quantity: place.quantity, indices: place.indices + largest.indices)
    console.print("\(title): \(Numbers.count(differing.count)) of \(Numbers.count(count)) differ.")
    console.print(
      "The largest difference is at \(spot): \(Numbers.compact(largest.before, digits: 7)) here, "
        + "\(Numbers.compact(largest.after, digits: 7)) in the file.")
    let apart = change.change.norm / (own.norm + read.norm)
    console.print("Overall, |a-b| / (|a|+|b|) is \(Numbers.compact(apart)).")
    if let slip = session.timeline.slipSentence(
      .computed(read.values), at: place, in: session.trainer)
    {
      console.print(Console.wrap(slip, width: min(console.width(), 80)))
    } else if let beginning = Self.beginning(of: differing, in: own.shape) {
      console.print(beginning)
    }
    console.print("next: why \(spot)")
  }

  /// Where the numbers differ, if that tells something: at the border of the maps only, or from a
  /// row or a map on.
  private static func beginning(of differing: [Int], in shape: Shape) -> String? {
    guard shape.rank >= 2, let first = differing.min() else { return nil }
    let isAtBorder = differing.allSatisfy { offset in
      let sides = zip(shape.indices(at: offset), shape.extents).suffix(2)
      return sides.contains { $0 == 0 || $0 == $1 - 1 }
    }
    if isAtBorder, shape.extents.suffix(2).allSatisfy({ $0 > 2 }) {
      return "Only numbers at the border differ: does your program treat the border differently?"
    }
    let indices = shape.indices(at: first)
    guard let axis = indices.dropLast().firstIndex(where: { $0 > 0 }) else { return nil }
    let start = indices.prefix(axis + 1).map(String.init).joined(separator: ",")
    return "Everything before [\(start)] is the same: what is different from there on?"
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.count {
    case 0: Completer.places(in: session) { _ in true }
    case 1: Completer.files(ending: ".npy")
    default: []
    }
  }
}
