import Course
import Rendering

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A lab report: what was asked, expected, done, observed and understood, from a chapter of the
/// notebook.
struct LabReport {
  private let chapter: Notebook.Chapter
  private let figures: ReportFigures
  /// Whether wrong answers are left out.
  private let isClean: Bool
  /// Who tells what was done.
  var voice = Voice.passive
  var name: String?
  var roll: String?
  var course: String?
  /// What the user adds to the parts of the report.
  var additions: [ReportPart: String] = [:]

  init(chapter: Notebook.Chapter, figures: ReportFigures, isClean: Bool) {
    self.chapter = chapter
    self.figures = figures
    self.isClean = isClean
  }

  /// Who tells what was done.
  enum Voice { case passive, firstPerson }

  private func said(_ passive: String, _ firstPerson: String) -> String {
    voice == .passive ? passive : firstPerson
  }

  private static let blank = "____________________"

  private var lesson: Lesson? { chapter.lesson?.lesson }

  var document: Document {
    let title = lesson.map { "Lab report: \($0.title)" } ?? "Lab report"
    var document = Document(title: title, parts: Self.withoutRepeats([.facts(facts)] + body))
    document.running = ([title] + [name, roll].compactMap(\.self)).joined(separator: ". ")
    document.mark = mark ?? ""
    return document
  }

  /// The parts, with a reference in place of each figure that an earlier part contains.
  private static func withoutRepeats(_ parts: [Document.Part]) -> [Document.Part] {
    var numbers: [Figure: Int] = [:]
    return parts.map { part in
      guard case .figure(let figure, let caption, _) = part else { return part }
      if let number = numbers[figure] { return .paragraph("\(caption): see Figure \(number).") }
      numbers[figure] = numbers.count + 1
      return part
    }
  }

  private var body: [Document.Part] {
    let scores = chapter.entries.compactMap(\.score)
    // Whoever only took an examination did no experiment.
    guard scores.count < chapter.entries.count else {
      return scores.map { .paragraph($0.sentence) }
    }
    let isExperiment = !chapter.setups.isEmpty
    var parts: [Document.Part] = [.heading("Objectives")] + objectives
    parts += [.heading("Hypothesis")] + part(.hypothesis)
    if isExperiment { parts += [.heading("Experiment")] + experiment }
    parts += outcomes + results
    parts += [.heading("Observations")] + observations
    parts += [.heading("Inferences")] + part(.inferences)
    parts += [.heading("Conclusion")] + part(.conclusion)
    if isExperiment { parts += [.heading("How to repeat it")] + repetition }
    return parts
  }

  // MARK: Whose work it is

  private var facts: [Document.Fact] {
    let date = Date().formatted(.iso8601.year().month().day())
    let given = [
      Document.Fact("Name", name ?? Self.blank), .init("Roll number", roll ?? Self.blank),
      .init("Date", date), .init("Program", Version.text),
    ]
    return (course.map { [Document.Fact("Course", $0)] } ?? []) + given + honesty
  }

  /// What was revealed, done by the lesson, or not done.
  private var honesty: [Document.Fact] {
    guard let lesson else { return [] }
    func count(_ isOne: (Notebook.Kind) -> Bool) -> Int { chapter.entries.count { isOne($0.kind) } }
    let help = [
      (count { if case .hint = $0 { true } else { false } }, "hint"),
      (count { if case .answer(_, .told) = $0 { true } else { false } }, "revealed answer"),
      (
        count { if case .sentence(_, isOwn: false) = $0 { true } else { false } },
        "revealed sentence"
      ),
      (count { if case .task(.told) = $0 { true } else { false } }, "revealed solution"),
      (count { if case .task(.skipped) = $0 { true } else { false } }, "skipped task"),
    ].filter { $0.0 > 0 }.map { Numbers.count($0.0, $0.1) }
    let missing = chapter.missing
    let wrong = count { if case .answer(_, .wrong) = $0 { true } else { false } }
    return [.init("Help used", help.isEmpty ? "none" : help.joined(separator: ", "))]
      + (missing.isEmpty
        ? []
        : [.init("Not done", missing.map { lesson.steps[$0].title }.joined(separator: "; "))])
      + (isClean && wrong > 0 ? [.init("Left out", Numbers.count(wrong, "wrong answer"))] : [])
  }

  /// What is said on each page if the lesson did parts of the work itself.
  var mark: String? {
    let steps = Dictionary(
      grouping: chapter.entries.filter { $0.isAnswered && $0.step != nil }, by: \.step)
    let told = steps.values.count { $0.contains(where: \.isTold) }
    guard told > 0 else { return nil }
    return told == steps.count
      ? "Model solution: done by the lesson"
      : "Model solution in \(told) of \(steps.count) parts"
  }

  // MARK: Sentences

  private var objectives: [Document.Part] {
    let given = lesson?.objectives ?? []
    let own = sentences(for: .objectives)
    guard given.isEmpty else { return [.list(given)] + own }
    return own.isEmpty ? [.ruled(3)] : own
  }

