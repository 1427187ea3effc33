/// How a network does on a set of images: loss, accuracy, and the answer to each image.
public struct Evaluation: Sendable {
  /// The answer to one image.
  public struct Answer: Hashable, Sendable {
    /// The right output.
    public let target: Int
    /// The output that the network gave.
    public let prediction: Int
    /// How sure it was of its answer.
    public let confidence: Double
    /// The image's loss.
    public let loss: Double

    /// Whether it is right; with a loss that is no number there is no answer.
    public var isRight: Bool { prediction == target && !loss.isNaN }
  }

  /// One answer an image, in the order of the images.
  public private(set) var answers: [Answer] = []

  /// The mean loss.
  public var loss: Double {
    answers.reduce(0) { $0 + $1.loss } / Double(max(answers.count, 1))
  }

  /// How many answers are right.
  public var correct: Int { answers.count(where: \.isRight) }

  /// The share of right answers.
  public var accuracy: Double { Double(correct) / Double(max(answers.count, 1)) }

  /// How often each class (row) was answered with each class (column).
  public func confusion(classes: Int) -> [[Int]] {
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
    for answer in answers { counts[answer.target][answer.prediction] += 1 }
    return counts
  }

  mutating func append(_ answer: Answer) { answers.append(answer) }
}

extension Trainer {
  /// Runs the network forward over images it does not learn from, in evaluation mode.
  ///
  /// - Parameters:
  ///   - images: Images of the same kind as the training set.
  ///   - shouldStop: Asked before every few images.
  /// - Returns: `nil` where it was told to stop.
  @specialized(where S == Float)
  public func evaluate(
    _ images: LabelledImages, until shouldStop: () -> Bool = { false }
  ) -> Evaluation? {
    var evaluation = Evaluation()
    // Together, but few enough that their maps stay in the processor's cache.
    let together = 16
    let groups = stride(from: 0, to: images.count, by: together).map {
      $0..<min($0 + together, images.count)
    }
    for first in stride(from: 0, to: groups.count, by: Parallel.cores) {
      if shouldStop() { return nil }
      let some = groups[first..<min(first + Parallel.cores, groups.count)]
      for answers in Parallel.map(some.count, { self.answers(to: some[first + $0], of: images) }) {
        for answer in answers { evaluation.append(answer) }
      }
    }
    return evaluation
  }

  /// The answers to some images, in evaluation mode.
  private func answers(to indices: Range<Int>, of images: LabelledImages) -> [Evaluation.Answer] {
    var context = context.evaluating
    var values: [S] = []
    for index in indices { values += images.image(index, as: S.self).values }
    let passes = hooks.forward(
      network, from: Tensor(images.imageShape.batched(indices.count), values), in: &context)
    let output = passes[passes.count - 1]
    let targets = indices.map { self.targets[Int(images.labels[$0])] ?? 0 }
    let result = hooks.evaluate(loss, output, targets: targets)
    return result.predictions.enumerated().map { sample, prediction in
      Evaluation.Answer(
        target: targets[sample], prediction: prediction,
        confidence: probability(of: prediction, in: output.output.slice([sample]).batched),
        loss: Double(result.losses[sample]))
    }
  }

  /// The probability that an output of the last layer, for one sample, gives to a class.
  public func probability(of target: Int, in output: Tensor<S>) -> Double {
    if output.shape.count == 1 {
      return target == 1 ? Double(output.values[0]) : 1 - Double(output.values[0])
    }
    return Double(
      network.ending.isAnswer
        ? output.values[target]
        : output.reshaped(Shape(1, output.shape.count)).softmax().values[target])
  }

  /// The class that an output of the last layer, for one sample, answers.
  public func prediction(in output: Tensor<S>) -> Int {
    if output.shape.count == 1 { return output.values[0] > 0.5 ? 1 : 0 }
    return output.values.indices.reduce(0) { output.values[$1] > output.values[$0] ? $1 : $0 }
  }

  /// What the class of an output is called.
  public func className(ofTarget target: Int) -> String {
    let label = targets.firstIndex(of: target) ?? target
    let names = data.training.classNames
    return names.indices.contains(label) ? names[label] : String(target)
  }

  /// How many classes the network tells apart.
  public var classCount: Int { loss.classes(outputs: network.outputs[network.count - 1].count) }
}
