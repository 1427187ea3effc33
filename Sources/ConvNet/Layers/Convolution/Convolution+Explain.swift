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
          terms.append(Term("(\(i),\(j))", .times(input, names.filter(f, c, i, j))))
        }
      }
    }
    let sum: Arithmetic<S> = .sum(Terms(terms), columns: 1)
    let bias = biases.map { biases in
      Arithmetic.stored(names.context.place("biases", f), biases.values[f])
    }
    return Explanation(
      place, value, intro: "Filter \(f) laid on the patch at row \(y), column \(x).",
      formula: "sum over \(names.c)i,j of \(names.input)"
        + "[\(names.context.n)\(names.c)\(y * stride - padding)+i,\(x * stride - padding)+j] x "
        + "\(names.context.layer).filters[\(f),\(names.c)i,j]"
        + (bias.map { " + \($0.places[0])" } ?? ""),
      bias.map { .plus(sum, $0) } ?? sum,
      form: .patches(channels: channels, rows: filters.shape[2], columns: filters.shape[3]),
      remarks: terms.count < filters.shape.count / filters.shape[0]
        ? ["the patch reaches into the padding, whose zeros add nothing"] : [])
  }

  private func explainFilterGradient(
    _ place: Place, _ value: S, _ indices: [Int], _ names: ConvolutionNames<S>
  ) -> Explanation<S> {
    let (f, c, i, j) = (indices[0], indices[1], indices[2], indices[3])
    let (rows, columns) = (names.output[2], names.output[3])
    let terms = filterGradientTerms(f, c, i, j, names)
    let places = names.context.count * rows * columns
    let n = names.n
    let count = terms.count == places ? "all \(places)" : "\(terms.count) of \(places)"
    let row = names.index("y", i)
    let column = names.index("x", j)
    return Explanation(
      place, value,
      intro: "One weight, used at \(places) places: its gradient is the sum over all of them.",
      formula: "sum over \(n)y,x of \(names.context.layer).d_out[\(n)\(f),y,x] x "
        + "\(names.input)[\(n)\(channels > 1 ? "\(c)," : "")\(row),\(column)]",
      .sum(terms, columns: 1),
      form: .products(
        label: "place (\(n)y,x)", first: "gradient in", second: "local: \(names.input)"),
      remarks: [
        "\(count) places got any gradient; no flip: the weight met "
          + "\(names.input)[\(n)\(channels > 1 ? "\(c)," : "")\(row),\(column)]"
      ],
      next: terms.strongest?.arithmetic.places.first)
  }

  /// The terms of a filter's gradient: a place is left out by the sum where the loop leaves it out,
  /// in the padding and where no gradient comes in.
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
    let sum = Terms(terms)
    let most = filters.shape[2] * filters.shape[3]
    let isPlain = stride == 1 && padding == 0
    return Explanation(
      place, value,
      intro: "One input, seen by every filter from up to \(most) places: all send gradient back.",
      formula:
        "sum over f,i,j of \(names.context.layer).filters[f,\(names.c.isEmpty ? "" : "\(c),")"
        + "i,j] x \(names.context.layer).d_out[\(names.context.n)f,y,x] of the place that met it",
      .sum(sum, columns: 1),
      form: .products(label: "filter: (y,x)", first: "gradient in", second: "local: weight"),
      remarks: isPlain
        ? ["here is the flip: place (y,x) met this input with weight [\(r)-y,\(q)-x]"] : [],
      next: sum.strongest?.arithmetic.places.first)
  }
}

/// How the places of a convolution are called.
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

  /// The index of the sample in a formula over all samples, where there are several.
  var n: String { context.count > 1 ? "n," : "" }
  /// The channel's index in a formula, where there are several channels.
  var c: String { layer.channels == 1 ? "" : "c," }
  var input: String { context.inputPlace.description }

  func filter(_ f: Int, _ c: Int, _ i: Int, _ j: Int) -> Arithmetic<S> {
    let place =
      layer.channels == 1
      ? context.place("filters", f, i, j) : context.place("filters", f, c, i, j)
    return .stored(place, layer.filters[f, c, i, j])
  }

  /// The input that filter cell i, j meets at place y, x; `nil` in the padding.
  func input(_ c: Int, _ y: Int, _ x: Int, _ i: Int, _ j: Int) -> Arithmetic<S>? {
    indices(c, y, x, i, j).map(context.input)
  }

  /// The number that ``input(_:_:_:_:_:)`` stands for.
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

  /// The place along one axis that is `stride` times it, where there is one.
  func outputIndex(_ offset: Int, below count: Int) -> Int? {
    guard offset >= 0, offset.isMultiple(of: layer.stride), offset / layer.stride < count else {
      return nil
    }
    return offset / layer.stride
  }

  /// An input index in a formula: `y+2`, or `2y-1` with stride 2 and padding 1.
  func index(_ name: String, _ cell: Int) -> String {
    let offset = cell - layer.padding
    let scaled = layer.stride == 1 ? name : "\(layer.stride)\(name)"
    return offset < 0 ? "\(scaled)\(offset)" : "\(scaled)+\(offset)"
  }

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