  private func part(_ part: ReportPart) -> [Document.Part] {
    let sentences = sentences(for: part)
    return sentences.isEmpty ? [.ruled(4)] : sentences
  }

  /// What was written for a part, after the question it answers.
  private func sentences(for part: ReportPart) -> [Document.Part] {
    let written = chapter.entries.flatMap { entry -> [Document.Part] in
      switch entry.kind {
      case .sentence(let text, let isOwn):
        guard let step = step(of: entry), self.part(of: step) == part else { return [] }
        return question(of: step) + sentence(text, isOwn: isOwn)
      case .part(part, let text): return [.quote(text)]
      default: return []
      }
    }
    return written + (additions[part].map { [.quote($0)] } ?? [])
  }

  private func sentence(_ text: String, isOwn: Bool) -> [Document.Part] {
    [.quote(text)] + (isOwn ? [] : [.paragraph("(From the lesson.)")])
  }

  private func step(of entry: Notebook.Entry) -> Step? {
    guard let steps = lesson?.steps, let index = entry.step, steps.indices.contains(index)
    else { return nil }
    return steps[index]
  }

  private func part(of step: Step) -> ReportPart? {
    guard case .question(let question) = step.activity, case .sentence(_, let part) = question.kind
    else { return nil }
    return part
  }

  /// The running text before a step's task. If it is about a drawing or numbers that stand before
  /// it, they come first, with the paragraph that introduces them.
  private func question(of step: Step) -> [Document.Part] {
    func paragraphs(_ block: Block) -> [Document.Part] {
      guard case .prose(let lines) = block else { return [] }
      return LessonText.paragraphs(lines).map { .paragraph($0) }
    }
    let asking = step.before.lastIndex { if case .prose = $0 { true } else { false } }
    guard let asking else { return [] }
    let start = step.before[..<asking].lastIndex(where: \.runs).map { $0 + 1 } ?? 0
    var parts: [Document.Part] = []
    for (index, block) in step.before[start..<asking].enumerated() {
      guard case .verbatim(let lines) = block else { continue }
      let isFirst = parts.isEmpty && index > 0
      parts += (isFirst ? paragraphs(step.before[start + index - 1]).suffix(1) : [])
      parts.append(.screen(lines))
    }
    return parts + paragraphs(step.before[asking])
  }

  // MARK: The experiment

  private var experiment: [Document.Part] {
    var parts: [Document.Part] = []
    for (index, setup) in chapter.setups.enumerated() {
      if chapter.setups.count > 1 { parts.append(.subheading("Set-up \(index + 1)")) }
      parts.append(
        .paragraph(
          said("The network was", "I used the network") + " `\(setup.network)`. "
            + said("The data: ", "My data: ") + setup.data + "." + training(setup)))
      if let network = figures.ofNetworks[setup.layers] {
        parts.append(.figure(network, caption: "the network, from the image on", .large))
      }
      parts.append(.screen(setup.layers))
    }
    return parts + [
      .paragraph("Random weights and the order of the images come from seed \(chapter.seed).")
    ]
  }

  private func training(_ setup: Setup) -> String {
    guard let training = setup.training, let updates = setup.updates else { return "" }
    guard updates > 0 else { return said(" It was not trained.", " I did not train it.") }
    return said(" It was trained", " I trained it")
      + " for \(Numbers.count(updates, "update")): \(training)."
  }

  private var repetition: [Document.Part] {
    if let word = chapter.lesson?.word {
      return [
        .paragraph(
          "`backstep lesson \(word)` begins with the same numbers. These lines were run in each part:"
        )
      ] + commandsByPart
    }
    return [
      .paragraph(
        "Put these lines into a file `lab.txt`, and `backstep --seed \(chapter.seed) lab.txt` "
          + "reproduces every number.")
    ] + forgotten + [.screen(chapter.entries.compactMap(\.line))]
  }

  /// The commands of each part of a lesson, in its order.
  private var commandsByPart: [Document.Part] {
    let lines = (lesson?.steps ?? []).enumerated().flatMap { index, step -> [String] in
      let commands = chapter.entries.filter { $0.step == index }.compactMap(\.line)
      return commands.isEmpty ? [] : ["# \(index + 1). \(step.title)"] + commands
    }
    return lines.isEmpty ? [] : [.screen(lines)]
  }

  private var forgotten: [Document.Part] {
    chapter.forgotten == 0
      ? []
      : [
        .paragraph(
          "The first \(Numbers.count(chapter.forgotten, "command")) of a long session "
            + "are not included.")
      ]
  }

  /// What came of each part that asks for something.
  private var outcomes: [Document.Part] {
    guard let lesson else { return [] }
    let rows = lesson.asking.map { index in
      let entries = chapter.entries.filter { $0.step == index }
      let tries = entries.count(where: \.isTry)
      let hints = entries.count { if case .hint = $0.kind { true } else { false } }
      return [
        lesson.steps[index].title, Self.outcome(entries), tries > 0 ? "\(tries)" : "",
        hints > 0 ? "\(hints)" : "",
      ]
    }
    guard !rows.isEmpty else { return [] }
    return [
      .heading("What was asked"),
      .table(["Part", "Result", "Tries", "Hints"], rows: rows),
    ]
  }

