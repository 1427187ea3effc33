import ArgumentParser
import ConvNet
import Course
import Rendering

/// The sums of a lesson with blanks to fill in on paper, and its questions.
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

  /// Which numbers a sheet has.
  enum Numbering: Sendable {
    /// Those of the lesson.
    case ofLesson
    /// Numbers drawn from a seed: weights, and small images and whole numbers.
    case drawn(UInt64)
  }

  private let entry: LessonLibrary.Entry
  let seed: UInt64
  private let isDrawn: Bool
  private var sums: [Sum] = []
  /// The image and the filters of the first sum, with the word for each in a place.
  private var pictures: [(quantity: String, part: Document.Part)] = []

  /// Runs a lesson and collects its sums: those that it asks `why` about, and one from each block of
  /// numbers that it prints.
  init(
    _ entry: LessonLibrary.Entry, _ numbering: Numbering, beside own: Session
  ) throws(CommandError) {
    self.entry = entry
    var drawing: DrawnNumbers?
    var session: Session
    switch numbering {
    case .ofLesson:
      (seed, isDrawn) = (entry.lesson.seed, false)
      session = try own.beginning(entry.lesson)
    case .drawn(let seed):
      (self.seed, isDrawn) = (seed, true)
      var numbers = DrawnNumbers(seed: seed)
      session = try numbers.beginning(entry.lesson, beside: own)
      drawing = numbers
    }
    let silent = Console { _ in }
    for step in entry.lesson.steps {
      for command in step.commands {
        session.whyPath = []
        try session.runAsWritten(
          isDrawn ? DrawnNumbers.withoutEdits(command.text) : command.text, on: silent)
        drawing?.settle(&session)
        collect(from: command.text, in: session, step: step.title)
        if pictures.isEmpty, !sums.isEmpty { pictures = Self.pictures(of: session) }
      }
    }
  }

  var isEmpty: Bool { sums.isEmpty }
  var count: Int { sums.count }
  /// How many results are 0, which says little about the rule.
  var zeros: Int { sums.count { $0.explanation.value == 0 } }
  /// How many of the lesson's questions are on the sheet.
  var questionCount: Int { questions.count }

  private static func pictures(
    of session: Session
  ) -> [(quantity: String, part: Document.Part)] {
    let silent = Console { _ in }
    let commands: [(String, (any PicturedCommand)?)] = [
      ("image", try? ImageCommand.parse([])), ("filters", try? FiltersCommand.parse([])),
    ]
    return commands.compactMap { quantity, command in
      guard let figure = try? command?.figure(in: session, on: silent) else { return nil }
      return (quantity, .figure(figure, caption: figure.title, .small))
    }
  }

  /// The pictures of what the sums use.
  private var usedPictures: [Document.Part] {
    let used = Set(sums.flatMap(\.explanation.arithmetic.places).map(\.quantity))
    return pictures.filter { used.contains($0.quantity) }.map(\.part)
  }

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
    guard let values = session.trainer.numbers(at: block) else { return nil }
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

  /// The sums with blanks, under the figures, and the questions. Without a student, there is a line
  /// to write the name on.
  func sheet(_ fading: Fading, for student: String? = nil) -> [Document.Part] {
    var parts: [Document.Part] = [
      .facts([.init("Name", student ?? Self.line), .init("Date", Self.line)]),
      .paragraph("Fill in the blanks. " + source),
    ]
    parts += usedPictures
    var seen: Set<String> = []
    var step: String?
    for (index, sum) in sums.enumerated() {
      if sum.step != step { parts.append(.heading(sum.step)) }
      step = sum.step
      let isFirst = seen.insert(Self.rule(sum.explanation)).inserted
      parts += [
        .subheading(title(of: sum, index)), picture(sum, gaps(sum, fading, isFirst: isFirst)),
      ]
    }
    guard !questions.isEmpty else { return parts }
    parts.append(.heading("Questions"))
    for (index, question) in questions.enumerated() {
      parts.append(.subheading("\(sums.count + index + 1). \(question.title)"))
      parts += question.text
    }
    return parts
  }

  private static let line = "______________________________"

  /// Where the numbers come from.
  private var source: String {
    isDrawn
      ? "These numbers were drawn from seed \(seed)."
      : "The numbers are those of lesson \(entry.label) with seed \(seed): "
        + "on the screen, `why` and the name of a number show its sum."
  }

  /// The sums in full, and the answers.
  var key: [Document.Part] {
    sums.enumerated().flatMap { index, sum in
      [.subheading(title(of: sum, index)), picture(sum, .none)]
    } + answers
  }

  /// The terms and the result of each sum, in a row, and the answers.
  var results: [Document.Part] {
    [
      .table(
        ["Sum", "Number", "Terms that are not 0", "Result"],
        rows: sums.enumerated().map { index, sum in
          [
            "\(index + 1)", "`\(sum.explanation.place)`",
            ExplanationPicture(sum.explanation).inOneLine,
            Numbers.compact(sum.explanation.value, digits: 7),
          ]
        })
    ] + answers
  }

  private var answers: [Document.Part] {
    questions.isEmpty
      ? []
      : [
        .facts(
          questions.enumerated().map { index, question in
            .init("\(sums.count + index + 1)", question.answer)
          })
      ]
  }

  private func title(of sum: Sum, _ index: Int) -> String {
    "\(index + 1). `\(sum.explanation.place)`"
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

  // MARK: Questions

  /// A question of the lesson that can be asked on paper.
  private struct PaperQuestion {
    let title: String
    let text: [Document.Part]
    let answer: String
  }

  /// The lesson's questions that need nothing but their own text. With drawn numbers, those whose
  /// text has no numbers of the lesson's own.
  private var questions: [PaperQuestion] {
    entry.lesson.steps.compactMap { step in
      guard case .question(let question) = step.activity,
        !step.before.contains(where: \.runs), question.places.isEmpty
      else { return nil }
      let text = step.before.flatMap(Self.parts)
      let words = Self.words(of: step.before, question)
      guard !words.contains("above"), !isDrawn || !words.contains(where: \.isNumber) else {
        return nil
      }
      switch question.kind {
      case .choice(let choices, let right):
        let list = choices.map { "(\($0.letter)) \(LessonText.plain($0.text))" }
        return PaperQuestion(
          title: step.title, text: text + [.list(list), .paragraph("Your answer: ________")],
          answer: question.inWords(String(right)))
      case .numbers:
        return PaperQuestion(
          title: step.title, text: text + [.paragraph("Your answer: ________________")],
          answer: question.solution.answer)
      case .sentence(let model, _):
        return PaperQuestion(title: step.title, text: text + [.ruled(3)], answer: model)
      case .places: return nil
      }
    }
  }

  private static func parts(_ block: Block) -> [Document.Part] {
    switch block {
    case .prose(let lines): LessonText.paragraphs(lines).map { .paragraph($0) }
    case .verbatim(let lines): [.screen(lines)]
    case .session: []
    }
  }

  private static func words(of blocks: [Block], _ question: Question) -> String {
    var lines = blocks.flatMap { block -> [String] in
      switch block {
      case .prose(let lines), .verbatim(let lines): lines
      case .session: []
      }
    }
    if case .choice(let choices, _) = question.kind { lines += choices.map(\.text) }
    return lines.joined(separator: " ")
  }
}
