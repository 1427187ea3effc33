extension Convolution {
  /// Why a number of `out`, `d_filters`, `d_biases` or `d_in` is what it is.
  func explain(
    _ place: Place, _ value: S, _ indices: [Int], in context: ExplanationContext<S>
  ) -> Explanation<S>? {
    let names = ConvolutionNames(self, context)
    return switch place.quantity {
    case "out": explainOutput(place, value, indices, names)
    case "d_filters": explainFilterGradient(place, value, indices, names)
    case "d_biases": explainBiasGradient(place, value, indices[0], names)
    case "d_in": explainInputGradient(place, value, indices, names)
    default: nil
    }
  }

  private func explainOutput(
    _ place: Place, _ value: S, _ indices: [Int], _ names: ConvolutionNames<S>
  ) -> Explanation<S> {
    let (f, y, x) = (indices[0], indices[1], indices[2])
    var terms: [Term<S>] = []
    for c in 0..<channels {
      for i in 0..<filters.shape[2] {
        for j in 0..<filters.shape[3] {
          guard let input = names.input(c, y, x, i, j) else { continue }
          let label = names.c.isEmpty ? "(\(i),\(j))" : "(\(c),\(i),\(j))"
          terms.append(Term(label, .times(input, names.filter(f, c, i, j))))
        }
      }
    }
    let (top, left) = (y * stride - padding, x * stride - padding)
    let outside = names.outside(
      rows: (0..<filters.shape[2]).map { top + $0 },
      columns: (0..<filters.shape[3]).map { left + $0 })
    let sum: Arithmetic<S> = .sum(Terms(terms), columns: 1)
    let bias = biases.map { biases in
      Arithmetic.stored(names.context.place("biases", f), biases.values[f])
    }
    return Explanation(
      place, value, intro: "Filter \(f) laid on the patch at row \(top), column \(left).",
      formula: "sum over \(names.c)i,j of "
        + names.input(
          sample: names.context.n, channel: names.c.isEmpty ? "0" : "c",
          row: ExplanationContext<S>.index(from: top, "i"),
          column: ExplanationContext<S>.index(from: left, "j"))
        + " x \(names.context.layer).filters[\(f),\(names.c)i,j]"
        + (bias.map { " + \($0.places[0])" } ?? ""),
      bias.map { .plus(sum, $0) } ?? sum,
      form: .patches(channels: channels, rows: filters.shape[2], columns: filters.shape[3]),
      remarks: outside.isEmpty
        ? [] : ["in the padding, whose zeros add nothing: \(outside) of the input"])
  }

  private func explainFilterGradient(
    _ place: Place, _ value: S, _ indices: [Int], _ names: ConvolutionNames<S>
  ) -> Explanation<S> {
    let (f, c, i, j) = (indices[0], indices[1], indices[2], indices[3])
    let (rows, columns) = (names.output[2], names.output[3])
    let terms = filterGradientTerms(f, c, i, j, names)
    let places = names.context.count * rows * columns
    let n = names.n
    let reached = names.context.samples.reduce(0) { count, context in
      count
        + (0..<rows * columns).count {
          context.upstreamValue(f, $0 / columns, $0 % columns) != 0
        }
    }
    let count =
      reached == places
      ? (places == 1 ? "the one place" : "all \(places.counted("place"))") + " got gradient"
      : "\(reached.grouped) of \(places.counted("place")) got gradient"
    let padded = reached - terms.count
    let input = names.input(
      sample: n, channel: "\(c)", row: names.index("y", i), column: names.index("x", j))
    return Explanation(
      place, value,
      intro: "One weight, used at \(places.counted("place")): its gradient "
        + (places == 1 ? "comes from there." : "is the sum over all of them."),
      formula: "sum over \(n)y,x of \(names.context.layer).d_out[\(n)\(f),y,x] x "
        + input,
      .sum(terms, columns: 1),
      form: .products(
        label: "place (\(n)y,x)", first: "gradient in",
        second: "local: \(names.context.inputPlace)"),
      remarks: ["\(count); no flip: the weight met \(input)"]
        + (padded > 0
          ? ["at \(padded) of those places the weight met padding, whose zeros add nothing"] : []),
      next: terms.strongest?.arithmetic.places.first)
  }

  /// The terms of a filter's gradient. The sum leaves out the same places as the loop does: those
  /// in the padding, and those where the gradient is 0.
  @specialized(where S == Float)
  @specialized(where S == Double)
  private func filterGradientTerms(
    _ f: Int, _ c: Int, _ i: Int, _ j: Int, _ names: ConvolutionNames<S>
  ) -> Terms<S> {
    let (rows, columns) = (names.output[2], names.output[3])
    var (values, kinds, places): ([S], [Terms<S>.Kind], [Int]) = ([], [], [])
    for context in names.context.samples {
      let names = ConvolutionNames(self, context)
      for y in 0..<rows {
        for x in 0..<columns {
          let upstream = context.upstreamValue(f, y, x)
          guard upstream != 0, let input = names.inputValue(c, y, x, i, j) else { continue }
          values.append(upstream * input)
          kinds.append(names.isBlank(y, x) ? .onBlankPaper : .plain)
          places.append((context.sample * rows + y) * columns + x)
        }
      }
    }
    return Terms(values, kinds: kinds) { [places] term in
      let (line, x) = places[term].quotientAndRemainder(dividingBy: columns)
      let (sample, y) = line.quotientAndRemainder(dividingBy: rows)
      let context = names.context.of(sample: sample)
      let input = ConvolutionNames(self, context).input(c, y, x, i, j) ?? .constant(0)
      return Term("(\(context.n)\(y),\(x))", .times(context.upstream(f, y, x), input))
    }
  }

  private func explainBiasGradient(
    _ place: Place, _ value: S, _ f: Int, _ names: ConvolutionNames<S>
  ) -> Explanation<S> {
    let terms = names.context.terms(ofChannel: f, in: names.output) { context, indices in
      context.upstream(at: indices)
    } factors: { offset in
      (names.context.upstream?.out.values[offset] ?? 0, nil)
    }
    let n = names.n
    return Explanation(
      place, value,
      intro: "A bias is added at every place, so it gets the gradients of all of them.",
      formula: "sum over \(n)y,x of \(names.context.layer).d_out[\(n)\(f),y,x]",
      .sum(terms, columns: 1),
      form: .products(label: "place (\(n)y,x)", first: "gradient in", second: "local"),
      next: terms.strongest?.arithmetic.places.first)
  }

  private func explainInputGradient(
    _ place: Place, _ value: S, _ indices: [Int], _ names: ConvolutionNames<S>
  ) -> Explanation<S> {
    let (c, r, q) = (indices[0], indices[1], indices[2])
    var terms: [Term<S>] = []
    for f in 0..<filters.shape[0] {
      for i in 0..<filters.shape[2] {
        guard let y = names.outputIndex(r - i + padding, below: names.output[2]) else { continue }
        for j in 0..<filters.shape[3] {
          guard let x = names.outputIndex(q - j + padding, below: names.output[3]) else { continue }
          terms.append(
            Term(
              "\(f): (\(y),\(x))",
              .times(names.context.upstream(f, y, x), names.filter(f, c, i, j))))
        }
      }
    }
    let places = terms.count / filters.shape[0]
    let context = names.context
    let rotated = RotatedFilters(
      maps: context.upstream?.out.slice([context.sample])
        ?? Tensor(context.pass.output.shape.withoutFirst), filters: filters, input: indices,
      stride: stride, padding: padding, mapPlace: context.ownPlace("d_out", []),
      filterPlace: context.place("filters"))
    guard places > 0 else {
      var nothing = Explanation(
        place, value,
        intro:
          "No window covers \(names.context.input(indices).places[0]): no output depends on it, "
          + "so its gradient is exactly 0.",
        formula: "0", .sum(Terms([]), columns: 1))
      nothing.rotated = rotated
      return nothing
    }
    let sum = Terms(terms)
    let missing = names.missing(row: r, column: q)
    var explanation = Explanation(
      place, value,
      intro: "One input, seen by every filter from \(places.counted("place")): "
        + "what they send back adds up.",
      formula:
        "sum over f,i,j of \(names.context.layer).filters[f,\(names.c.isEmpty ? "" : "\(c),")"
        + "i,j] x \(names.context.layer).d_out[\(names.context.n)f,y,x] of the place that met it",
      .sum(sum, columns: 1),
      form: .products(label: "filter: (y,x)", first: "gradient in", second: "local: weight"),
      remarks: [
        "here is the flip: place (y,x) met this input with weight "
          + "[\(r + padding)-\(names.scaled("y")),\(q + padding)-\(names.scaled("x"))]"
      ]
        + (missing.isEmpty
          ? []
          : ["outside the output, so not counted: \(missing)"]),
      next: sum.strongest?.arithmetic.places.first)
    explanation.rotated = rotated
    return explanation
  }
}

