import ConvNet

// What is wrong in itself, whatever the losses say.

extension Trainer {
  /// All that is found without trials.
  var ownFaults: [Diagnosis.Cause] {
    [
      faultOfMachine ?? identicalUnits, faultOfData, misreport, frozenLayers, largeInputs,
    ].compactMap { $0 }
  }

  /// Layers that updates leave as they are.
  var frozenLayers: Diagnosis.Cause? {
    let learners = network.nodes.filter { !$0.layer.parameters.isEmpty }
    let frozen = learners.filter(\.isFrozen).map(\.name)
    return frozen.isEmpty ? nil : .frozen(frozen, isEverything: frozen.count == learners.count)
  }

  /// Outputs that are not what their layer's formula gives, gradients that are not the slope of the
  /// loss, pooling that does not pass on what it gets, or an update that does not follow its rule, in
  /// a step on a copy. Before the first update, what a step takes over from the one before it cannot
  /// show yet, so a second step is looked at, too.
  var faultOfMachine: Diagnosis.Cause? {
    if let fault = faultOfStep { return fault }
    var copy = self
    guard updates == 0, copy.runToUpdate() else { return nil }
    copy.advance()
    return copy.faultOfStep
  }

  private var faultOfStep: Diagnosis.Cause? {
    guard let finished = hardStep else { return nil }
    var copy = finished
    if let wrong = finished.firstWrongOutput { return wrong }
    if case .gradients(let place?, let error, true) = finished.gradientVerdict(
      ofImage: hardestImage, until: { Interruption.isRequested }), error.isFinite
    {
      return .gradient(place, error: error)
    }
    if context.ties != .all, let ratio = finished.leastConserved, abs(ratio - 1) > 1e-3 {
      return .notConserved(ratio: ratio)
    }
    guard !Interruption.isRequested else { return nil }
    copy.advance()
    return finished.firstNotMovedByRule(to: copy).map { .update($0) }
  }

  /// A copy with a step done up to its update; `nil` if its loss is not finite.
  private var hardStep: Trainer? {
    var copy = self
    copy.choose(.training(hardestImage))
    return copy.runToUpdate() && copy.step.loss?.mean.isFinite ?? false ? copy : nil
  }

  /// Of a few training images, the one whose answer costs most: an answer that costs nothing has no
  /// gradient that could be wrong.
  private var hardestImage: Int {
    let losses = imageSample(32).map { (image: $0, loss: lossOfTrainingImage($0)) }
    return losses.filter(\.loss.isFinite).max { $0.loss < $1.loss }?.image ?? 0
  }

  /// The first output that is not what the layer's formula gives for its input, or the loss if it is
  /// not that of the last output: for the step's images, and for the same with ten thousand times
  /// the contrast, where what overflows shows.
  private var firstWrongOutput: Diagnosis.Cause? {
    guard let batch = step.batch else { return nil }
    for contrast in [1, 10_000] where !Interruption.isRequested {
      var (context, sound) = (context.evaluating, context.evaluating)
      let images = Tensor(batch.images.shape, batch.images.values.map { $0 * S(contrast) })
      let passes = hooks.forward(network, from: images, in: &context)
      for (index, pass) in passes.enumerated() {
        let right = network.forward(layer: index, from: pass.input, in: &sound)
        if !pass.output.isClose(to: right.output) {
          let place = Place(layer: network.nodes[index].name, quantity: "out")
          return .output(place, contrast: contrast)
        }
      }
      let last = passes[passes.count - 1]
      let losses = [
        hooks.evaluate(loss, last, targets: batch.targets),
        loss.evaluate(last, targets: batch.targets),
      ].map { Tensor(Shape(1), [$0.mean]) }
      if !losses[0].isClose(to: losses[1]) {
        return .output(Place(quantity: "loss"), contrast: contrast)
      }
    }
    return nil
  }

  /// A layer whose units all have the same parameters and get the same gradients.
  var identicalUnits: Diagnosis.Cause? {
    guard let step = hardStep?.step else { return nil }
    for group in unitGroups where group.count > 1 && !network.nodes[group.layer].isFrozen {
      let parameters = network.nodes[group.layer].layer.parameters.map(\.values)
      let gradients = step.gradients(of: group.layer)?.parameters ?? []
      if (parameters + gradients).allSatisfy({ $0.hasEqualRows(group.count) }) {
        return .identicalUnits(layer: network.nodes[group.layer].name, count: group.count)
      }
    }
    return nil
  }

  /// Reports that differ from what the updates came to.
  private var misreport: Diagnosis.Cause? {
    let count = min(100, updates)
    let stated = report(last: count)
    let counted = journal.average(updates - count..<updates)
    // A loss that is NaN is reported as NaN.
    func isSame(_ one: Double, _ other: Double) -> Bool {
      one == other || one.isNaN && other.isNaN
    }
    guard count > 0,
      !isSame(stated.loss, counted.loss) || !isSame(stated.accuracy, counted.accuracy)
    else { return nil }
    return .misreported(
      stated: .init(loss: stated.loss, accuracy: stated.accuracy),
      counted: .init(loss: counted.loss, accuracy: counted.accuracy))
  }

  // MARK: Data

  /// Labels that are not the images' own, images that come sorted by class, or are all equal.
  var faultOfData: Diagnosis.Cause? { wrongLabel ?? sortedLabels ?? equalImages }

