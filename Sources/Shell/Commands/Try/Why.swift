import ArgumentParser
import ConvNet
import Rendering

/// The numbers that were asked about, each reached from the one before.
private struct WhyPath: WorkspacePart {
  var places: [Place] = []
}

extension Session {
  /// The numbers that were asked about, each reached from the one before.
  var whyPath: [Place] {
    get { workspace[WhyPath.self].places }
    set { workspace[WhyPath.self].places = newValue }
  }
}

struct WhyCommand: ShellCommand {
  static let group = CommandGroup.try
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "why", abstract: "Show the arithmetic that made a number.",
    discussion: """
      why conv.out[2,10,18]        forward: patch, filter, products, sum
      why conv.d_filters[2,0,1]    backward: gradient in x local = product, accumulated
      why softmax.d_totals[3]      p - y, and the long way through the Jacobian
      why conv.filters[2,0,1]      after an update: old value, learning rate, gradient
      why conv.d_filters           the place of the largest number in a block
      why --from 2                 continues to the source of term 2; `why` goes back up
      why conv.out --matrix        the rule as a product of matrices: filters times patches

      Long sums show the largest terms and fold the rest; --all shows every term. For a
      worksheet, --faded leaves the last product blank, and --blank all of them.
      --matrix works for out, d_filters and d_in of a convolution. The patches are the columns of
      a matrix (im2col); large matrices are folded.

      The terms are added in the order in which the network adds them, and give the stored
      number to the last bit.
      """)

  @Argument(help: ArgumentHelp("The number to explain.", valueName: "place")) var place: String?
  @Option(help: ArgumentHelp("Continue to the source of this term.", valueName: "term"))
  var from: String?
  @Flag(help: "Show every term.") var all = false
  @Flag(help: "Leave the last product blank.") var faded = false
  @Flag(help: "Leave all products blank.") var blank = false
  @Flag(help: "Show the rule of a convolution as a product of matrices.") var matrix = false

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    guard !matrix else { return try showMatrices(in: session, on: console) }
    if let from {
      guard place == nil else {
        throw CommandError("Give a place or --from, not both.", at: "--from")
      }
      session.whyPath.append(try source(of: from, in: session))
    } else if let place {
      session.whyPath = [try single(try Arguments.place(place), in: session, on: console)]
    } else if session.whyPath.count > 1 {
      session.whyPath.removeLast()
    }
    guard let place = session.whyPath.last else {
      throw CommandError(
        "`why` needs a place.", at: CommandError.end, typing: ["why \(Self.example(in: session))"])
    }
    let explanation = try session.trainer.explain(place)
    console.print(
      ExplanationPicture(
        explanation, gaps: blank ? .all : faded ? .last : .none, showsAll: all,
        hints: Narration.explanationHints(session.trainer)
      ).block(width: console.width()))
    let rule = explanation.arithmetic.evaluate()
    // Do not fill in the blanks of a worksheet here either.
    if rule.bitPattern != explanation.value.bitPattern, !(rule.isNaN && explanation.value.isNaN),
      !blank, !faded
    {
      console.print(
        TextBlock.wrapped(
          "By this rule it would be \(Numbers.compact(rule, digits: 7)); the stored value is "
            + "\(Numbers.compact(explanation.value, digits: 7)). \(Narration.ofDeviation(session.trainer))",
          width: console.width()
        ).lines)
    }
    let path = session.whyPath.map(\.description).joined(separator: " > ")
    if session.whyPath.count > 1 { console.print("path here: \(path)   (`why` goes back up)") }
    if let next = explanation.next {
      let terms = ExplanationPicture(explanation).shownTerms
      let term =
        terms.count > 1 ? terms.firstIndex { $0.arithmetic.places.first == next } : nil
      console.print(
        "next: why \(next)" + (term.map { "   (or why --from \($0 + 1))" } ?? ""))
    }
  }

  /// The place itself, or that of the largest number in a block.
  private func single(
    _ place: Place, in session: Session, on console: Console
  ) throws -> Place {
    let values = try session.computed(place)
    guard values.shape.rank > 0 else { return place }
    let single = Self.largest(of: place, values)
    if values.shape.count > 1 {
      console.print(
        "\(place) \(values.shape.rank == 1 ? "has" : "is \(values.shape),") "
          + "\(Numbers.count(values.shape.count, "number")) by the same rule; "
          + "this one is the largest in size:")
    }
    if values.shape.rank == 1, (2...12).contains(values.shape.count) {
      let numbers = values.values.map { Numbers.compact($0) }.joined(separator: "  ")
      let sum = values.values.reduce(0) { $0 + Double($1) }
      console.print("  all of them: \(numbers)   sum \(Numbers.compact(abs(sum) < 1e-6 ? 0 : sum))")
    }
    return single
  }

  /// The place of the largest number in a block.
  private static func largest(of place: Place, _ values: Tensor<Float>) -> Place {
    let largest = values.values.indices.max { first, second in
      values.values[first].magnitude < values.values[second].magnitude
    }
    return Place(
      layer: place.layer, quantity: place.quantity,
      indices: place.indices + values.shape.indices(at: largest ?? 0))
  }

  // MARK: Matrices

  private func showMatrices(in session: Session, on console: Console) throws {
    for (name, isGiven) in [
      ("--from", from != nil), ("--all", all), ("--faded", faded), ("--blank", blank),
    ] where isGiven {
      throw CommandError("Give --matrix or \(name), not both.", at: name)
    }
    let trainer = session.trainer
    guard let place = try place.map(Arguments.place) ?? session.whyPath.last else {
      throw CommandError(
        "`--matrix` needs a place.", at: CommandError.end,
        hint: trainer.matrixPlaces.first.map { "why \($0) --matrix" } ?? "net")
    }
    let asked = place.indices.isEmpty ? session.forShownSample(place) : place
    guard trainer.matrixPlaces.contains(place.whole) else {
      _ = try trainer.read(place)
      throw Self.noMatrix(place, in: trainer)
    }
    let values = try session.computed(asked)
    guard let matrices = try trainer.matrices(of: asked) else {
      throw Self.noMatrix(place, in: trainer)
    }
    var picture = MatrixPicture(matrices)
    // What is folded is folded around a number.
    if matrices.position == nil, !picture.isSmall,
      let largest = try trainer.matrices(of: Self.largest(of: asked, values))
    {
      picture = MatrixPicture(largest)
    }
    let width = console.width()
    console.print(picture.block(width: width))
    if picture.hasDeviation(width: width) {
      console.print(TextBlock.wrapped(Narration.ofDeviation(trainer), width: width).lines)
    }
  }

  private static func noMatrix(_ place: Place, in trainer: Trainer<Float>) -> CommandError {
    let known = trainer.matrixPlaces
    guard let first = known.first else {
      return CommandError(
        "`\(place.whole)` is not computed by a convolution; this network has none.",
        at: place.description, hint: "net new conv3x3 4, maxpool2, softmax 10")
    }
    let near = known.first { $0.layer == place.layer } ?? first
    return CommandError(
      "`\(place.whole)` is not computed by a convolution; --matrix shows "
        + known.map(\.description).joined(separator: ", ") + ".",
      at: place.description, instead: near.description)
  }

  // MARK: Terms

  /// The place of the first factor of a shown term.
  private func source(of text: String, in session: Session) throws -> Place {
    guard let here = session.whyPath.last else {
      throw CommandError(
        "`--from` continues an explanation, and there is none yet.", at: text,
        typing: ["why \(Self.example(in: session))"])
    }
    let explanation = try session.trainer.explain(here)
    let terms = ExplanationPicture(explanation, showsAll: all).shownTerms
    guard !terms.isEmpty else {
      guard let next = explanation.next else {
        throw CommandError(
          "`\(here)` is given: it is not computed from other numbers.", at: text, hint: "why")
      }
      return next
    }
    let number = try Arguments.integer(text, "A term of `\(here)`", in: 1...terms.count)
    guard let source = terms[number - 1].arithmetic.places.first else {
      throw CommandError("Term \(number) is not computed from other numbers.", at: text)
    }
    return source
  }

  /// A place worth asking about in the current state.
  private static func example(in session: Session) -> String {
    let trainer = session.trainer
    let first = trainer.network.nodes[0].name
    return trainer.step.gradients(of: 0) != nil
      ? "\(first).d_filters" : trainer.step.passes.isEmpty ? "image[14,14]" : "\(first).out"
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    if words.last == "--from" {
      let explanation = session.whyPath.last.flatMap { try? session.trainer.explain($0) }
      let terms = explanation.map { ExplanationPicture($0).shownTerms.count } ?? 0
      return terms > 1 ? Array(Completer.numbers(terms + 1).dropFirst()) : []
    }
    return words.isEmpty ? Completer.places(in: session) { _ in true } : []
  }
}

extension WhyCommand: PicturedCommand {
  static var figureSaysAll: Bool { true }

  func figure(in session: Session, on console: Console) throws -> Figure? {
    var session = session
    // Run it as on the screen, for the error it throws if it cannot be explained.
    try run(in: &session, on: console)
    guard !matrix, let place = session.whyPath.last else { return nil }
    let explanation = try session.trainer.explain(place)
    // If a bug is on, the products do not add up; the text has a remark that says so.
    guard explanation.arithmetic.evaluate().bitPattern == explanation.value.bitPattern else {
      return nil
    }
    return ExplanationPicture(
      explanation, gaps: blank ? .all : faded ? .last : .none, showsAll: all
    ).figure
  }
}
