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
    let (row, column) = Int(pass.record[offset])
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
        formula: "max over i,j of \(input(of: c, y, x, context))",
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
    var (terms, names, remarks): ([Term<S>], [String], [String]) = ([], [], [])
    var losses: [(to: [Int], story: String)] = []
    var hasWon = true
    for y in windows(over: indices[1], size: window, count: pass.output.shape[2]) {
      for x in windows(over: indices[2], size: window, count: pass.output.shape[3]) {
        let winner = winner(c, y, x, pass, sample: context.sample)
        let best = context.input(winner).evaluate()
        let tied = cells(c, y, x).count { context.input($0).evaluate() == best }
        let shares = context.ties != .first && !best.isNaN && own == best
        guard winner == indices || shares else {
          let rival = context.input(winner).places[0]
          losses.append(
            (
              winner,
              own == best
                ? "tied with \(rival), which came first and won window (\(y),\(x))"
                : "lost to \(rival) in window (\(y),\(x))"
            ))
          continue
        }
        hasWon = hasWon && winner == indices
        let upstream = context.upstream(c, y, x)
        let isSplit = context.ties == .split && tied > 1
        terms.append(
          Term("(\(y),\(x))", isSplit ? .over(upstream, .constant(S(tied))) : upstream))
        names.append(upstream.places.map { "\($0)" + (isSplit ? " / \(tied)" : "") }.joined())
        if tied > 1 {
          remarks.append(
            "\(tied) cells of window (\(y),\(x)) tie; policy: \(context.ties.rawValue)")
        }
      }
    }
    let won = hasWon ? "won" : "is among the largest of"
    let intro =
      switch (terms.count, losses.count) {
      case (0, 0): "It is in no window, so no gradient comes back."
      case (0, 1): "It \(losses[0].story): the output did not feel it, so it gets none."
      case (0, let count):
        "It \(losses[0].story), and won none of the other windows that it is in, "
          + "\(count - 1) in all: no output felt it, so it gets none."
      case (1, _): "It \(won) window \(terms[0].label): the switch sends the gradient back to it."
      default: "It \(won) \(terms.count) windows that overlap: their gradients add up."
      }
    return Explanation(
      place, value, intro: intro,
      formula: names.isEmpty ? "0" : names.joined(separator: " + "),
      .sum(Terms(terms), columns: 1),
      form: terms.count > 1
        ? .products(label: "window (y,x)", first: "gradient in", second: "local: share") : .line,
      remarks: remarks,
      next: terms.first?.arithmetic.places.first
        ?? losses.first.map { context.inputGradient($0.to) })
  }
}
