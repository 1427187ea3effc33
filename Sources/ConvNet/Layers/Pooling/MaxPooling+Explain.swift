extension MaxPooling {
  public func explain(
    _ place: Place, _ value: S, _ indices: [Int], of pass: Pass<Self>,
    in context: ExplanationContext<S>
  ) -> Explanation<S>? {
    switch place.quantity {
    case "out", "winners": explainForward(place, value, indices, pass, context)
    case "d_in": explainInputGradient(place, value, indices, pass, context)
    default: nil
    }
  }

  private func winner(
    _ c: Int, _ y: Int, _ x: Int, _ pass: Pass<Self>, sample: Int
  ) -> [Int] {
    let offset = pass.output.shape.offset(of: [sample, c, y, x])
    let (row, column) = Int(pass.record.winners[offset])
      .quotientAndRemainder(dividingBy: pass.input.shape[3])
    return [c, row, column]
  }

  private func explainForward(
    _ place: Place, _ value: S, _ indices: [Int], _ pass: Pass<Self>,
    _ context: ExplanationContext<S>
  ) -> Explanation<S> {
    let (c, y, x) = (indices[0], indices[1], indices[2])
    let values = cells(c, y, x).map(context.input)
    let winner = winner(c, y, x, pass, sample: context.sample)
    let source = context.input(winner)
    let name = source.places[0]
    let tied = values.count { $0.evaluate() == source.evaluate() }
    let remarks =
      tied > 1 ? ["\(tied) of the \(values.count) tie; the first in reading order wins"] : []
    guard place.quantity == "winners" else {
      return Explanation(
        place, value,
        intro:
          "The largest of a \(window)x\(window) window; the switch remembers that \(name) won.",
        formula:
          "max over i,j of \(context.inputPlace)[\(context.n)\(c),\(stride * y)+i,\(stride * x)+j]",
        .largest(values), form: .window(columns: window), remarks: remarks, next: name)
    }
    let isRow = indices[3] == 0
    return Explanation(
      place, value,
      intro:
        "\(name) won window (\(y),\(x)); this is its \(isRow ? "row" : "column") in the window.",
      formula: isRow ? "\(winner[1]) - \(stride) x \(y)" : "\(winner[2]) - \(stride) x \(x)",
      .minus(
        .constant(S(isRow ? winner[1] : winner[2])),
        .times(.constant(S(stride)), .constant(S(isRow ? y : x)))), remarks: remarks,
      next: context.ownPlace("out", [c, y, x]))
  }

  private func explainInputGradient(
    _ place: Place, _ value: S, _ indices: [Int], _ pass: Pass<Self>,
    _ context: ExplanationContext<S>
  ) -> Explanation<S> {
    let c = indices[0]
    let own = context.input(indices).evaluate()
    var terms: [Term<S>] = []
    var remarks: [String] = []
    var lostTo: Place?
    var story = ""
    for y in windows(over: indices[1], size: window, count: pass.output.shape[2]) {
      for x in windows(over: indices[2], size: window, count: pass.output.shape[3]) {
        let winner = winner(c, y, x, pass, sample: context.sample)
        let best = context.input(winner).evaluate()
        let tied = cells(c, y, x).count { context.input($0).evaluate() == best }
        let shares = context.ties != .first && !best.isNaN && own == best
        guard winner == indices || shares else {
          let rival = context.input(winner).places[0]
          lostTo = context.ownPlace("d_in", winner)
          story =
            own == best
            ? "It ties with \(rival), which came first and won window (\(y),\(x))"
            : "It lost to \(rival) in window (\(y),\(x))"
          continue
        }
        let upstream = context.upstream(c, y, x)
        let isSplit = context.ties == .split && !best.isNaN
        terms.append(
          Term("(\(y),\(x))", isSplit ? .over(upstream, .constant(S(tied))) : upstream))
        if tied > 1 {
          remarks.append(
            "\(tied) cells of window (\(y),\(x)) tie; policy: \(context.ties.rawValue)")
        }
      }
    }
    let sources = terms.flatMap(\.arithmetic.places)
    let intro: String
    switch (terms.count, story.isEmpty) {
    case (0, true):
      intro =
        "It is in no window: what is left over at the edge is dropped. No gradient comes back."
    case (0, false):
      intro = story + ": the output did not feel it, so it gets none."
    case (1, _):
      intro = "It won window \(terms[0].label): the switch sends the gradient back to it."
    default:
      intro = "It won \(terms.count) windows that overlap: their gradients add up."
    }
    return Explanation(
      place, value, intro: intro,
      formula: sources.isEmpty
        ? "sum of nothing"
        : sources.map(\.description).joined(separator: " + ")
          + (context.ties == .split ? ", each shared among the tied cells" : ""),
      .sum(Terms(terms), columns: 1), remarks: remarks, next: sources.first ?? lostTo)
  }
}
