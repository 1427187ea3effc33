extension Timeline {
  /// The time right after an update of the present network, counted from 1; 0 is the time at which
  /// the network was new.
  ///
  /// - Returns: `nil` for an update that has never been done, or was forgotten; see ``beginning``.
  package func time(ofUpdate update: Int) -> Int? {
    let journal = journal
    guard update > 0 else {
      return update == 0 ? journal.start.flatMap { $0 >= beginning ? $0 : nil } : nil
    }
    guard update <= journal.count else { return nil }
    let time = journal[update - 1].clock
    return time > beginning ? time : nil
  }

  /// The times right after each operation done in the step that follows an update. If the step was
  /// restarted, its last start counts.
  ///
  /// - Parameters:
  ///   - update: The update.
  ///   - shouldStop: Asked repeatedly, also on other threads; once true, it stays true.
  /// - Returns: The times; fewer of them, or none, if it was stopped.
  package func operationTimes(
    afterUpdate update: Int, until shouldStop: () -> Bool = { false }
  ) -> [Int] {
    guard let start = time(ofUpdate: update),
      var traveller = trainer(at: start, until: shouldStop)
    else { return [] }
    let life = traveller.journal.start
    var times: [Int] = []
    while traveller.clock < end, !shouldStop() {
      let before = traveller.step.position
      let action = action(at: traveller.clock)
      traveller.apply(action)
      guard traveller.journal.start == life else { break }
      let position = traveller.step.position
      // An edit that does not move the position on the tape is not an operation of the tape.
      guard position != before || action.isMoveOnTape else { continue }
      times.removeLast(times.count - min(times.count, max(position - 1, 0)))
      if position > 0 { times.append(traveller.clock) }
      if traveller.updates > update { break }
    }
    return times
  }
}
