import ConvNet

// Bugs in data and in reports: the arithmetic of the network is right.

/// The images are shuffled without their labels.
struct LabelsUnshuffled: Bug {
  let name = "labels-unshuffled"
  let summary = "the images are shuffled, their labels are not"
  let act = BugAct.data

  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle? {
    trainer.shuffles ? nil : .notShuffled
  }

  func label(ofPosition position: Int, in images: LabelledImages) -> Int? {
    Int(images.labels[position])
  }
}

/// The counter of correct answers is reset for every image.
struct CountReset: Bug {
  let name = "count-reset"
  let summary = "the counter of right answers is reset for every image"
  let act = BugAct.report

  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle? { nil }

  func report(
    _ journal: Journal, over updates: Range<Int>
  ) -> (loss: Double, accuracy: Double)? {
    guard let last = updates.last else { return nil }
    let images = updates.reduce(0) { $0 + Int(journal[$1].count) }
    return (
      journal.average(updates).loss,
      Double(min(journal[last].correct, 1)) / Double(max(images, 1))
    )
  }
}

/// The report is made before the last image is counted.
struct MeanOf99: Bug {
  let name = "mean-of-99"
  let summary = "each report comes before the last of its 100 updates is counted"
  let act = BugAct.report

  func obstacle<S: Scalar>(in trainer: Trainer<S>) -> BugObstacle? { nil }

  func report(
    _ journal: Journal, over updates: Range<Int>
  ) -> (loss: Double, accuracy: Double)? {
    let shifted = max(0, updates.lowerBound - 1)..<max(0, updates.upperBound - 1)
    let average = journal.average(shifted)
    let part = Double(shifted.count) / Double(max(updates.count, 1))
    return (average.loss * part, average.accuracy * part)
  }
}
