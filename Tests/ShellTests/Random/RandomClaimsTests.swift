import ConvNet
import Foundation
import Lab
import Shell
import Testing

/// What is printed of random networks at random places is taken at its word.
///
/// Equations are worked out, sums added up, counts counted again, places printed and suggestions
/// run: small networks of every layer, with strides, padding, overlapping windows, batches, every
/// rule for ties and every bug.
@Suite struct RandomClaimsTests {
  // MARK: Networks

  private static func diagram(_ run: inout RandomRun, classes: Int) -> String {
    func layer() -> String {
      let (k, l, s) = (1 + run.below(3), 1 + run.below(3), 1 + run.below(3))
      switch run.below(9) {
      case 0, 1:
        return "conv2d \(1 + run.below(2)) \(k)x\(l) stride=\(s) padding=\(run.below(2)) "
          + "bias=\(run.below(2))"
      case 2: return "conv3x3 2"
      case 3, 4: return "maxpool \(1 + k) stride=\(s)"
      case 5: return "avgpool \(k) stride=\(s)"
      case 6: return run.pick(["relu", "tanh", "sigmoid", "leakyrelu slope=0.2"])
      case 7: return "batchnorm"
      default: return "dropout keep=0.7"
      }
    }
    let layers = (0..<1 + run.below(4)).map { _ in layer() }
    let flat = run.oneIn(3) ? [run.pick(["flatten", "fc 3", "fc 4, tanh"])] : []
    let end = run.pick(
      ["softmax \(classes)", "fc \(classes)"] + (classes == 2 ? ["sigmoid"] : []))
    return (layers + flat + [end]).joined(separator: ", ")
  }

  private static func settings(_ run: inout RandomRun, images: Int) -> [String] {
    let bug = run.pick(BugCatalog.all).name
    let lines: [String?] = [
      run.oneIn(2) ? "set batch \(1 + run.below(3))" : nil,
      run.oneIn(3) ? "set ties \(run.pick(["all", "split"]))" : nil,
      run.oneIn(4) ? "set loss mse" : nil,
      run.oneIn(3) ? "set optimizer \(run.pick(["momentum", "adam"]))" : nil,
      run.oneIn(6) ? "set learning-rate 5" : nil, run.oneIn(3) ? "sgd \(1 + run.below(3))" : nil,
      run.oneIn(3) ? "bug on \(bug)" : nil, "image \(run.below(images))",
      run.pick(["backward", "backward", "update"]),
      run.oneIn(6) ? "bug off" : nil, run.oneIn(6) ? "set ties all" : nil,
    ]
    return lines.compactMap(\.self)
  }

  @Test func `what is said of a number is so, in every network`() throws {
    var run = RandomRun("claims", least: 60)
    let tally = ClaimTally()
    let rules = QuantifiedClaims.rules
    let bases = [
      (try TestShell("load toy").session, 2, 4),
      (try TestShell("load mnist --train 12 --test 6").session, 10, 12),
    ]
    while run.next() {
      let (base, classes, images) = bases[run.oneIn(3) ? 1 : 0]
      let shell = TestShell(from: base, width: 2_000)
      let front = classes == 10 ? "\(run.pick(["avgpool", "maxpool"])) 4, " : ""
      let network = "net new " + front + Self.diagram(&run, classes: classes)
      guard shell.error(network) == nil else { continue }
      tally.lines = [network]
      for line in Self.settings(&run, images: images) where shell.error(line) == nil {
        tally.lines.append(line)
      }
      for _ in 0..<8 { ask(shell.session, &run, rules, tally) }
    }
    run.report(tally.table, failures: tally.failures)
    for sort in [
      "equations", "sums", "products", "places", "commands", "counts", "traces", "none and all",
      "printed numbers", "gradient checks", "predictions",
    ] {
      #expect(tally.counts[sort, default: 0] > 20, "\(sort)")
    }
  }

