import ConvNet

extension Session {
  /// The test set's answers.
  ///
  /// - Throws: ``CommandError/stopped`` if the user stops the test.
  func evaluateTest(on console: Console) throws -> Evaluation {
    let result = trainer.evaluate(trainer.data.test, until: console.isInterrupted)
    guard let result else { throw CommandError.stopped }
    return result
  }
}