  private var wrongLabel: Diagnosis.Cause? {
    var copy = self
    for _ in 0..<max(1, 64 / imagesPerStep) {
      let taken = copy.takeNextPositions()
      let labels = hooks.labels(ofPositions: taken.indices, in: data.training) ?? []
      for (index, label) in zip(taken, labels) where label != Int(data.training.labels[index]) {
        return .wrongLabel(image: index, given: label, own: Int(data.training.labels[index]))
      }
    }
    return nil
  }

  /// A test of runs: in random order neighbours differ in class as often as two images drawn at
  /// random do. Six standard deviations less is sorted.
  private var sortedLabels: Diagnosis.Cause? {
    let labels = data.training.labels.prefix(10_000)
    guard !shuffles, labels.count >= 50, 2 * imagesPerStep < labels.count else { return nil }
    let shares = data.training.counts.map { Double($0) / Double(data.training.count) }
    let chance = 1 - shares.reduce(0) { $0 + $1 * $1 }
    let pairs = Double(labels.count - 1)
    let changes = zip(labels, labels.dropFirst()).count { $0 != $1 }
    let deviation = (pairs * chance * (1 - chance)).squareRoot()
    guard Double(changes) < pairs * chance - 6 * deviation else { return nil }
    return .sorted(
      changes: changes, expected: Int((pairs * chance).rounded()), images: labels.count)
  }

  private var equalImages: Diagnosis.Cause? {
    let sample = imageSample(100)
    guard sample.count > 1, let first = sample.first else { return nil }
    let pixels = data.training.rawImage(first)
    let isEqual = sample.allSatisfy { data.training.rawImage($0).elementsEqual(pixels) }
    return isEqual ? .equalImages(sample.count) : nil
  }

  private var largeInputs: Diagnosis.Cause? {
    let largest = inputs.largest
    return largest > 10 ? .largeInputs(largest) : nil
  }

  /// The largest magnitude of an input, and how far apart inputs are, over a hundred images.
  var inputs: (largest: Double, spread: Double) {
    let pixels = imageSample(100).flatMap { index -> [UInt8] in
      let image = data.training.rawImage(index)
      return [image.min() ?? 0, image.max() ?? 0]
    }
    let rule = data.training.normalisation
    let ends = [pixels.min() ?? 0, pixels.max() ?? 0].map {
      (Double($0) / rule.scale - rule.mean) / rule.deviation
    }
    return (ends.map(\.magnitude).max() ?? 0, ends[1] - ends[0])
  }

  /// Labels that have nothing to do with the pixels, judging by a simple classifier: every
  /// second image of a sample goes to the class whose mean, over the others, is nearest.
  var unrelatedLabels: Diagnosis.Cause? {
    let images = data.training
    let sample = imageSample(600)
    guard sample.count >= 200 else { return nil }
    let (size, classes) = (images.pixelShape.count, images.classNames.count)
    var means = [Double](repeating: 0, count: classes * size)
    var counts = [Int](repeating: 0, count: classes)
    for index in stride(from: 0, to: sample.count, by: 2).map({ sample[$0] }) {
      let label = Int(images.labels[index])
      counts[label] += 1
      for (offset, pixel) in images.rawImage(index).enumerated() {
        means[label * size + offset] += Double(pixel)
      }
    }
    for label in 0..<classes where counts[label] > 0 {
      for offset in label * size..<(label + 1) * size { means[offset] /= Double(counts[label]) }
    }
    let others = stride(from: 1, to: sample.count, by: 2).map { sample[$0] }
    let right = others.count { index in
      let distances = (0..<classes).map { label -> Double in
        guard counts[label] > 0 else { return .infinity }
        return zip(images.rawImage(index), means[label * size..<(label + 1) * size]).reduce(0) {
          $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1)
        }
      }
      return distances.indices.min { distances[$0] < distances[$1] } == Int(images.labels[index])
    }
    let (accuracy, guess) = (Double(right) / Double(others.count), guessing.accuracy)
    let deviation = (guess * (1 - guess) / Double(others.count)).squareRoot()
    guard accuracy < guess + 3 * deviation else { return nil }
    return .unrelatedLabels(accuracy: accuracy, guessing: guess, images: others.count)
  }

  /// Positions spread over the training set, at most `limit`.
  private func imageSample(_ limit: Int) -> [Int] {
    let count = data.training.count
    return count <= limit
      ? Array(0..<count) : (0..<limit).map { $0 * count / limit }
  }
}

extension Tensor {
  /// Whether the numbers are the same but for rounding; what is not finite is equal to each other.
  fileprivate func isClose(to other: Tensor) -> Bool {
    zip(values, other.values).allSatisfy { one, two in
      guard one.isFinite, two.isFinite else { return one.isFinite == two.isFinite }
      let (one, two) = (Double(one), Double(two))
      return abs(one - two) <= 1e-5 * max(abs(one), abs(two)) + 1e-6
    }
  }

  /// Whether all parts along the first axis are equal.
  fileprivate func hasEqualRows(_ rows: Int) -> Bool {
    guard let size = rows == shape[0] ? shape.count / rows : nil else { return true }
    return (1..<rows).allSatisfy { row in
      values[row * size..<(row + 1) * size].elementsEqual(values[..<size])
    }
  }
}
