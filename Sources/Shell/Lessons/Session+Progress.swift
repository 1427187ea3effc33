import Course
import Terminal

extension Interpreter {
  /// Stores progress through the lessons in a file.
  package func keepProgress(in file: String?) {
    session.progressFile = file.flatMap { FileSystem.isDevice($0) ? nil : $0 }
  }
}

/// Where lessons continue, and which are done.
extension Session {
  /// The progress in the lessons, as far as it can be read.
  var progress: Progress {
    guard let file = progressFile, let bytes = try? Files.read(file) else { return Progress() }
    return Progress(parsing: String(decoding: bytes.prefix(Progress.maximumBytes), as: UTF8.self))
  }

  /// Notes the part at which the lesson will continue.
  mutating func noteProgress(on console: Console) {
    guard let play = lesson, !play.isPresented else { return }
    keepProgress(on: console) {
      $0[play.entry.key].step = play.next > 0 ? play.lesson.steps[play.next].id : nil
    }
  }

  /// Rereads the progress, which another session may have written, and saves it with one change.
  mutating func keepProgress(on console: Console, _ change: (inout Progress) -> Void) {
    guard let file = progressFile else { return }
    do throws(CommandError) {
      try Files.update(file, atMost: Progress.maximumBytes) {
        var progress = Progress(parsing: $0)
        change(&progress)
        return progress.text
      }
    } catch {
      console.print("Your progress is no longer saved: \(error.problem)")
      progressFile = nil
    }
  }
}