  private static func outcome(_ entries: [Notebook.Entry]) -> String {
    guard let end = entries.last(where: \.isAnswered) else {
      return entries.contains(where: \.isTry) ? "no right answer" : "not done"
    }
    return switch end.kind {
    case .answer(_, .right): entries.count(where: \.isTry) == 1 ? "right at the first try" : "right"
    case .answer: "the answer was revealed"
    case .sentence(_, let isOwn): isOwn ? "answered in a sentence" : "the sentence was revealed"
    case .task(let completion): completion.rawValue
    case .command, .score, .hint, .part, .remark: ""
    }
  }

  /// What commands measured, in the order of the work.
  private var results: [Document.Part] {
    let rows = ordered.flatMap { _, entry in
      entry.findings.map {
        [$0.name, $0.value] + (lesson == nil ? [] : [step(of: entry)?.title ?? ""])
      }
    }
    guard !rows.isEmpty else { return [] }
    let head = [said("What was measured", "What I measured"), "Result"]
    return [
      .heading("Results"), .table(head + (lesson == nil ? [] : ["Part"]), rows: rows),
    ]
  }

  // MARK: Observations

  /// The entries in the order of the lesson's parts, with their positions in the chapter.
  private var ordered: [(offset: Int, element: Notebook.Entry)] {
    chapter.entries.enumerated().sorted {
      ($0.element.step ?? .max, $0.offset) < ($1.element.step ?? .max, $1.offset)
    }
  }

  private var observations: [Document.Part] {
    var parts: [Document.Part] = lesson == nil ? [] : forgotten
    var shown: Int?? = .none
    for (index, entry) in ordered {
      let step = step(of: entry)
      if let step, part(of: step) != nil, entry.isAnswered { continue }
      if isClean, entry.isWrong { continue }
      let isFirst = shown != .some(entry.step)
      if isFirst, let step {
        parts.append(.subheading(step.title))
        if case .turn = step.activity { parts += question(of: step) }
      } else if isFirst, lesson != nil, !parts.isEmpty {
        parts.append(.subheading("Afterwards"))
      }
      switch entry.kind {
      case .command(let text, let printed):
        parts += observation(
          of: text, printed, figures.ofEntries[index],
          isWhole: !figures.needingText.contains(index))
      case .answer(let text, let worth):
        if isFirst || !hasQuestion(parts, step), let step { parts += question(of: step) }
        parts.append(
          .paragraph(
            "\(worth == .told ? "Answer" : said("Answer", "My answer")): \(text) "
              + "(\(worth == .told ? "revealed" : worth.rawValue))"))
      case .score(let score): parts.append(.paragraph(score.sentence))
      case .task(let completion): parts.append(.paragraph("Task: \(completion.rawValue)"))
      case .hint: parts.append(.paragraph("(A hint.)"))
      case .sentence(let text, let isOwn):
        if let step { parts += question(of: step) }
        parts += sentence(text, isOwn: isOwn)
      case .part: break
      case .remark(let text):
        let words = text.drop { $0 == "#" || $0 == " " }
        guard !words.isEmpty else { break }
        parts.append(text.hasPrefix("#") ? .subheading(String(words)) : .paragraph(text))
      }
      shown = entry.step
    }
    return parts.isEmpty ? [.ruled(6)] : parts
  }

  /// A command, with its figure in place of what it printed if the figure says as much.
  private func observation(
    of command: String, _ printed: [String], _ figure: Figure?, isWhole: Bool
  ) -> [Document.Part] {
    let screen = Document.Part.screen([LogFile.prompt + command] + printed)
    guard let figure else { return [screen] }
    let caption = figure.title == command ? "`\(command)`" : "\(figure.title) (`\(command)`)"
    return (isWhole ? [] : [screen]) + [.figure(figure, caption: caption, .large)]
  }

  /// Whether the question of a step is already there.
  private func hasQuestion(_ parts: [Document.Part], _ step: Step?) -> Bool {
    guard let step, let question = question(of: step).first else { return false }
    let start = parts.lastIndex(of: .subheading(step.title)) ?? parts.startIndex
    return parts[start...].contains(question)
  }
}

extension Notebook.Entry {
  /// Whether it is an answer of the user's own.
  fileprivate var isTry: Bool {
    if case .answer(_, let worth) = kind { worth != .told } else { false }
  }

  fileprivate var isWrong: Bool { if case .answer(_, .wrong) = kind { true } else { false } }

  /// Whether the lesson did it, or told how.
  fileprivate var isTold: Bool {
    switch kind {
    case .answer(_, .told), .sentence(_, isOwn: false), .task(.told), .task(.skipped): true
    default: false
    }
  }
}
