import Course
import Rendering

extension Notebook {
  /// Something that was done or written in a step of the lesson.
  struct Entry {
    let step: Int?
    let kind: Kind
    /// What a command measured.
    let findings: [Finding]
    /// The figure of a command in the user's own work.
    var figure: Figure?
    /// The session's fingerprint after a command of a lesson that has a figure.
    let state: String?
    let bytes: Int

    init(
      _ kind: Kind, step: Int?, findings: [Finding] = [], figure: Figure? = nil,
      state: String? = nil
    ) {
      self.kind = kind
      self.step = step
      self.findings = findings
      self.figure = figure
      self.state = state
      bytes =
        switch kind {
        case .command(let text, let lines):
          lines.reduce(text.utf8.count) { $0 + $1.utf8.count + 16 }
        case .answer(let text, _), .sentence(let text, _), .remark(let text), .part(_, let text):
          text.utf8.count
        case .task, .hint, .score: 16
        }
    }

    var isCommand: Bool { if case .command = kind { true } else { false } }
    var isRemark: Bool { if case .remark = kind { true } else { false } }
    var isSentence: Bool {
      switch kind {
      case .sentence, .part: true
      default: false
      }
    }
    /// The part of the report that it was written for, outside the parts of a lesson.
    var reportPart: ReportPart? { if case .part(let part, _) = kind { part } else { nil } }
    var score: Score? { if case .score(let score) = kind { score } else { nil } }
    /// The line of a command.
    var line: String? { if case .command(let line, _) = kind { line } else { nil } }
    /// The text of a sentence.
    var text: String? {
      switch kind {
      case .sentence(let text, _), .part(_, let text): text
      default: nil
      }
    }
    /// Whether another entry of the same step adds nothing to it.
    func settles(_ other: Entry) -> Bool {
      switch (kind, other.kind) {
      case (.answer(_, .right), .answer), (.task, .task): true
      default: false
      }
    }
    /// Whether it ends the question or the task of its step.
    var isAnswered: Bool {
      switch kind {
      case .answer(_, let worth): worth != .wrong
      case .sentence, .task: true
      case .command, .score, .hint, .remark, .part: false
      }
    }
  }

  /// What an entry holds.
  enum Kind {
    case command(String, printed: [String])
    /// An answer to a question, and how it was judged.
    case answer(String, Worth)
    /// What came of an examination or of an exercise.
    case score(Score)
    /// A task of the lesson, and how it was done.
    case task(Completion)
    /// A hint was given.
    case hint
    /// A sentence; `isOwn` is false for the lesson's own, which the user asked for.
    case sentence(String, isOwn: Bool)
    /// A sentence for a part of the report that no part of the lesson asks for.
    case part(ReportPart, String)
    /// A paragraph of the user's own; after `#`, a heading.
    case remark(String)

    /// Whether it says that the student did what a part asks: answered rightly, wrote, or reached the
    /// goal by hand.
    var isOwnWork: Bool {
      switch self {
      case .answer(_, .right), .sentence(_, isOwn: true), .task(.byHand): true
      default: false
      }
    }
  }

  /// A result of a command, for the table of results.
  struct Finding: Codable, Hashable {
    let name: String
    let value: String

    init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// How an answer was judged, in the report's words.
  enum Worth: String { case right, wrong, told }

  /// How a task was done, in the report's words.
  enum Completion: String {
    case byHand = "done"
    case told = "done after the solution was shown"
    case skipped = "done by the lesson"
  }
}
