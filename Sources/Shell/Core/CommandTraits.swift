/// How lessons, logs, the pager and reports treat a command. There are no defaults: every command
/// states each trait, or names one of the sets below.
struct CommandTraits: Sendable {
  enum LessonUse: Sendable {
    /// A lesson may run it, but with files inside the working folder only.
    case inLessons
    /// A lesson may not run it: it affects the shell, the lesson itself, or the world outside.
    case notInLessons
  }

  /// Whether it belongs to the lines that lead from a new session to the current one.
  enum Replaying: Sendable { case replayed, notReplayed }

  enum Printing: Sendable {
    /// It prints the same output when it is run again in the same session, on any machine.
    case repeatable
    /// Its output depends on files or on the user.
    case unrepeatable
  }

  /// What is kept of the work after Ctrl-C, and how a log records it.
  enum Stopping: Sendable {
    /// Nothing: every long loop in it checks for Ctrl-C, and the session is as it was before.
    case nothingIfStopped
    /// What was done so far; the command checks for Ctrl-C itself. The log gets lines that do the
    /// same work; if they are `nil`, the rest of the session cannot be replayed.
    case ifStopped(@Sendable (StoppedRun) -> [String]?)

    var keepsWork: Bool {
      switch self {
      case .nothingIfStopped: false
      case .ifStopped: true
      }
    }
  }

  /// What happens to work done before a failure: commands that run other commands keep it.
  enum Failing: Sendable { case allOrNothing, keepsWork }

  /// Whether its output is shown one screenful at a time, or as it is printed.
  enum Showing: Sendable { case paged, unpaged }

  enum Reporting: Sendable {
    /// A report shows it as work with the network.
    case reported
    /// A report shows it as part of the setup: the data and the network.
    case setUp
    /// A report leaves it out.
    case unreported
  }

  enum Needing: Sendable {
    /// It works with any network.
    case anyNetwork
    /// It is about answers or their loss, so it needs a network that ends in a classifier.
    case classifier
  }

  enum Touching: Sendable {
    /// It reads and writes no files.
    case nothing
    /// What it prints may depend on the files that are there.
    case files
  }

  let lessons: LessonUse
  let replaying: Replaying
  let printing: Printing
  let stopping: Stopping
  let failing: Failing
  let showing: Showing
  let reporting: Reporting
  let needing: Needing
  let touching: Touching

  init(
    _ lessons: LessonUse, _ replaying: Replaying, _ printing: Printing, _ stopping: Stopping,
    _ failing: Failing, _ showing: Showing, _ reporting: Reporting,
    _ needing: Needing, _ touching: Touching
  ) {
    self.lessons = lessons
    self.replaying = replaying
    self.printing = printing
    self.stopping = stopping
    self.failing = failing
    self.showing = showing
    self.reporting = reporting
    self.needing = needing
    self.touching = touching
  }

  /// Work with the network: lessons may run it, and logs and reports keep it.
  static let work = CommandTraits(
    .inLessons, .replayed, .repeatable, .nothingIfStopped, .allOrNothing, .paged, .reported,
    .anyNetwork, .nothing)

  /// Work with a network that ends in a classifier.
  static let classifying = CommandTraits(
    .inLessons, .replayed, .repeatable, .nothingIfStopped, .allOrNothing, .paged, .reported,
    .classifier, .nothing)

  /// A choice of data or network: like work, but reports show it as part of the setup.
  static let setUp = CommandTraits(
    .inLessons, .replayed, .repeatable, .nothingIfStopped, .allOrNothing, .paged, .setUp,
    .anyNetwork, .nothing)

  /// The same for a command that reads or writes files.
  var touchingFiles: CommandTraits {
    CommandTraits(
      lessons, replaying, printing, stopping, failing, showing, reporting, needing, .files)
  }

  /// What surrounds the work, such as the lesson itself: logs keep it, reports leave it out.
  static let aside = CommandTraits(
    .notInLessons, .replayed, .repeatable, .nothingIfStopped, .allOrNothing, .paged, .unreported,
    .anyNetwork, .nothing)
}

/// The work that a line had done when Ctrl-C stopped it.
struct StoppedRun {
  /// The words of the command, including its name.
  let words: [String]
  let updates: Int
  let tests: Int
  /// The number of updates after the last test.
  let updatesSinceTest: Int
}