  /// Asks one question, and takes the answer at its word.
  private func ask(
    _ session: Session, _ run: inout RandomRun, _ rules: [QuantifiedClaims.Rule],
    _ tally: ClaimTally
  ) {
    let shell = TestShell(from: session, width: 2_000)
    let trainer = session.trainer
    func single(_ places: [Place]) -> Place? {
      guard !places.isEmpty else { return nil }
      let place = run.pick(places)
      guard case .computed(let values)? = try? trainer.read(place), values.shape.count > 0 else {
        return nil
      }
      return Place(
        layer: place.layer, quantity: place.quantity,
        indices: values.shape.indices(at: run.below(values.shape.count)))
    }
    let poolings = trainer.network.nodes.indices.filter {
      trainer.network.nodes[$0].layer is any MaxPooling<Float>
    }
    let line: String
    switch run.below(16) {
    case 0, 1:
      guard !poolings.isEmpty else { return }
      let layer = run.pick(poolings)
      let shape = trainer.network.outputs[layer]
      line =
        "route \(trainer.network.nodes[layer].name) \(run.below(shape[0]))"
        + (run.oneIn(3) ? "" : " \(run.below(shape[1])) \(run.below(shape[2]))")
    case 2, 3:
      guard let place = single(trainer.places.filter(trainer.isWritable)) else { return }
      line = "trace \(place)"
    case 4: line = "probs"
    case 5: line = run.oneIn(2) ? "gradcheck" : "gradcheck \(run.pick(trainer.parameterPlaces))"
    case 6, 7:
      let places = trainer.places.filter(trainer.isWritable)
      guard let place = run.oneIn(4) ? run.pick(places) : single(places) else { return }
      line = "whatif \(place) \(run.pick(["0", "0.1", "-0.5", "2"]))"
    case 8: line = run.oneIn(3) ? run.pick(["invariance", "diagnose", "diff", "net"]) : "diff"
    case 9: line = "print \(run.pick(trainer.places))"
    default:
      guard let place = single(trainer.places) else { return }
      line = "why \(place)"
    }
    guard shell.error(line) == nil else { return }
    let printed = shell.printed
    tally.lines.append(line)
    defer { tally.lines.removeLast() }
    equations(printed, digits: line == "probs" ? 4 : 7, tally)
    table(printed, tally)
    places(printed, session, tally)
    commands(printed, shell.session, tally)
    QuantifiedClaims(line: line, printed: printed, session: session, after: shell.session)
      .check(by: rules, tally)
    ComparisonClaims(line: line, printed: printed, session: session).check(tally)
    if line.hasPrefix("why") { counts(printed, line, trainer, tally) }
    if line.hasPrefix("trace") { trace(printed, trainer, tally) }
    if line.hasPrefix("route") { route(printed, line, trainer, tally) }
  }

  // MARK: Claims

