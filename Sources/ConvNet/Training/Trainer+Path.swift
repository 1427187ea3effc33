extension Trainer {
  /// Does so many whole steps without keeping what they compute, and then stands between two steps
  /// with nothing computed; all else is as after as many rounds of ``advance()``, bit for bit.
  ///
  /// - Parameters:
  ///   - count: How many steps.
  ///   - shouldStop: Asked before each.
  /// - Returns: How many were done; `nil` where there is no such path through the network.
  /// - Precondition: No step is half done.
  mutating func train(updates count: Int, until shouldStop: () -> Bool = { false }) -> Int? {
    precondition(isBetweenSteps, "A step that has begun is finished first.")
    guard let path = TrainingPath(self) else { return nil }
    let operations = network.operationCount
    var done = 0
    while done < count, !shouldStop() {
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
    return done
  }
}
