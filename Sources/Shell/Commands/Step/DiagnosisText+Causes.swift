import ConvNet
import Lab
import Rendering

extension DiagnosisText {
  func found(_ cause: Diagnosis.Cause) -> [String] {
    let (head, rows) = words(cause)
    return [(finding.isFault ? "! " : "") + head.capitalisedFirst + "."] + rows
  }

  func because(_ cause: Diagnosis.Cause) -> [String] {
    let (head, rows) = words(cause)
    return [row("because", head)] + rows
  }

  /// A cause as a sentence without its period, and what supports it.
  private func words(_ cause: Diagnosis.Cause) -> (head: String, rows: [String]) {
    switch cause {
    case .zeroRate:
      return (
        "the learning rate is 0: an update changes nothing",
        [row("try", "set learning-rate \(usual(insteadOf: 0))")]
      )
    case .frozen(let layers, let isEverything):
      let subject =
        isEverything ? "every layer is frozen" : "frozen: " + layers.joined(separator: ", ")
      return (
        "\(subject); updates change nothing there", [row("try", "net thaw \(layers[0])")]
      )
    case .gradient(let place, let error):
      return (
        "the gradients of \(place) are not the slope of the loss",
        [
          row("evidence", "relative error \(short(error)) against differences of the loss"),
          row("see it", "gradcheck"),
        ]
      )
    case .output(let place, let contrast):
      return (
        "\(place) is not what its formula gives"
          + (contrast == 1
            ? "" : " where the image has \(Numbers.count(contrast)) times the contrast"),
        [
          row(
            "evidence",
            "computed again from " + (place.layer.map { "\($0).in" } ?? "the answer")
              + ", it is a different number"),
          contrast == 1
            ? row("see it", place.layer == nil ? "forward; why loss" : "forward; print \(place)")
            : nil,
        ].compactMap(\.self)
      )
    case .firstWeights(let answers):
      return (
        "the training began with large weights: \(answers.place) was "
          + "\(short(answers.factor)) times the size of fresh ones",
        [
          row(
            "evidence",
            "the first answers cost \(short(answers.loss)), those of fresh weights "
              + "\(short(answers.fresh)); a uniform guess costs \(short(answers.guessing))"),
          row("try", "init"),
        ]
      )
    case .drawing(let place, let factor):
      return (
        "fresh weights are not drawn as their rule says: \(place) comes out \(short(factor)) times as "
          + "large",
        [row("see it", "init; print \(place)")]
      )
    case .identicalUnits(let layer, let count):
      return (
        "all \(count) \(units(of: layer)) of \(layer) are equal, with equal gradients, and stay equal",
        [row("try", "init")]
      )
    case .notConserved(let ratio):
      return (
        "max pooling passes on \(short(ratio)) times the gradient it gets",
        [row("see it", "backward; route")]
      )
    case .update(let place):
      return (
        "an update does not change \(place) as its rule says",
        [row("see it", (session.trainer.updates > 0 ? "" : "update; ") + "diff; why \(place)")]
      )
    case .misreported(let stated, let counted):
      return (
        "the reports are wrong: they differ from the recorded losses and answers",
        [
          row(
            "evidence",
            "reported: loss \(short(stated.loss)), \(Numbers.percent(stated.accuracy)) right; "
              + "recorded: \(short(counted.loss)), \(Numbers.percent(counted.accuracy))")
        ]
      )
    case .wrongLabel(let image, let given, let own):
      let names = session.trainer.data.training.classNames
      return (
        "training image \(image) comes with the wrong label",
        [row("evidence", "its label is \(names[own]), but it comes with \(names[given])")]
      )
    case .unrelatedLabels(let accuracy, let guessing, let images):
      return (
        "the labels seem unrelated to the images: are they shuffled?",
        [
          row(
            "evidence",
            "nearest class mean: \(Numbers.percent(accuracy)) of "
              + "\(Numbers.count(images, "image")) right; guessing: \(Numbers.percent(guessing))"),
          row("see it", "image 0; image 1"),
        ]
      )
    case .sorted(let changes, let expected, let images):
      return (
        "the training images are sorted by class and not shuffled",
        [
          row(
            "evidence",
            "the class changes \(Numbers.count(changes, "time")) in "
              + "\(Numbers.count(images, "image")); shuffled, about \(Numbers.count(expected))"),
          row("try", "goto 0; set shuffle on"),
        ]
      )
    case .equalImages(let count):
      return (
        "the training images are all the same",
        [row("evidence", "\(Numbers.count(count, "image")) were compared, pixel by pixel")]
      )
    case .largeInputs(let largest):
      return (
        "the inputs are large, up to \(short(largest)): networks learn best with inputs near 1",
        [row("try", "set pixels centred")]
      )
    case .trial(let trial): return words(trial)
    }
  }

  private func words(_ trial: Diagnosis.Trial) -> (head: String, rows: [String]) {
    func copy(_ what: String) -> String { row("a copy", "\(what): \(result(trial))") }
    switch trial.change {
    case .none:
      return (
        "it needs more updates: a copy that trained longer did learn",
        [copy("trained longer"), row("try", "a larger learning rate")]
      )
    case .learningRate(let rate, let old):
      let isPresent = old == Double(session.trainer.optimiser.learningRate)
      return (
        "the learning rate\(isPresent ? "" : " at the time"), \(short(old)), "
          + "\(isPresent ? "is" : "was") too \(rate < old ? "large" : "small")",
        [
          copy("with \(short(rate))"),
          row("try", "goto 0; set learning-rate \(short(rate))"),
        ]
      )
    case .withoutEdits(let places):
      return (
        "numbers were written by hand: "
          + places.prefix(2).map(\.description).joined(separator: ", ")
          + (places.count > 2 ? ", ..." : ""),
        [copy("without them"), row("try", "goto 0")]
      )
    case .freshWeights(let seed):
      return (
        "the starting weights: fresh ones learn with the same settings",
        [copy("with fresh weights"), row("try", "init --seed \(seed)")]
      )
    case .pixels(_, let largest):
      return (
        "the pixels are badly scaled: the largest input is \(short(largest))",
        [copy("with p/255 - 0.5"), row("try", "set pixels centred; init")]
      )
    case .unfrozen(let layers):
      return (
        "\(areNamed(layers)) frozen",
        [copy("with every layer thawed"), row("try", "net thaw \(layers[0])")]
      )
    }
  }

  func result(_ trial: Diagnosis.Trial) -> String {
    "loss \(short(trial.report.loss)), \(Numbers.percent(trial.report.accuracy)) right in the last "
      + "\(Numbers.count(trial.updates - trial.updates / 2)) of "
      + Numbers.count(trial.updates, "update")
  }

  private func units(of layer: String) -> String {
    let places = session.trainer.parameterPlaces
    return places.contains { $0.layer == layer && $0.quantity == "filters" } ? "filters" : "units"
  }

  private func areNamed(_ layers: [String]) -> String {
    layers.joined(separator: ", ") + (layers.count == 1 ? " is" : " are")
  }
}