  /// Both sides of an `=` that are numbers are equal, to within what was rounded away.
  private func equations(_ printed: String, digits: Int, _ tally: ClaimTally) {
    for line in printed.split(separator: "\n") {
      // Grids beside each other keep the zeros at the end of their columns.
      let digits = line.contains(#/ {2}x {2}/#) ? nil : digits
      let sides = line.replacing(": ", with: " = ").replacing(" = ", with: "\u{0}")
        .split(separator: "\u{0}").map { PrintedArithmetic.range(of: $0, digits: digits) }
      for (left, right) in zip(sides, sides.dropFirst()) {
        guard let left, let right else { continue }
        tally.check("equations", left.meets(right), String(line))
      }
    }
  }

  /// Rows of a table of products, and what they add up to.
  private func table(_ printed: String, _ tally: ClaimTally) {
    let lines = printed.split(separator: "\n")
    guard let head = lines.firstIndex(where: { $0.hasSuffix(" product") }) else { return }
    let isRounded = printed.contains("shown rounded")
    var (sum, error) = (0.0, 0.0)
    for line in lines[(head + 1)...] {
      let words = line.split(separator: " ")
      guard let last = words.last, let value = Double(last) else { return }
      if ["accumulate", "sum"].contains(words[0]) {
        let slack = (isRounded ? error : 0) + 1e-6 * max(abs(value), error)
        let isSum = sum.isFinite ? abs(sum - value) <= slack : !value.isFinite
        tally.check("sums", isSum, printed)
        return
      }
      sum += value
      guard let range = PrintedArithmetic.number(last.drop { $0 == "-" }, digits: nil) else {
        return
      }
      // A column of large numbers has no decimals.
      let isWhole = last.allSatisfy { $0.isNumber || $0 == "-" }
      error += range.high - range.low + (isWhole ? 1 : 0)
      // Terms that are told of together, and the bias, have no factors.
      guard words.count >= 3, Int(words[0]) != nil,
        let a = PrintedArithmetic.range(of: words[words.count - 3], digits: nil),
        let b = PrintedArithmetic.range(of: words[words.count - 2], digits: nil),
        let product = PrintedArithmetic.range(of: last, digits: nil)
      else { continue }
      let isSum = isRounded && isWhole
      let told = PrintedRange(product.low - (isSum ? 0.5 : 0), product.high + (isSum ? 0.5 : 0))
      tally.check("products", PrintedRange.combine(a, b, *).meets(told), String(line))
    }
  }

  /// Every place that is named prints.
  private func places(_ printed: String, _ session: Session, _ tally: ClaimTally) {
    let name = /([a-z]+[0-9]*\.[a-z_]+|image)\[([0-9.,]+)\]/
    for match in printed.matches(of: name) {
      for end in [0, 1] {
        let indices = match.2.split(separator: ",").map { index -> Substring in
          let ends = index.split(separator: ".")
          return end == 0 ? ends[0] : ends[ends.count - 1]
        }
        let place = "\(match.1)[\(indices.joined(separator: ","))]"
        let shell = TestShell(from: session, width: 80)
        tally.check("places", shell.error("print \(place)") == nil, "\(place) in: \(printed)")
      }
    }
  }

  /// Every suggested command runs.
  private func commands(_ printed: String, _ session: Session, _ tally: ClaimTally) {
    var lines: [String] = []
    for match in printed.matches(of: /next: (.+?)(   |\n|$)/) { lines.append(String(match.1)) }
    for match in printed.matches(of: /\(or (why --from [0-9]+)\)/) {
      lines.append(String(match.1))
    }
    // A term's number goes where its place does.
    for match in printed.matches(of: /next: (why \S+)   \(or (why --from [0-9]+)\)/) {
      let first = [match.1, match.2].map { line in
        let shell = TestShell(from: session, width: 80)
        return shell.error(String(line)) == nil ? shell.printed.prefix { $0 != "\n" } : "\(line)"
      }
      tally.check("terms", first[0] == first[1], "\(first) in: \(printed)")
    }
    for match in printed.matches(of: /`([^`]+)`/) { lines.append(String(match.1)) }
    for match in printed.matches(of: /(look|do it): (.+?)(   |\n|$)/) {
      lines += match.2.split(separator: ", ").map(String.init)
    }
    // A finding's remedies; what follows a comma is the reason.
    for match in printed.matches(of: #/  (try|see it) +(.+?)(, .*)?(\n|$)/#) {
      // One command may need what the one before it did.
      lines.append(String(match.2.split(separator: ": ").last ?? ""))
    }
    for line in lines {
      // A setting's name, as in `set ties`, is told to be set; alone it lacks the value.
      guard !line.hasPrefix("set "), TestShell.names.contains(String(line.prefix { $0 != " " }))
      else { continue }
      let shell = TestShell(from: session, width: 80)
      let error = shell.error(line)
      tally.check("commands", error == nil, "\(line): \(error?.problem ?? "") in: \(printed)")
    }
  }

  /// Numbers of places, windows and cells, counted again.
  private func counts(
    _ printed: String, _ line: String, _ trainer: Trainer<Float>, _ tally: ClaimTally
  ) {
    guard let place = try? Place(parsing: String(line.dropFirst(4))), let name = place.layer,
      var index = trainer.network.index(of: name)
    else { return }
    var quantity = place.quantity
    if quantity == "d_out", index + 1 < trainer.network.count {
      (index, quantity) = (index + 1, "d_in")
    }
    guard trainer.step.passes.indices.contains(index) else { return }
    let pass = trainer.step.passes[index]
    let layer = trainer.network.nodes[index].layer
    func first(_ pattern: Regex<(Substring, Substring)>) -> Int? {
      printed.firstMatch(of: pattern).flatMap { Int($0.1) }
    }
    if quantity == "d_filters" {
      let filter = place.indices[0]
      let upstream = trainer.step.upstream(of: index)?.out
      let shape = pass.output.shape
      let felt = (0..<shape.count).count {
        shape.indices(at: $0)[1] == filter && upstream?.values[$0] != 0
      }
      let all = shape.count / shape[1]
      let told = printed.firstMatch(
        of: /(the one|all [0-9]+|[0-9]+ of [0-9]+) places? got gradient/)
      let right = felt < all ? "\(felt) of \(all)" : all == 1 ? "the one" : "all \(all)"
      tally.check("counts", told.map { String($0.1) } == right, printed)
    }
    guard quantity == "d_in", pass.input.shape.rank == 4, pass.output.shape.rank == 4 else {
      return
    }
    let (row, column) = (
      place.indices[place.indices.count - 2], place.indices[place.indices.count - 1]
    )
    let shape = pass.output.shape
    let map = Shape(shape[2], shape[3])
    let windows = (0..<map.count).filter { offset in
      let window = layer.libraryLayer?.window(ofOutput: [0] + map.indices(at: offset))
      return window.map { $0.rows.contains(row) && $0.columns.contains(column) } ?? false
    }
    if layer is any MaxPooling<Float> {
      tally.check("no window", printed.contains("It is in no window") == windows.isEmpty, printed)
      if let won = first(/(?:won|largest of) ([0-9]+) windows/) {
        tally.check("counts", won >= 2 && won <= windows.count, printed)
      }
      let isLost = printed.contains("It lost to") || printed.contains("It tied with")
      let isWon = printed.contains("It won") || printed.contains("It is among the largest")
      tally.check("won or lost", windows.isEmpty || isLost != isWon, printed)
    } else if quantity == "d_in", layer.libraryLayer?.window(ofOutput: [0, 0, 0]) != nil,
      !(layer is AveragePool<Float>)
    {
      tally.check(
        "counts", (first(/from ([0-9]+) places?/) ?? 0) == windows.count,
        "\(windows.count) windows: \(printed)")
      tally.check("no output", printed.contains("No window covers") == windows.isEmpty, printed)
    }
  }

  /// At every layer the contributions add up, and to the gradient unless a bug is owned up to.
  private func trace(_ printed: String, _ trainer: Trainer<Float>, _ tally: ClaimTally) {
    let isBroken = printed.contains("bug") || printed.contains("rounding errors show")
    guard let told = printed.firstMatch(of: /backward pass computed: (\S+?)\.\n/),
      let gradient = Double(told.1)
    else { return }
    guard gradient.isFinite else { return }
    // Where large terms cancel, rounding errors are left.
    let largest =
      printed.split(separator: "\n").compactMap { line -> Double? in
        let words = line.split(separator: " ")
        guard words.count == 8, words[2] == "of" else { return nil }
        return max(Double(words[5]) ?? 0, -(Double(words[6]) ?? 0))
      }.max() ?? 0
    let isNoise = printed.contains("only rounding errors are left")
    tally.check("traces", isNoise == (abs(gradient) < 1e-6 * largest && gradient != 0), printed)
    for line in printed.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 8, words[2] == "of", let moved = Int(words[1]), let felt = Int(words[4]),
        let above = Double(words[5]), let below = Double(words[6]), let total = Double(words[7])
      else { continue }
      let size = max(above, -below, 1e-30)
      tally.check("traces", felt <= moved && above >= 0 && below <= 0, printed)
      tally.check("traces", abs(above + below - total) <= 0.011 * size, printed)
      tally.check(
        "traces",
        isBroken || abs(total - gradient) <= 1e-3 * max(size, abs(gradient)) + 1e-5 * largest,
        printed)
    }
    if printed.contains("with a bug on") {
      tally.check("bugs", !trainer.step.hookNames.isEmpty, printed)
    }
  }

  /// Windows and ties of a pooled map.
  private func route(
    _ printed: String, _ line: String, _ trainer: Trainer<Float>, _ tally: ClaimTally
  ) {
    let words = line.split(separator: " ")
    guard let index = trainer.network.index(of: String(words[1])), let map = Int(words[2]),
      let pooling = trainer.step.passes[index].anyLayer as? any MaxPooling<Float>
    else { return }
    let pass = trainer.step.passes[index]
    let sample = [0, map]
    let (input, output) = (pass.input.slice(sample), pass.output.slice(sample))
    let tied =
      output.shape.extents.isEmpty
      ? 0
      : (0..<output.shape.count).count { offset in
        let place = output.shape.indices(at: offset)
        let cells = (0..<pooling.window * pooling.window).count {
          input[
            place[0] * pooling.stride + $0 / pooling.window,
            place[1] * pooling.stride + $0 % pooling.window] == output.values[offset]
        }
        return cells > 1
      }
    let windows = output.shape.count
    if words.count > 3 {
      let told =
        printed.contains("None of the \(windows) window")
        || printed.contains("None of the \(windows) windows")
      tally.check("counts", told == (tied == 0), printed)
      if tied > 0 {
        tally.check("counts", printed.contains("\(tied) of the \(windows) window"), printed)
      }
    } else {
      tally.check("counts", printed.contains(", \(tied) tied"), "\(tied) tied: \(printed)")
    }
    if printed.contains("bug") {
      tally.check("bugs", !trainer.step.hookNames.isEmpty, printed)
    }
  }
}

extension TestShell {
  /// The first words of commands.
  fileprivate static let names: Set<String> = [
    "why", "route", "trace", "probs", "print", "help", "forward", "backward", "update", "step",
    "maps", "filters", "image", "back", "diagnose", "whatif", "diff", "goto", "init", "curve",
    "invariance", "test", "gradcheck",
  ]
}
