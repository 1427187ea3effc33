import ArgumentParser
import ConvNet
import Rendering

struct WrongCommand: TabularCommand {
  static let group = CommandGroup.look
  static let traits = CommandTraits.classifying
  static let configuration = CommandConfiguration(
    named: "wrong", abstract: "Show the test images answered wrongly, most confident first.",
    discussion: """
      wrong               all mistakes
      wrong 4             those whose label is 4
      wrong --said 9      those whose answer is 9
      wrong 4 --said 9    both
      """)

  @Argument(help: ArgumentHelp("Only images of this class.", valueName: "class"))
  var label: String?
  @Option(help: ArgumentHelp("Only images answered as this class.", valueName: "class"))
  var said: String?
  @Option(help: ArgumentHelp("How many to show.", valueName: "n")) var count: String?
  @OptionGroup var data: DataOptions

  var onlyLooks: Bool { true }

  static let columns = [
    DataTable.Column("image", .integer, "the number of the test image"),
    DataTable.Column("label", .text, "its class"),
    DataTable.Column("answer", .text, "the class that the network says"),
    DataTable.Column("probability", .number, "the probability that the network gives its answer"),
  ]

  /// All mistakes, or the requested number of them.
  func rows(in session: inout Session, on console: Console) throws -> [[DataTable.Value]] {
    let trainer = session.trainer
    return try mistakes(in: session, on: console).ranked.prefix(try number() ?? .max).map {
      index, answer in
      [
        .integer(index), .text(trainer.className(ofTarget: answer.target)),
        .text(trainer.className(ofTarget: answer.prediction)), .number(Double(answer.confidence)),
      ]
    }
  }

  private func number() throws(CommandError) -> Int? {
    guard let count else { return nil }
    return try Arguments.integer(count, "N", in: 1...1_000)
  }

  /// The output for a class, by the name of the class.
  private func target(
    _ name: String?, in trainer: Trainer<Float>, after before: [String] = []
  ) throws -> Int? {
    try name.map { name in
      let names = (0..<trainer.classCount).map { trainer.className(ofTarget: $0) }
      guard let target = names.firstIndex(of: name) else {
        throw CommandError(
          "There is no class `\(name)`.", at: name, after: before,
          among: Array(names.prefix(12)))
      }
      return target
    }
  }

  /// The numbers of the test images that were answered wrongly, most confident first, and how many
  /// images were considered, in words.
  private func mistakes(
    in session: Session, on console: Console
  ) throws -> (ranked: [(offset: Int, element: Evaluation.Answer)], words: String) {
    let trainer = session.trainer
    let (label, said) = (
      try target(label, in: trainer), try target(said, in: trainer, after: ["--said"])
    )
    if let label, label == said {
      throw CommandError(
        "For an image of class \(trainer.className(ofTarget: label)), that answer is right.",
        at: self.said, after: ["--said"], hint: "wrong \(trainer.className(ofTarget: label))")
    }
    let answers = try session.evaluateTest(on: console).answers.enumerated().filter {
      label == nil || $0.element.target == label
    }
    let chosen = answers.filter { said == nil || $0.element.prediction == said }
    let ranked = chosen.filter { !$0.element.isRight }
      .sorted { ($0.element.confidence, $1.offset) > ($1.element.confidence, $0.offset) }
    func name(_ target: Int) -> String { trainer.className(ofTarget: target) }
    let wrong = Numbers.count(ranked.count)
    let all = Numbers.count(answers.count, "test image")
    let verb = ranked.count == 1 ? "is" : "are"
    let words =
      switch (label, said) {
      case (nil, nil): "\(wrong) of \(all) \(verb) answered wrongly"
      case (let label?, nil):
        "\(wrong) of \(all) of class \(name(label)) \(verb) answered wrongly"
      case (let label?, let said?):
        "\(wrong) of \(all) of class \(name(label)) \(verb) wrongly answered "
          + name(said)
      case (nil, let said?):
        "\(wrong) of the \(Numbers.count(chosen.count, "answer")) \(name(said)) \(verb) wrong"
      }
    return (ranked, words)
  }

  func run(in session: inout Session, on console: Console) throws {
    let width = console.width()
    let (words, items, first) = try shown(in: session, atMost: max(4, width / 20), on: console)
    guard let first else { return console.print(words) }
    console.print(words + "; most confident first:")
    let normalisation = session.trainer.data.test.normalisation
    console.print { marks in
      Gallery.block(
        items, blank: normalisation.blank, full: Self.full(session.trainer.data.test), width: width,
        marks: marks)
    }
    console.print("next: image \(first) --test; forward; probs")
  }

  /// The number of mistakes in words, the most confident ones with pictures, and the first index.
  private func shown(
    in session: Session, atMost usual: Int, on console: Console
  ) throws -> (words: String, items: [Gallery.Item], first: Int?) {
    let trainer = session.trainer
    let count = try number() ?? usual
    let test = trainer.data.test
    let (mistakes, words) = try mistakes(in: session, on: console)
    guard !mistakes.isEmpty else {
      return (
        label == nil && said == nil
          ? (test.count == 1
            ? "The one test image is" : "All \(Numbers.count(test.count, "test image")) are")
            + " answered right." : words + ".", [],
        nil
      )
    }
    let items = mistakes.prefix(count).map { index, answer in
      Gallery.Item(
        caption: "#\(index) is \(trainer.className(ofTarget: answer.target)), said "
          + "\(trainer.className(ofTarget: answer.prediction)) "
          + "(\(Numbers.percent(answer.confidence)))",
        image: test.image(index, as: Float.self))
    }
    return (words, items, mistakes[0].offset)
  }

  /// The value of full ink: for numbers that are used unscaled, the largest of them.
  private static func full(_ images: LabelledImages) -> Double {
    guard images.normalisation == .raw else { return images.normalisation.full }
    let largest = images.isWritten ? images.numbers.max() : images.pixels.max().map(Float.init)
    return max(1, Double(largest ?? 1))
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    let trainer = session.trainer
    guard words.isEmpty || words.last == "--said" else { return [] }
    return (0..<trainer.classCount).map { Offer.listed(trainer.className(ofTarget: $0)) }
  }
}

extension WrongCommand: PicturedCommand {
  static var figureSaysAll: Bool { true }

  func figure(in session: Session, on console: Console) throws -> Figure? {
    let (words, items, first) = try shown(in: session, atMost: 10, on: console)
    guard first != nil else { return nil }
    let normalisation = session.trainer.data.test.normalisation
    return GalleryFigure.figure(
      title: Captions.heading("mistakes", session, ofImage: false),
      notes: [words + "; most confident first."], items,
      blank: normalisation.blank, full: Self.full(session.trainer.data.test))
  }
}
