extension Timeline {
  /// The action at a time: the one that led from `time` to `time` + 1.
  ///
  /// - Precondition: `time` is in ``beginning``..<``end``.
  package func action(at time: Int) -> Action { log[runIndex(at: time)].action }

  /// The numbers that were written by hand or from files in a range of times, with their times, in
  /// order.
  package func writes(in times: Range<Int>) -> [(time: Int, place: Place, values: [S])] {
    guard !times.isEmpty, !log.isEmpty else { return [] }
    return log[runIndex(at: times.lowerBound)...].prefix { $0.start < times.upperBound }
      .compactMap { run in
        guard case .write(let place, let values) = run.action, run.start >= times.lowerBound else {
          return nil
        }
        return (run.start, place, values)
      }
  }

  /// Whether the image, the network or some of its numbers were replaced in a range of times, other
  /// than by operations of the tape.
  package func hasEdits(in times: Range<Int>) -> Bool {
    guard !times.isEmpty, !log.isEmpty else { return false }
    return log[runIndex(at: times.lowerBound)...].prefix { $0.start < times.upperBound }.contains {
      switch $0.action {
      case .choose, .write, .shift, .replace: true
      default: false
      }
    }
  }

  /// The learning rates with which operations were done from an earlier trainer to the present one,
  /// in order, each with the time of the first of those operations.
  package func learningRates(since first: Trainer<S>) -> [(rate: S, time: Int)] {
    let start = first.clock
    guard start < now else { return [] }
    var rate = first.optimiser.learningRate
    var found: [(rate: S, time: Int)] = []
    for run in log[runIndex(at: start)...].prefix(while: { $0.start < now }) {
      switch run.action {
      case .learningRate(let new) where run.start >= start: rate = new
      case .replace(let trainer, _) where run.start >= start: rate = trainer.optimiser.learningRate
      case .operation where found.last?.rate != rate: found.append((rate, max(start, run.start)))
      default: break
      }
    }
    return found
  }

  /// The position in the log of the run that holds the action at a time.
  func runIndex(at time: Int) -> Int {
    var (low, high) = (0, log.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if log[middle].start <= time { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
