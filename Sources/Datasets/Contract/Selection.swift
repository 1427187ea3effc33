package import ConvNet

/// Which images of a dataset are selected.
///
/// `only` comes first: it keeps the images of the named classes, and everything else counts only
/// these. `train N` keeps the first N training images, `test N` the first N test images.
/// `holdout N` replaces the test set with the N training images after those kept:
/// `train 1000, holdout 1000` trains on 0 to 999 and tests on 1,000 to 1,999. Without `train`, it
/// takes the last N images and leaves the others for training. A session has one test set, so
/// `test` and `holdout` exclude each other.
package struct Selection: Hashable, Sendable {
  package var train: Int?
  package var test: Int?
  package var holdout: Int?
  package var only: [Int]?

  package init(train: Int? = nil, test: Int? = nil, holdout: Int? = nil, only: [Int]? = nil) {
    self.train = train
    self.test = test
    self.holdout = holdout
    self.only = only
  }

  /// All images.
  package static let all = Selection()

  /// An option that takes a number of images.
  package enum Option: String, Hashable, Sendable {
    case train, test, holdout

    var supply: String {
      switch self {
      case .train: "to train on"
      case .test: "to test on"
      case .holdout: "after those to train on"
      }
    }
  }

  /// One of the two parts of a dataset.
  package enum Subset: String, Hashable, Sendable {
    case train = "training"
    case test
  }

  /// The selected part of a dataset in memory.
  package func applied(
    to data: (train: LabelledImages, test: LabelledImages)
  ) throws(DatasetError) -> (train: LabelledImages, test: LabelledImages) {
    let picks = try picks(
      trainLabels: data.train.labels, testLabels: data.test.labels,
      classes: data.train.classNames.count)
    let heldOut = picks.heldOut.map { data.train.selecting($0, classes: only) }
    return (
      data.train.selecting(picks.train, classes: only),
      heldOut ?? data.test.selecting(picks.test, classes: only)
    )
  }

  /// The numbers of the selected images, in ascending order.
  struct Picks: Equatable {
    var train: [Int]
    var test: [Int]
    /// Training images that replace the test images. They come after those of `train`.
    var heldOut: [Int]?
  }

  func picks(
    trainLabels: [UInt8], testLabels: [UInt8], classes: Int
  ) throws(DatasetError) -> Picks {
    try check(classes: classes)
    let train = try candidates(trainLabels, .train)
    guard let holdout else {
      let test = try candidates(testLabels, .test)
      return Picks(
        train: try first(self.train, of: train, .train), test: try first(self.test, of: test, .test)
      )
    }
    let kept = try first(self.train ?? max(train.count - holdout, 1), of: train, .train)
    let heldOut = try first(holdout, of: train.dropFirst(kept.count), .holdout)
    return Picks(train: kept, test: [], heldOut: heldOut)
  }

  private func check(classes: Int) throws(DatasetError) {
    for (option, count) in [(Option.train, train), (.test, test), (.holdout, holdout)] {
      if let count, count < 1 { throw DatasetError(.notPositive(option, count)) }
    }
    if test != nil, holdout != nil { throw DatasetError(.twoTestSets) }
    guard let only else { return }
    if only.isEmpty { throw DatasetError(.noClassNamed) }
    for (index, label) in only.enumerated() {
      guard (0..<classes).contains(label) else {
        throw DatasetError(.unknownClass(label, known: classes))
      }
      if only[..<index].contains(label) { throw DatasetError(.classTwice(label)) }
    }
  }

  private func candidates(_ labels: [UInt8], _ subset: Subset) throws(DatasetError) -> [Int] {
    guard let only else { return Array(labels.indices) }
    let wanted = Set(only)
    let candidates = labels.indices.filter { wanted.contains(Int(labels[$0])) }
    if candidates.isEmpty { throw DatasetError(.noneLeft(subset)) }
    return candidates
  }

  private func first(
    _ count: Int?, of candidates: some Collection<Int>, _ option: Option
  ) throws(DatasetError) -> [Int] {
    guard let count else { return Array(candidates) }
    guard count <= candidates.count else {
      throw DatasetError(
        .tooManyAsked(option, asked: count, available: candidates.count, isSample: false))
    }
    return Array(candidates.prefix(count))
  }
}
