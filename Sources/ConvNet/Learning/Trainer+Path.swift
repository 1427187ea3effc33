extension Trainer {
  /// Does so many whole steps: the bits of as many rounds of ``advance()`` on the way, and all that
  /// the last one computed is there to be looked at.
  ///
  /// - Precondition: No step is half done.
  mutating func advance(updates count: Int) {
    precondition(isBetweenSteps, "A step that has begun is finished first.")
    var left = count
    // Laying the path out costs about as much as recording a step.
    if left > 2, let path = TrainingPath(self) {
      let operations = operations.count
      while left > 1 {
        let index = takeNextIndex()
        let target = targets[Int(data.training.labels[index])] ?? 0
        path.step(image: index, target: target)
        clock += operations
        journal.append(
          Journal.Entry(
            loss: Float(path.loss.value), correct: path.loss.isRight ? 1 : 0, count: 1,
            clock: clock))
        left -= 1
      }
      path.write(to: &network)
    }
    for _ in 0..<left * operations.count {
      advance()
      clock += 1
    }
  }
}
