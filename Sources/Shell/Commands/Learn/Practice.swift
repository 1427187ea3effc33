import ArgumentParser
import ConvNet
import Course
import Lab

struct PracticeCommand: ShellCommand {
  static let group = CommandGroup.learn
  static let traits = CommandTraits.aside
  static let configuration = CommandConfiguration(
    named: "practice", abstract: "Compute numbers by hand, on endless fresh problems.",
    discussion: """
      practice                     the topics, and how you are doing
      practice filter-gradient     problems on one topic, on fresh small numbers
      practice mixed               on all topics; hard ones come back more often
      practice exam                the examination: a whole step of a network by hand
      practice stop                leaves; your own session or your lesson comes back
      practice routing --seed 7    the same problems again

      Type a number, or the rows of a map: 1 0; 2 -1. If a number is wrong, you learn what
      probably led to it. You master a topic with three right answers in a row, each at the first
      try and without a hint. While a problem is open, commands that would show the numbers are
      locked; afterwards `why` explains them. `hint` gives the formula, `answer` gives the
      numbers, and Enter continues.
      """)

  /// The words that are not a topic.
  static let reserved = ["mixed", "exam", "next", "stop"]

  @Argument(help: ArgumentHelp("A topic, mixed, exam, next or stop.", valueName: "topic"))
  var topic: String?
  @Option(help: ArgumentHelp("Draw the problems from this seed.", valueName: "n"))
  var seed: String?

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    guard let topic else { return show(in: session, on: console) }
    let names = PracticeTopic.all.map(\.name)
    let choice = try Arguments.choice(topic, "topic", among: names + Self.reserved)
    if ["next", "stop"].contains(choice) {
      guard session.practice != nil else {
        throw CommandError("You are not practising.", at: topic, hint: "practice mixed")
      }
      guard choice == "stop" || session.openProblem == nil else {
        throw CommandError("This problem is open.", at: topic, hint: "answer shows it")
      }
      return choice == "stop"
        ? session.leavePractice(on: console) : session.nextProblem(on: console)
    }
    let assigned = choice == "exam" ? session.assignedExamination : nil
    guard assigned == nil || self.seed == nil else {
      throw CommandError(
        "`--seed` cannot be used in an assignment: its questions are drawn for you.", at: "--seed",
        hint: "practice exam")
    }
    let seed =
      try self.seed.map { try Arguments.seed($0) } ?? assigned
      ?? freshSeed(in: session, on: console)
    let subject: PracticeState.Subject
    switch choice {
    case "mixed": subject = .mixed
    case "exam":
      var random = RandomSource(seed: seed)
      subject = .examination(Examination(from: &random))
    default:
      guard let topic = PracticeTopic.named(choice) else { return }
      subject = .topic(topic)
    }
    let adapts = choice == "mixed" && self.seed == nil && session.lessonTaken == nil
    if assigned != nil {
      console.recordedLine?.markUnrepeatable()
    } else if adapts {
      console.recordedLine?.breakOff("what was practised depends on how earlier practice went")
    } else {
      console.recordedLine?.replace(by: ["practice \(choice) --seed \(seed)"], for: Self.name)
    }
    session.practise(subject, seed: seed, adapts: adapts, on: console)
  }

  private func show(in session: Session, on console: Console) {
    guard session.openProblem == nil else {
      return session.showProblem(recalling: true, on: console)
    }
    let record = session.practiceRecord
    console.print(PracticeText.overview(record, width: console.width()))
    let next = PracticeTopic.all.first { !record[$0.name].isMastered }?.name ?? "exam"
    console.print("next: practice \(next), practice mixed, practice exam")
  }

  /// A seed for problems that have not been seen. A script gets the same ones each time, as long as
  /// nobody has practised.
  private func freshSeed(in session: Session, on console: Console) -> UInt64 {
    if console.hasPrompt { return .random(in: 1...999_999) }
    let record = session.practiceRecord
    let seen = PracticeTopic.all.reduce(0) { $0 + record[$1.name].right + record[$1.name].wrong }
    return session.seed &+ UInt64(seen) &+ (session.practice?.seed ?? 0)
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    guard words.isEmpty else { return [] }
    return PracticeTopic.all.map { Offer($0.name, note: $0.title) }
      + (session.practice == nil ? reserved.prefix(2) : reserved[...]).map { Offer($0) }
  }
}
