import Course

/// A file that was handed in, graded.
struct Submission {
  let file: String
  let outcome: Outcome

  enum Outcome {
    /// It cannot be graded, for this reason.
    case unreadable(String)
    case graded(Graded)
  }

  /// What grading found.
  struct Graded {
    let handIn: HandInFile
    let replay: AssignmentReplay
    let marks: Marks
    /// The seconds after which the replay was cut off.
    let limit: Int
    /// What a teacher should look at.
    var warnings: [Warning] = []
  }

  /// Something that may mean that the work is not the student's, or not on this assignment.
  enum Warning: Hashable {
    case otherAssignment(String)
    case otherText
    case otherVersion(String)
    case otherNumbers
    case sameStudent(file: String)
    case sameJournal(files: [String])
    case cameBack(part: String)
    case otherExercise(String, seed: UInt64)
    case changedLine(Int)
    case cutShort

    /// How many files with the same journal are named.
    private static let mostNamed = 3

    var sentence: String {
      switch self {
      case .otherAssignment(let name): "handed in for `\(name)`"
      case .otherText: "done with another version of the assignment"
      case .otherVersion(let version): "written by \(version), and this is \(Version.text)"
      case .otherNumbers: "done with another student's numbers"
      case .sameStudent(let file): "the same student as \(file)"
      case .sameJournal(let files):
        "the same lines at the same times as \(files.prefix(Self.mostNamed).joined(separator: ", "))"
          + (files.count > Self.mostNamed ? " and \(files.count - Self.mostNamed) more" : "")
      case .changedLine(let number):
        "line \(number) of the journal was changed after `hand-in` wrote it"
      case .cameBack(let part): "answered part `\(part)` after looking at later ones"
      case .otherExercise(let name, let seed):
        "exercise `\(name)` was judged with seed \(seed), not with the student's"
      case .cutShort: "the end of the file is missing"
      }
    }
  }

  var graded: Graded? { if case .graded(let graded) = outcome { graded } else { nil } }

  /// The student, or the file if it does not say.
  var student: String { graded?.handIn.head.student ?? file }

  /// Grades a file.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - assignment: The assignment.
  ///   - start: A new session.
  ///   - limit: How many seconds its replay may take.
  init(_ file: String, of assignment: LessonLibrary.Entry, from start: Session, limit: Int) {
    self.file = file.split(separator: "/").last.map(String.init) ?? file
    do {
      let bytes = try Files.read(file, atMost: HandInFile.maximumBytes)
      let handIn = try HandInFile(reading: bytes)
      guard Assignment.isStudent(handIn.head.student) else {
        outcome = .unreadable("it names no student")
        return
      }
      var entry = assignment
      entry.student = handIn.head.student
      var replay: AssignmentReplay?
      try Files.inScratch(sealed: true) {
        Confinement.$current.withValue(.handedIn(file: file)) {
          replay = AssignmentReplay(handIn, of: entry, from: start, within: .seconds(limit))
        }
      }
      guard let replay else { throw CommandError.stopped }
      var graded = Graded(
        handIn: handIn, replay: replay,
        marks: Marks(entry.lesson, seed: entry.seed, replay.results),
        limit: limit)
      graded.warnings =
        Self.warnings(handIn, of: entry) + Self.exercises(in: replay.results, seed: entry.seed)
        + Self.returns(in: replay.results, of: entry.lesson)
      outcome = .graded(graded)
    } catch let problem as HandInFile.Problem {
      outcome = .unreadable(problem.sentence)
    } catch {
      outcome = .unreadable(CommandError(error).problem)
    }
  }

  /// The parts that were answered after the student had been in later ones, where their numbers are
  /// perhaps not locked.
  private static func returns(in results: [LessonJournal.Line], of lesson: Lesson) -> [Warning] {
    var (furthest, answered, warnings) = (0, Set<Int>(), [Warning]())
    for line in results {
      guard let index = lesson.steps.firstIndex(where: { $0.id == line.part }) else { continue }
      let isRight = line.did == .answer && line.worth == Notebook.Worth.right.rawValue
      if isRight, answered.insert(index).inserted, furthest > index {
        warnings.append(.cameBack(part: lesson.steps[index].id))
      }
      furthest = max(furthest, index)
    }
    return warnings
  }

  /// The exercises that were judged with numbers of another seed.
  private static func exercises(
    in results: [LessonJournal.Line], seed: UInt64
  ) -> [Warning] {
    let others = results.compactMap(\.score).filter { !$0.isExamination && $0.seed != seed }
    return Set(others.map { Warning.otherExercise($0.subject, seed: $0.seed) })
      .sorted { $0.sentence < $1.sentence }
  }

  private static func warnings(_ handIn: HandInFile, of entry: LessonLibrary.Entry) -> [Warning] {
    var warnings: [Warning] = []
    let name = entry.lesson.assignment?.name ?? ""
    if handIn.head.assignment != name {
      warnings.append(.otherAssignment(handIn.head.assignment))
    } else if handIn.head.checksum != entry.checksum {
      warnings.append(.otherText)
    }
    if handIn.head.version != Version.text { warnings.append(.otherVersion(handIn.head.version)) }
    let isOthers = handIn.lines.contains {
      $0.seed != entry.seed || $0.student != handIn.head.student
    }
    if isOthers { warnings.append(.otherNumbers) }
    if let line = handIn.changedLine { warnings.append(.changedLine(line)) }
    if handIn.isCutShort { warnings.append(.cutShort) }
    return warnings
  }
}

extension HandInFile.Problem {
  fileprivate var sentence: String {
    switch self {
    case .noJournal: "it has no journal: it was not written by `hand-in`"
    case .unreadable(let line): "line \(line) of the file is damaged"
    case .tooManyLines: "its journal is too long"
    }
  }
}

extension [Submission] {
  /// The submissions, with the warnings that come of comparing them.
  var compared: [Submission] {
    let byStudent = Dictionary(grouping: self, by: \.student)
    var byMoment: [Moment: Set<Int>] = [:]
    for (index, submission) in enumerated() {
      for moment in submission.moments { byMoment[moment, default: []].insert(index) }
    }
    return enumerated().map { index, submission in
      guard case .graded(var graded) = submission.outcome else { return submission }
      let student = graded.handIn.head.student
      for other in byStudent[student] ?? [] where other.file != submission.file {
        graded.warnings.append(.sameStudent(file: other.file))
      }
      let moments = submission.moments
      var shared: [Int: Int] = [:]
      for moment in moments {
        for other in byMoment[moment] ?? [] { shared[other, default: 0] += 1 }
      }
      let copies = shared.filter {
        $0.key != index && $0.value >= 5 && 2 * $0.value >= moments.count
      }
      let files = copies.keys.sorted().filter { self[$0].student != student }.map { self[$0].file }
      if !files.isEmpty { graded.warnings.append(.sameJournal(files: files)) }
      return Submission(file: submission.file, outcome: .graded(graded))
    }
  }
}

/// A line that was typed, and when.
private struct Moment: Hashable {
  let time: Int
  let text: String
}

extension Submission {
  fileprivate init(file: String, outcome: Outcome) {
    self.file = file
    self.outcome = outcome
  }

  fileprivate var moments: Set<Moment> {
    Set(
      (graded?.handIn.lines ?? []).filter { $0.did == .typed }.map {
        Moment(time: $0.time, text: $0.text ?? "")
      })
  }
}
