import ConvNet
import Lab
import Rendering

/// `filters set`: hand-made kernels in place of a layer's filters.
struct FilterSetting {
  /// The name that gives each filter a different kernel, as long as there are kernels left.
  static let gallery = "gallery"

  /// The names of the kernels, and the name for all of them.
  static var names: [String] { KnownKernel.all.map(\.name) + [gallery] }

  /// The layer's index.
  let layer: Int
  /// The index of one filter; `nil` for all of them.
  let filter: Int?
  /// The kernel; `nil` to give each filter a different one.
  let kernel: KnownKernel?

  /// Reads `LAYER NAME` or `LAYER FILTER NAME`.
  init(_ words: [String], in network: Network<Float>) throws {
    guard words.count == 2 || words.count == 3 else {
      let example = FiltersCommand.layers(of: network).first ?? "conv"
      throw CommandError(
        words.count < 2
          ? "`filters set` takes a layer and a kernel." : "Unexpected argument `\(words[3])`.",
        at: words.count < 2 ? CommandError.end : words[3], after: Array(words.prefix(3)),
        hint: "filters set \(example) sobel-x, filters set \(example) 2 blur")
    }
    layer = try FiltersCommand.layer(words[0], in: network)
    let shape = network.nodes[layer].layer.parameters[0].values.shape
    filter =
      words.count == 2
      ? nil
      : try Arguments.integer(
        words[1], "A filter of `\(network.nodes[layer].name)`", in: 0...shape[0] - 1,
        after: [words[0]])
    let word = words[words.count - 1]
    guard words.count == 3 || Int(NegativeNumber.unshield(word)) == nil else {
      throw CommandError(
        "Filter \(NegativeNumber.unshield(word)) needs the name of a kernel.", at: CommandError.end,
        hint: "filters set \(words[0]) \(NegativeNumber.unshield(word)) blur")
    }
    let name = try Arguments.choice(word, "kernel", among: Self.names)
    kernel = KnownKernel.named(name)
    guard kernel != nil || filter == nil else {
      throw CommandError(
        "`\(name)` gives each filter a different kernel, but one filter takes one.", at: word,
        hint: "filters set \(words[0]) \(name)")
    }
  }

  /// Sets the filters in a single edit, which one `back` undoes, and reports it.
  func perform(in session: inout Session, on console: Console) throws {
    let before = session.trainer
    let node = before.network.nodes[layer]
    let old = node.layer.parameters[0].values
    let (filters, channels) = (old.shape[0], old.shape[1])
    let chosen =
      kernel.map { kernel in
        filter.map { [($0, kernel)] }
          ?? (0..<filters).map { ($0, kernel) }
      }
      ?? Array(zip(0..<filters, KnownKernel.all))
    var values = old.values
    let size = old.shape.count / filters
    for (index, kernel) in chosen {
      guard
        let numbers = kernel.values(
          channels: channels, rows: old.shape[2], columns: old.shape[3])
      else {
        throw CommandError(
          "The kernel \(kernel.name) needs a filter with a centre, 3x3 or larger; those of "
            + "`\(node.name)` are \(old.shape[2])x\(old.shape[3]).", at: kernel.name, hint: "net")
      }
      values.replaceSubrange(index * size..<(index + 1) * size, with: numbers.map { Float($0) })
    }
    let place = Place(
      layer: node.name, quantity: "filters", indices: filter.map { [$0] } ?? [])
    session.workspace.perform(
      .write(place, filter.map { Array(values[$0 * size..<($0 + 1) * size]) } ?? values))

    for (index, kernel) in kernel != nil && filter == nil ? [chosen[0]] : chosen {
      let who =
        kernel.name == self.kernel?.name && filter == nil
        ? (filters == 1 ? "The filter of \(node.name)" : "All \(filters) filters of \(node.name)")
        : "filter \(index)"
      console.print("\(who): \(kernel.name), \(kernel.effect)")
    }
    if chosen.count < filters, filter == nil {
      console.print(
        "Unchanged: the other \(Numbers.count(filters - chosen.count, "filter")).")
    }
    if channels > 1 {
      console.print(
        "Each of the \(channels) channels gets the kernel divided by \(channels), so the filter works "
          + "on their mean.")
    }
    let step = session.trainer.step
    if !session.trainer.isBetweenSteps, step.position > 1 {
      console.print(Narration.recomputed(from: before, to: session.trainer))
    }
    console.print(
      (step.passes.count > layer && !session.trainer.isBetweenSteps
        ? "next: " : "next: image 7; forward; ")
        + "maps \(node.name)     the numbers: filters \(node.name)     undo: back")
  }
}
