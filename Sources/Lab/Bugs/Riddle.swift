package import ConvNet

/// A mark next to a bug whose name the student has to find. It does nothing to a training step; it
/// is switched on and off with the bug, so that going back in time restores the riddle as well.
package struct Riddle: StepHook, Hashable {
  /// The number of the riddle in its session.
  package let number: Int

  package init(number: Int) { self.number = number }

  private static let word = "riddle"

  /// Its name in a file.
  package var name: String { Self.word + String(number) }

  /// The riddle with the given name; `nil` if the name is not that of a riddle.
  init?(named name: String) {
    guard name.hasPrefix(Self.word), let number = Int(name.dropFirst(Self.word.count)) else {
      return nil
    }
    self.init(number: number)
  }

  package func applies<S: Scalar>(to trainer: Trainer<S>) -> Bool { false }
}