/// The names of a convolution's places.
private struct ConvolutionNames<S: Scalar> {
  let context: ExplanationContext<S>
  private let layer: Convolution<S>
  /// The shape of the output, N,F,H,W.
  let output: Shape

  init(_ layer: Convolution<S>, _ context: ExplanationContext<S>) {
    self.context = context
    self.layer = layer
    output = context.pass.output.shape
  }

  /// The index of the sample in a formula over all samples, if there are several.
  var n: String { context.count > 1 ? "n," : "" }
  /// The channel's index in a formula, if there are several channels.
  var c: String { layer.channels == 1 ? "" : "c," }

  /// The rows and columns that are not the input's, in words; empty if all are.
  func outside(rows: [Int], columns: [Int]) -> String {
    let shape = context.pass.input.shape
    return Self.words(
      rows.filter { !(0..<shape[2]).contains($0) }, columns.filter { !(0..<shape[3]).contains($0) })
  }

  /// The rows and columns beyond the output's border from which an input would have been met.
  func missing(row: Int, column: Int) -> String {
    func beyond(_ input: Int, _ kernel: Int, _ count: Int) -> [Int] {
      (0..<kernel).reversed().map { input - $0 + layer.padding }
        .filter { $0.isMultiple(of: layer.stride) }.map { $0 / layer.stride }
        .filter { !(0..<count).contains($0) }
    }
    return Self.words(
      beyond(row, layer.filters.shape[2], output[2]),
      beyond(column, layer.filters.shape[3], output[3]))
  }

