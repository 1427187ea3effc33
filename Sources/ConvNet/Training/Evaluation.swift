/// How well a network does on a set of images: loss, accuracy, and the answer to each image.
public struct Evaluation: Sendable {
  /// The answer to one image.
  public struct Answer: Hashable, Sendable {
    /// The correct output.
    public let target: Int
    /// The output that the network gave.
    public let prediction: Int
    /// How confident it was in its answer.
    public let confidence: Double
    /// The image's loss.
    public let loss: Double

    /// Whether the answer is correct; if the loss is NaN, there is no answer.
    public var isRight: Bool { prediction == target && !loss.isNaN }
  }

  /// One answer per image, in the order of the images.
  public private(set) var answers: [Answer] = []

  /// The mean loss.
  public var loss: Double {
    answers.reduce(0) { $0 + $1.loss } / Double(max(answers.count, 1))
  }

  /// How many answers are correct.
  public var correct: Int { answers.count(where: \.isRight) }

  /// The fraction of correct answers.
  public var accuracy: Double { Double(correct) / Double(max(answers.count, 1)) }

  /// How often each class (row) was predicted to be each class (column).
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
  /// - Returns: `nil` if it was stopped.
  /// - Precondition: The images have the shape and the classes of the training set.
  @specialized(where S == Float)
  public func evaluate(
    _ images: LabelledImages, until shouldStop: () -> Bool = { false }
  ) -> Evaluation? {
    ensure(
      images.imageShape == network.input && images.classNames.count == targets.count,
      "Images to be tested on have the shape of the training images, and as many classes.")
    return Interruption.run(until: shouldStop) { evaluateUntilStopped(images) }
  }

  private func evaluateUntilStopped(_ images: LabelledImages) -> Evaluation {
    var evaluation = Evaluation()
    // Together, but in groups small enough that their maps stay in the processor's cache, and on as
    // many cores at once as memory allows.
    let need = MemoryNeed(of: network, as: S.self)
    let together = max(1, min(16, need.mostImages / Parallel.cores))
    let cores = max(1, min(Parallel.cores, need.mostImages / together))
    let groups = stride(from: 0, to: images.count, by: together).map {
      $0..<min($0 + together, images.count)
    }
    for first in stride(from: 0, to: groups.count, by: cores) where !Interruption.isRequested {
      let some = groups[first..<min(first + cores, groups.count)]
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

  /// The probability that the last layer's output for one sample gives to a class.
  package func probability(of target: Int, in output: Tensor<S>) -> Double {
    let p = probabilities(in: output)
    if p.count == 1 { return target == 1 ? Double(p[0]) : 1 - Double(p[0]) }
    return Double(p[target])
  }

  private func probabilities(in output: Tensor<S>) -> [S] {
    network.ending.isAnswer
      ? output.values
      : output.reshaped(Shape(1, output.shape.count)).probabilitiesOfLogits().values
  }

  /// The class that the last layer's output for one sample predicts.
  package func prediction(in output: Tensor<S>) -> Int {
    if output.shape.count == 1 { return probabilities(in: output)[0] > 0.5 ? 1 : 0 }
    return output.values.indices.reduce(0) { output.values[$1] > output.values[$0] ? $1 : $0 }
  }

  /// The name of the class of an output.
  package func className(ofTarget target: Int) -> String {
    let label = targets.firstIndex(of: target) ?? target
    let names = data.training.classNames
    return names.indices.contains(label) ? names[label] : String(target)
  }

  /// How many classes the network distinguishes.
  package var classCount: Int {
    loss == .given ? targets.count : loss.classes(outputs: network.outputCount)
  }
}
