import ArgumentParser
import ConvNet
import Rendering

/// The numbers asked about, each reached from the one before.
private struct WhyPath: WorkspacePart {
  var places: [Place] = []
}

extension Session {
  /// The numbers asked about, each reached from the one before.
  var whyPath: [Place] {
    get { workspace[WhyPath.self].places }
    set { workspace[WhyPath.self].places = newValue }
  }
}

struct WhyCommand: ShellCommand {
  static let group = CommandGroup.try
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    commandName: "why", abstract: "Show the arithmetic that made a number.",
    discussion: """
      why conv.out[2,10,18]        forward: patch, filter, products, sum
      why conv.d_filters[2,0,1]    backward: gradient in x local = product, accumulated
      why softmax.d_totals[3]      p - y, and the long way through the Jacobian
      why conv.filters[2,0,1]      after an update: old value, learning rate, gradient
      why conv.d_filters           the place of the largest number in a block
      why --from 2                 goes on to the source of term 2; `why` alone goes back up

      Long sums show the largest terms and fold the rest; --all shows every term. For a
      worksheet, --faded leaves the last product open and --blank all of them.
      The terms are added in the order in which the network adds them, and give the stored
      number to the last bit.
      """)

  @Argument(help: ArgumentHelp("The number to explain.", valueName: "place")) var place: String?
  @Option(help: ArgumentHelp("Go on to the source of this term.", valueName: "term"))
  var from: String?
  @Flag(help: "Show every term.") var all = false
  @Flag(help: "Leave the last product open.") var faded = false
  @Flag(help: "Leave all products open.") var blank = false

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
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
        "Why what?", at: CommandError.end, hint: "why \(Self.example(in: session))")
    }
    let explanation = try session.trainer.explain(place)
    console.print(
      ExplanationPicture(
        explanation, gaps: blank ? .all : faded ? .last : .none, showsAll: all,
        hints: Narration.explanationHints
      ).block(width: console.width()))
    let rule = explanation.arithmetic.evaluate()
    // A worksheet's blanks are not filled in here either.
    if rule.bitPattern != explanation.value.bitPattern, !(rule.isNaN && explanation.value.isNaN),
      !blank, !faded
    {
      console.print(
        TextBlock.wrapped(
          "By this rule it would be \(Numbers.compact(rule, digits: 7)); what stands there is "
            + "\(Numbers.compact(explanation.value, digits: 7)). The code did something else: a bug "
            + "is on.", width: console.width()
        ).lines)
    }
    let hasTerms = ExplanationPicture(explanation).terms.count > 1
    let path = session.whyPath.map(\.description).joined(separator: " > ")
    if session.whyPath.count > 1 { console.print("way here: \(path)   (`why` goes back up)") }
    if let next = explanation.next {
      console.print(
        "next: why \(next)" + (hasTerms ? "   (or why --from 2)" : ""))
    }
  }

  /// The place itself, or that of the largest number of a block.
  private func single(
    _ place: Place, in session: Session, on console: Console
  ) throws -> Place {
    let values = try session.computed(place)
    guard values.shape.rank > 0 else { return place }
    let largest = values.values.indices.max { first, second in
      values.values[first].magnitude < values.values[second].magnitude
    }
    let indices = place.indices + values.shape.indices(at: largest ?? 0)
    let single = Place(layer: place.layer, quantity: place.quantity, indices: indices)
    if values.shape.count > 1 {
      console.print(
        "\(place) is \(values.shape), \(Numbers.count(values.shape.count)) numbers by one rule; "
          + "this one is the largest in size:")
    }
    if values.shape.rank == 1, (2...12).contains(values.shape.count) {
      let numbers = values.values.map { Numbers.compact($0) }.joined(separator: "  ")
      let sum = values.values.reduce(0) { $0 + Double($1) }
      console.print("  all of them: \(numbers)   sum \(Numbers.compact(abs(sum) < 1e-6 ? 0 : sum))")
    }
    return single
  }

  /// Where the first factor of a shown term comes from.
  private func source(of text: String, in session: Session) throws -> Place {
    guard let here = session.whyPath.last else {
      throw CommandError(
        "--from goes on from an explanation.", at: text, hint: "why \(Self.example(in: session))")
    }
    let explanation = try session.trainer.explain(here)
    let terms = ExplanationPicture(explanation, showsAll: all).shownTerms
    guard !terms.isEmpty else {
      guard let next = explanation.next else {
        throw CommandError("`\(here)` is given; nothing lies behind it.", at: text, hint: "why")
      }
      return next
    }
    let number = try Arguments.integer(text, "A term of `\(here)`", in: 1...terms.count)
    guard let source = terms[number - 1].arithmetic.places.first else {
      throw CommandError("Term \(number) comes from no other number.", at: text)
    }
    return source
  }

  /// A place worth asking about in the present state.
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
  func figure(in session: Session, on console: Console) throws -> Figure? {
    var session = session
    // Runs as it would on the screen, for what it says where it cannot.
    try run(in: &session, on: console)
    guard let place = session.whyPath.last else { return nil }
    let explanation = try session.trainer.explain(place)
    // Where a bug is on, the products do not add up; the words that say so come with the text.
    guard explanation.arithmetic.evaluate().bitPattern == explanation.value.bitPattern else {
      return nil
    }
    return ExplanationPicture(
      explanation, gaps: blank ? .all : faded ? .last : .none, showsAll: all
    ).figure
  }
}
