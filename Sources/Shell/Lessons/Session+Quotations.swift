import ConvNet
import Course
import Rendering

/// The numbers that a lesson's text quotes.
extension Session {
  /// How many numbers one quotation may have.
  private static let maximumQuoted = 16

  /// A text with the numbers that it quotes, as they are now.
  func quoting(_ text: String) -> String {
    Quotation.replacing(in: text) { (try? quoted($0)) ?? "(\($0.name): not computed)" }
  }

  /// A lesson's block as the user sees it now.
  func lines(_ block: Block, width: Int) -> [String] {
    guard case .prose(let lines) = block else { return LessonText.lines(block, width: width) }
    return LessonText.prose(lines.map(quoting), width: width)
  }

  /// The words for a quotation: of several numbers, each in order. What this step has yet to compute
  /// is computed aside.
  ///
  /// - Throws: An error if it names nothing that has a number, or cannot be computed.
  func quoted(_ quotation: Quotation) throws(CommandError) -> String {
    let name = try ConditionName(quotation.name)
    guard let format = quotation.format else {
      throw CommandError(
        "What follows the colon is not a format: .2 is two decimal places, % is percent.")
    }
    let numbers: [Double]
    switch name {
    case .answered, .bug, .optimizer, .corner:
      throw CommandError("`\(quotation.name)` is not a number.")
    case .answer, .count, .measure, .learningRate, .place:
      guard let known = try numbersToCome(name), !known.isEmpty else {
        throw CommandError("`\(quotation.name)` is not computed at this point.")
      }
      numbers = known
    }
    guard numbers.count <= Self.maximumQuoted else {
      throw CommandError(
        "`\(quotation.name)` has \(Numbers.count(numbers.count)) numbers; at most "
          + "\(Self.maximumQuoted) can be quoted.")
    }
    if case .count = name, format == .plain { return Numbers.count(Int(numbers[0])) }
    return numbers.map { Self.text($0, format) }.joined(separator: " ")
  }

  private static func text(_ number: Double, _ format: Quotation.Format) -> String {
    switch format {
    case .plain: Numbers.precise(number)
    case .fixed(let places): Numbers.fixed(number, places)
    case .percent(let places): Numbers.percent(number, places: places)
    }
  }

  /// The numbers that a name stands for now, or else once this step has computed them.
  private func numbersToCome(_ name: ConditionName) throws(CommandError) -> [Double]? {
    do throws(PlaceError) {
      if let now = try name.numbers(in: self) { return now }
      guard case .place(let place) = name, let state = trainer.computing(place),
        case .computed(let tensor) = try state.read(place)
      else { return nil }
      return tensor.values.map { Double($0) }
    } catch {
      throw CommandError(error)
    }
  }
}
