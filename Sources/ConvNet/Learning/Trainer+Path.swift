extension Trainer {
  /// Does so many whole steps without keeping what they compute, and then stands between two steps
  /// with nothing computed; all else is as after as many rounds of ``advance()``, bit for bit.
  ///
  /// - Returns: Whether there is such a path through the network; where there is none, nothing is
  ///   done.
  /// - Precondition: No step is half done.
  mutating func train(updates count: Int) -> Bool {
    precondition(isBetweenSteps, "A step that has begun is finished first.")
    guard let path = TrainingPath(self) else { return false }
    let operations = operations.count
    for _ in 0..<count {
      for index in takeNextPositions() {
        path.step(image: index, target: targets[Int(data.training.labels[index])] ?? 0)
      }
      clock += operations
      journal.append(
        Journal.Entry(
          loss: Float(path.loss.value), correct: path.loss.isRight ? 1 : 0, count: 1,
          clock: clock))
    }
    path.write(to: &network)
    step = TrainingStep()
    return true
  }
}