  private static func words(_ rows: [Int], _ columns: [Int]) -> String {
    [("row", rows), ("column", columns)].filter { !$0.1.isEmpty }.map { name, numbers in
      "\(numbers.count.form(of: name)) \(numbers.map(String.init).joined(separator: ", "))"
    }.joined(separator: ", ")
  }

  func input(sample: String, channel: String, row: String, column: String) -> String {
    context.input(sample: sample, channel: channel, row: row, column: column)
  }

  func filter(_ f: Int, _ c: Int, _ i: Int, _ j: Int) -> Arithmetic<S> {
    let place =
      layer.channels == 1
      ? context.place("filters", f, i, j) : context.place("filters", f, c, i, j)
    return .stored(place, layer.filters[f, c, i, j])
  }

  /// The input under filter cell i, j at place y, x; `nil` in the padding.
  func input(_ c: Int, _ y: Int, _ x: Int, _ i: Int, _ j: Int) -> Arithmetic<S>? {
    indices(c, y, x, i, j).map(context.input)
  }

  /// The value of ``input(_:_:_:_:_:)``.
  func inputValue(_ c: Int, _ y: Int, _ x: Int, _ i: Int, _ j: Int) -> S? {
    indices(c, y, x, i, j).map { context.value(context.pass.input, $0) }
  }

  private func indices(_ c: Int, _ y: Int, _ x: Int, _ i: Int, _ j: Int) -> [Int]? {
    let shape = context.pass.input.shape
    let row = y * layer.stride + i - layer.padding
    let column = x * layer.stride + j - layer.padding
    guard (0..<shape[2]).contains(row), (0..<shape[3]).contains(column) else { return nil }
    return [c, row, column]
  }

  /// The index along one axis whose product with `stride` is the offset, if there is one.
  func outputIndex(_ offset: Int, below count: Int) -> Int? {
    guard offset >= 0, offset.isMultiple(of: layer.stride), offset / layer.stride < count else {
      return nil
    }
    return offset / layer.stride
  }

  /// An input index in a formula: `y+2`, or `2y-1` with stride 2 and padding 1.
  func index(_ name: String, _ cell: Int) -> String {
    let offset = cell - layer.padding
    return scaled(name) + (offset == 0 ? "" : offset < 0 ? "\(offset)" : "+\(offset)")
  }

  /// An output index times the stride: `y`, or `2y`.
  func scaled(_ name: String) -> String { layer.stride == 1 ? name : "\(layer.stride)\(name)" }

  /// Whether the whole patch at a place is blank paper.
  func isBlank(_ y: Int, _ x: Int) -> Bool {
    guard let blank = context.blank else { return false }
    let shape = context.pass.input.shape
    let sample = context.sample * shape.withoutFirst.count
    let (top, left) = (y * layer.stride - layer.padding, x * layer.stride - layer.padding)
    let rows = max(0, top)..<max(0, min(shape[2], top + layer.filters.shape[2]))
    let columns = max(0, left)..<max(0, min(shape[3], left + layer.filters.shape[3]))
    for c in 0..<layer.channels {
      for row in rows {
        let line = sample + (c * shape[2] + row) * shape[3]
        for column in columns where context.pass.input.values[line + column] != blank {
          return false
        }
      }
    }
    return true
  }
}
