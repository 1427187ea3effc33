import Course
import Rendering

/// A lab report: what was asked, expected, done, observed and understood, from a chapter of the
/// notebook.
struct LabReport {
  let chapter: Notebook.Chapter
  var name: String?
  var roll: String?
  /// What the user adds to the parts of the report.
  var additions: [ReportPart: String] = [:]

  private static let blank = "____________________"

  var document: Document {
    let title = chapter.lesson.map { "Lab report: \($0.lesson.title)" } ?? "Lab report"
    return Document(
      title: title,
      parts: [
        .facts(
          [
            .init("Name", name ?? Self.blank), .init("Roll number", roll ?? Self.blank),
          ] + honesty)
      ] + [.heading("Objectives")] + objectives
        + [.heading("Hypothesis")] + part(.hypothesis)
        + [.heading("Experiment")] + experiment
        + [.heading("Observations")] + observations
        + [.heading("Inferences")] + part(.inferences)
        + [.heading("Conclusion")] + part(.conclusion))
  }

  // MARK: Whose work it is

  /// What was revealed, done by the lesson, or not done.
  private var honesty: [Document.Fact] {
    guard let lesson = chapter.lesson?.lesson else { return [] }
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
    let done = Set(
      chapter.entries.filter { $0.isAnswered }.compactMap(\.step))
    let missing = lesson.steps.indices.filter {
      lesson.steps[$0].activity != .look && !done.contains($0)
    }
    return [.init("Help used", help.isEmpty ? "none" : help.joined(separator: ", "))]
      + (missing.isEmpty
        ? []
        : [.init("Not done", missing.map { lesson.steps[$0].title }.joined(separator: "; "))])
  }

  // MARK: Sentences

  private var objectives: [Document.Part] {
    let given = chapter.lesson?.lesson.objectives ?? []
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
      guard case .sentence(let text, let isOwn) = entry.kind, let step = step(of: entry),
        self.part(of: step) == part
      else { return [] }
      return question(of: step) + sentence(text, isOwn: isOwn)
    }
    return written + (additions[part].map { [.quote($0)] } ?? [])
  }

  private func sentence(_ text: String, isOwn: Bool) -> [Document.Part] {
    [.quote(text)] + (isOwn ? [] : [.paragraph("(From the lesson.)")])
  }

  private func step(of entry: Notebook.Entry) -> Step? {
    guard let steps = chapter.lesson?.lesson.steps, let index = entry.step,
      steps.indices.contains(index)
    else { return nil }
    return steps[index]
  }

  private func part(of step: Step) -> ReportPart? {
    guard case .question(let question) = step.activity, case .sentence(_, let part) = question.kind
    else { return nil }
    return part
  }

  /// The running text before a step's task.
  private func question(of step: Step) -> [Document.Part] {
    for case .prose(let lines) in step.before.reversed() {
      let text = lines.joined(separator: " ")
      return [.paragraph(LessonText.plain(Quotation.named(in: text)))]
    }
    return []
  }

  // MARK: The experiment

  private var experiment: [Document.Part] {
    var parts: [Document.Part] = []
    for (index, setup) in chapter.setups.enumerated() {
      if chapter.setups.count > 1 { parts.append(.subheading("Set-up \(index + 1)")) }
      parts += [
        .facts([
          .init("Network", "`\(setup.network)`"), .init("Data", setup.data),
          .init("Training", setup.settings),
        ]),
        .screen(setup.layers),
      ]
    }
    return parts + [.subheading("How to repeat it")] + repetition
  }

  private var repetition: [Document.Part] {
    let seed = "Weights and order are drawn from seed \(chapter.seed)."
    if let lesson = chapter.lesson {
      return [
        .paragraph(
          "\(seed) `backstep lesson \(lesson.word)` begins with the same numbers and "
            + "reproduces all that follow.")
      ]
    }
    let commands = chapter.entries.compactMap { entry -> String? in
      guard case .command(let text, _) = entry.kind else { return nil }
      return text
    }
    return [
      .paragraph(
        "\(seed) Put these lines into a file `lab.txt`, and `backstep --seed \(chapter.seed) lab.txt` "
          + "reproduces every number.")
    ] + forgotten + [.screen(commands)]
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

  // MARK: Observations

  private var observations: [Document.Part] {
    var parts: [Document.Part] = chapter.lesson == nil ? [] : forgotten
    let entries = chapter.entries.enumerated().sorted {
      ($0.element.step ?? .max, $0.offset) < ($1.element.step ?? .max, $1.offset)
    }.map(\.element)
    var shown: Int?? = .none
    for entry in entries {
      let step = step(of: entry)
      if let step, part(of: step) != nil, !entry.isCommand { continue }
      let isFirst = shown != .some(entry.step)
      if isFirst, let step { parts.append(.subheading(step.title)) }
      switch entry.kind {
      case .command(let text, let printed):
        parts.append(.screen([LogFile.prompt + text] + printed))
      case .answer(let text, let worth):
        if isFirst || !hasQuestion(parts, step), let step { parts += question(of: step) }
        parts.append(.paragraph("Answer: \(text) (\(worth.rawValue))"))
      case .certificate(let text): parts.append(.paragraph(text))
      case .task(let completion): parts.append(.paragraph("Task: \(completion.rawValue)"))
      case .hint: parts.append(.paragraph("(A hint.)"))
      case .sentence(let text, let isOwn):
        if let step { parts += question(of: step) }
        parts += sentence(text, isOwn: isOwn)
      }
      shown = entry.step
    }
    return parts.isEmpty ? [.ruled(6)] : parts
  }

  /// Whether the question of a step is already there.
  private func hasQuestion(_ parts: [Document.Part], _ step: Step?) -> Bool {
    guard let step, let question = question(of: step).first else { return false }
    let start = parts.lastIndex(of: .subheading(step.title)) ?? parts.startIndex
    return parts[start...].contains(question)
  }
}
