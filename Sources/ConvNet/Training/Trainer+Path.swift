extension Trainer {
  /// Does whole steps without keeping what they compute, and ends between two steps with nothing
  /// computed; everything else is as after the same steps with ``advance()``, bit for bit.
  ///
  /// - Parameter count: How many steps; fewer are done if an ``Interruption`` happens between two.
  /// - Returns: How many were done; `nil` if there is no such path through the network.
  /// - Precondition: No step is in progress.
  package mutating func train(updates count: Int) -> Int? {
    ensure(isBetweenSteps, "A step that has begun is finished first.")
    guard let path = TrainingPath(self) else { return nil }
    let operations = network.operationCount
    let question = Interruption.question
    var done = 0
    while done < count, !(question?.isRequested ?? false) {
      done += 1
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
    if done > 0 { keptGradients = [] }
    return done
  }
}
