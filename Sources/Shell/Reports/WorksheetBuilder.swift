import ConvNet
import Course
import Rendering

/// The sums of a lesson with blanks to fill in on paper, and a key.
struct WorksheetBuilder {
  /// What is left blank.
  enum Fading: Sendable {
    /// The last term of the first sum for each rule, then all terms.
    case growing
    /// The last term.
    case last
    /// All terms.
    case all
  }

  /// A sum, and the step of the lesson it belongs to.
  private struct Sum {
    let explanation: Explanation<Float>
    let hints: ExplanationHints
    let step: String
  }

  private static let maximumSums = 20
  private static let maximumTerms = 12

  private let entry: LessonLibrary.Entry
  private let seed: UInt64
  private var sums: [Sum] = []

  /// Runs a lesson, with weights drawn from a seed, and collects its sums: those that it asks `why`
  /// about, and one from each block of numbers that it prints.
  init(
    _ entry: LessonLibrary.Entry, seed: UInt64, beside own: Session
  ) throws(CommandError) {
    self.entry = entry
    self.seed = seed
    var session = try own.beginning(entry.lesson, seed: seed)
    let silent = Console { _ in }
    for step in entry.lesson.steps {
      for command in step.commands {
        session.whyPath = []
        try session.runAsWritten(command.text, on: silent)
        collect(from: command.text, in: session, step: step.title)
      }
    }
  }

  var isEmpty: Bool { sums.isEmpty }
  var count: Int { sums.count }

  // MARK: Collecting

  private mutating func collect(from line: String, in session: Session, step: String) {
    if let place = session.whyPath.last {
      addBoth(place, in: session, step: step)
    }
    for words in TokenizedLine(line).commands {
      guard (try? session.commands.find(words[0].text)) is PrintCommand.Type else { continue }
      for word in words.dropFirst() {
        guard let place = try? Place(parsing: word.text),
          let single = largest(of: place, in: session, except: [])
        else { continue }
        addBoth(single, in: session, step: step)
      }
    }
  }

  /// Adds a sum and, the first time its rule occurs, another one.
  private mutating func addBoth(_ place: Place, in session: Session, step: String) {
    let count = sums.count
    add(place, in: session, step: step)
    guard sums.count > count, let other = sibling(of: place, in: session) else { return }
    add(other, in: session, step: step)
  }

  private mutating func add(_ place: Place, in session: Session, step: String) {
    guard sums.count < Self.maximumSums, let explanation = try? session.trainer.explain(place),
      !Self.isBare(explanation.arithmetic),
      !sums.contains(where: {
        $0.explanation.place == place && $0.explanation.value == explanation.value
      })
    else { return }
    sums.append(
      Sum(
        explanation: explanation, hints: Narration.explanationHints(session.trainer), step: step))
  }

  /// Whether it is just the number at another place, so that there is nothing to work out.
  private static func isBare(_ arithmetic: Arithmetic<Float>) -> Bool {
    switch arithmetic {
    case .stored, .constant: true
    case .sum(let terms, _): terms.isEmpty || terms.count == 1 && isBare(terms[0].arithmetic)
    default: false
    }
  }

  /// Another number with a short sum by the same rule, the first time that rule occurs.
  private func sibling(of place: Place, in session: Session) -> Place? {
    let isFirst = sums.count { Self.rule($0.explanation) == Self.rule(place) } == 1
    guard isFirst, let first = place.indices.first, let explanation = sums.last?.explanation,
      ExplanationPicture(explanation).terms.count <= Self.maximumTerms
    else { return nil }
    let slice = place.indices.count > 1 ? [first] : []
    return largest(
      of: Place(layer: place.layer, quantity: place.quantity, indices: slice), in: session,
      except: [place])
  }

  /// The place of the largest number in a block whose sum can be done by hand.
  private func largest(of block: Place, in session: Session, except: [Place]) -> Place? {
    guard case .computed(let values)? = try? session.trainer.read(block) else { return nil }
    let order = values.values.indices.sorted {
      (values.values[$0].magnitude, $1) > (values.values[$1].magnitude, $0)
    }
    for index in order.prefix(except.count + 1) {
      let place = Place(
        layer: block.layer, quantity: block.quantity,
        indices: block.indices + values.shape.indices(at: index))
      guard !except.contains(place) else { continue }
      guard let explanation = try? session.trainer.explain(place),
        ExplanationPicture(explanation).terms.count <= Self.maximumTerms
      else { return nil }
      return place
    }
    return nil
  }

  private static func rule(_ explanation: Explanation<Float>) -> String {
    rule(explanation.place)
  }

  private static func rule(_ place: Place) -> String { place.whole.description }

  // MARK: The page

  /// The sums with blanks; the key is on a page of its own.
  func document(_ fading: Fading) -> Document {
    var parts: [Document.Part] = [
      .facts([.init("Name", "____________________"), .init("Date", "____________________")]),
      .paragraph(
        "Fill in the blanks. The numbers are those of lesson \(entry.label) with seed \(seed): "
          + "on the screen, `why` and the name of a number show its sum."),
    ]
    var key: [Document.Part] = [.pageBreak, .heading("Answer key")]
    var seen: Set<String> = []
    var step: String?
    for (index, sum) in sums.enumerated() {
      if sum.step != step { parts.append(.heading(sum.step)) }
      step = sum.step
      let title = "\(index + 1). `\(sum.explanation.place)`"
      let isFirst = seen.insert(Self.rule(sum.explanation)).inserted
      parts += [.subheading(title), picture(sum, gaps(sum, fading, isFirst: isFirst))]
      key += [.subheading(title), picture(sum, .none)]
    }
    return Document(title: "Worksheet: \(entry.lesson.title)", parts: parts + key)
  }

  /// In a long sum, whose terms are not all shown, only the last one can be left blank.
  private func gaps(
    _ sum: Sum, _ fading: Fading, isFirst: Bool
  ) -> ExplanationPicture<Float>.Gaps {
    let isLong = ExplanationPicture(sum.explanation).terms.count > Self.maximumTerms
    switch fading {
    case .growing: return isFirst || isLong ? .last : .all
    case .last: return .last
    case .all: return isLong ? .last : .all
    }
  }

  private func picture(_ sum: Sum, _ gaps: ExplanationPicture<Float>.Gaps) -> Document.Part {
    let picture = ExplanationPicture(sum.explanation, gaps: gaps, hints: sum.hints)
    return .screen(picture.block(width: 80).lines)
  }
}
