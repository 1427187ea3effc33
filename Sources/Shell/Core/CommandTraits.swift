/// How lessons, logs, the pager and reports treat a command. There are no defaults: every command
/// states each trait, or names one of the sets below.
struct CommandTraits: Sendable {
  enum LessonUse: Sendable {
    /// A lesson may run it, with files inside the working folder only.
    case inLessons
    /// A lesson may not: it affects the shell, the lesson itself, or the world outside.
    case notInLessons
  }

  /// Whether it is one of the lines that lead from a new session to the current one.
  enum Replaying: Sendable { case replayed, notReplayed }

  enum Printing: Sendable {
    /// It prints the same when it is run again in the same session, on any machine.
    case repeatable
    /// What it prints depends on files or on the user.
    case unrepeatable
  }

  /// How a log records a line that Ctrl-C stopped.
  enum Stopping: Sendable {
    /// As nothing, if the session is unchanged.
    case nothingIfStopped
    /// As lines that do the same amount of work; `nil` if there are none, and the rest of the session
    /// cannot be replayed.
    case ifStopped(@Sendable (StoppedRun) -> [String]?)
  }

  /// What happens to work done before a failure: commands that run other commands keep it.
  enum Failing: Sendable { case allOrNothing, keepsWork }

  /// Whether its output is shown one screenful at a time, or as it is printed.
  enum Showing: Sendable { case paged, unpaged }

  enum Reporting: Sendable {
    /// A report shows it as work with the network.
    case reported
    /// A report shows it as part of the set-up: the data and the network.
    case setUp
    /// A report leaves it out.
    case unreported
  }

  let lessons: LessonUse
  let replaying: Replaying
  let printing: Printing
  let stopping: Stopping
  let failing: Failing
  let showing: Showing
  let reporting: Reporting

  init(
    _ lessons: LessonUse, _ replaying: Replaying, _ printing: Printing, _ stopping: Stopping,
    _ failing: Failing, _ showing: Showing, _ reporting: Reporting
  ) {
    self.lessons = lessons
    self.replaying = replaying
    self.printing = printing
    self.stopping = stopping
    self.failing = failing
    self.showing = showing
    self.reporting = reporting
  }

  /// Work with the network: lessons may do it, and logs and reports keep it.
  static let work = CommandTraits(
    .inLessons, .replayed, .repeatable, .nothingIfStopped, .allOrNothing, .paged, .reported)

  /// A choice of data or network: like work, but reports show it as part of the set-up.
  static let setUp = CommandTraits(
    .inLessons, .replayed, .repeatable, .nothingIfStopped, .allOrNothing, .paged, .setUp)

  /// What surrounds the work, such as the lesson itself: logs keep it, reports leave it out.
  static let aside = CommandTraits(
    .notInLessons, .replayed, .repeatable, .nothingIfStopped, .allOrNothing, .paged, .unreported)
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
