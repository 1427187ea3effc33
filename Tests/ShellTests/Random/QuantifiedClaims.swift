import ConvNet
import Foundation
import Lab
import Shell

/// Sentences with none, all, only, every or never. Each kind is listed here with a check; a sentence
/// of another kind is not believed.
struct QuantifiedClaims {
  let line: String
  let printed: String
  let session: Session
  /// The session after the line.
  let after: Session
  /// The sentence that is checked.
  private var sentence = ""

  init(line: String, printed: String, session: Session, after: Session) {
    (self.line, self.printed, self.session, self.after) = (line, printed, session, after)
  }

  var trainer: Trainer<Float> { session.trainer }

  struct Rule {
    let pattern: Regex<AnyRegexOutput>
    let isTrue: (QuantifiedClaims, _ numbers: [Int]) -> Bool

    init<Output>(
      _ pattern: Regex<Output>, _ isTrue: @escaping (QuantifiedClaims, [Int]) -> Bool
    ) {
      (self.pattern, self.isTrue) = (Regex(pattern), isTrue)
    }
  }

  /// Checks every sentence of a known kind, and that there are no others.
  func check(by rules: [Rule], _ tally: ClaimTally) {
    let words =
      /\b(?i:none|all|only|every|never|nothing|always|neither|no other|no window|no patch|no output)\b/
    // The rows of these tables are read in ``ComparisonClaims``.
    let rows = #/^\S+\.\S+ +(all|[0-9])/#
    for line in printed.split(separator: "\n")
    where line.contains(words) && self.line != "net"
      && !(self.line.hasPrefix("diff") && line.contains(rows))
    {
      var rest = String(line)
      for rule in rules {
        while let match = rest.firstMatch(of: rule.pattern) {
          let numbers = match.output.dropFirst().compactMap { part in
            part.substring.flatMap { Int($0.filter { $0 != "," }) }
          }
          var claim = self
          claim.sentence = String(rest[match.range])
          tally.check(
            "none and all", rule.isTrue(claim, numbers), "\(claim.sentence) in: \(printed)")
          rest.replaceSubrange(match.range, with: "")
        }
      }
      tally.check("none and all", !rest.contains(words), "unknown: \(rest) after: \(self.line)")
    }
  }

  // MARK: What a line is about

  private var place: Place? {
    let words = line.split(separator: " ")
    return words.count > 1 ? try? Place(parsing: String(words[1])) : nil
  }

  private func values(_ place: Place?) -> Tensor<Float>? {
    guard let place, case .computed(let values)? = try? trainer.read(place) else { return nil }
    return values
  }

  private var value: Double { values(place).map { Double($0.values[0]) } ?? .nan }

  /// The layer whose arithmetic is told, and the pass through it; a name for another place leads
  /// there.
  private var layer: (index: Int, pass: any AnyPass<Float>)? {
    guard let place else { return nil }
    let last = trainer.network.count - 1
    var index = place.layer.flatMap(trainer.network.index(of:)) ?? last
    if place.quantity == "d_out", index < last { index += 1 }
    if place.quantity == "in", index > 0 { index -= 1 }
    guard trainer.step.passes.indices.contains(index) else { return nil }
    return (index, trainer.step.passes[index])
  }

  /// The sample that the place is of.
  private var sample: Int { trainer.step.count > 1 ? place?.indices.first ?? 0 : 0 }

  private var isBroken: Bool { !trainer.step.hookNames.isEmpty }

  private func isClose(_ sum: Double, size: Double) -> Bool {
    isBroken || !sum.isFinite || abs(sum - value) <= 1e-4 * size + 1e-30
  }

  /// Whether the value is the sum of some terms, but for rounding.
  private func isSum(of terms: [Double]) -> Bool {
    isClose(terms.reduce(0, +), size: terms.reduce(0) { $0 + abs($1) })
  }

  /// The numbers of one filter, channel or output of a tensor with samples first, of all samples.
  private func part(_ number: Int, of tensor: Tensor<Float>) -> [Double] {
    tensor.values.indices.filter { tensor.shape.indices(at: $0)[1] == number }
      .map { Double(tensor.values[$0]) }
  }

  private var upstream: Tensor<Float>? {
    layer.flatMap { trainer.step.upstream(of: $0.index)?.out }
  }

  private var convolution: Convolution<Float>? {
    (layer?.pass.anyLayer as? any ConvolutionLayer<Float>)?.convolution
  }

  /// The terms of a filter's gradient, at how many places its weight met padding, and at how many of
  /// those with gradient.
  private var filterTerms: (terms: [Double], outside: Int, padded: Int)? {
    guard let layer, let convolution, let upstream, let place else { return nil }
    let input = layer.pass.input
    var indices = place.indices
    if indices.count == 3 { indices.insert(0, at: 1) }
    var (terms, places, padded): ([Double], Int, Int) = ([], 0, 0)
    for offset in 0..<upstream.shape.count {
      let at = upstream.shape.indices(at: offset)
      guard at[1] == indices[0] else { continue }
      let row = at[2] * convolution.stride + indices[2] - convolution.padding
      let column = at[3] * convolution.stride + indices[3] - convolution.padding
      guard (0..<input.shape[2]).contains(row), (0..<input.shape[3]).contains(column) else {
        padded += upstream.values[offset] == 0 ? 0 : 1
        places += 1
        continue
      }
      terms.append(
        Double(upstream.values[offset]) * Double(input[at[0], indices[1], row, column]))
    }
    return (terms, places, padded)
  }

  /// Whether the rows and columns of a patch that lie in the padding are those that are named.
  private var isPaddingTold: Bool {
    guard let layer, let convolution, let place else { return false }
    let sizes = layer.pass.input.shape.extents.suffix(2)
    let at = place.indices.suffix(2).map { $0 * convolution.stride - convolution.padding }
    let kernel = convolution.filters.shape.extents.suffix(2)
    let outside = zip(at, zip(kernel, sizes)).map { start, extents in
      (start..<start + extents.0).filter { !(0..<extents.1).contains($0) }
    }
    let text = (sentence.split(separator: ": ").last ?? "").replacing(" column", with: "|column")
      .split(separator: "|")
    let told = ["row", "column"].map { name -> [Int] in
      let part = text.first { $0.hasPrefix(name) } ?? ""
      return part.split { !$0.isNumber && $0 != "-" }.compactMap { Int($0) }
    }
    return zip(told, outside).allSatisfy { $0 == $1 }
  }

  private var dense: Dense<Float>? { (layer?.pass.anyLayer as? any DenseLayer<Float>)?.dense }

  /// Whether backward gives the number no gradient.
  private var gradientIsZero: Bool {
    guard let place else { return false }
    let first = trainer.network.nodes[0].name
    let gradient = Place(
      layer: place.layer ?? first, quantity: place.layer == nil ? "d_in" : "d_" + place.quantity,
      indices: place.indices)
    return values(gradient)?.values.allSatisfy { $0 == 0 } ?? false
  }

  /// The cells of the window that `route` shows.
  private var window: (cells: [Float], pooling: any MaxPooling<Float>)? {
    let words = line.split(separator: " ")
    guard words.count == 5, let index = trainer.network.index(of: String(words[1])),
      let map = Int(words[2]), let row = Int(words[3]), let column = Int(words[4]),
      let pooling = trainer.step.passes[index].anyLayer as? any MaxPooling<Float>
    else { return nil }
    let input = trainer.step.passes[index].input
    return (
      (0..<pooling.window * pooling.window).map {
        input[
          0, map, row * pooling.stride + $0 / pooling.window,
          column * pooling.stride + $0 % pooling.window]
      }, pooling
    )
  }

  /// Whether moving the number changes no output.
  private var movesNothing: Bool {
    // After an update it would be about the new weights.
    guard trainer.last != .update, let place, let now = values(place)?.values[0],
      let result = try? WhatIf(place, is: Double(now) + 1e-6, in: trainer)
    else { return true }
    return zip(result.outputBefore.values, result.outputAfter.values).allSatisfy {
      abs($0 - $1) <= 1e-13 * max(1, abs($0))
    }
  }

  /// Whether a row of `invariance` is exact for shifts by multiples of columns, and for no other.
  private func isExactOnly(_ maps: Substring, stride: Int) -> Bool {
    let line = printed.split(separator: "\n").first { $0.hasPrefix("\(maps) maps moved back") }
    let cells = (line ?? "").split(separator: " ").suffix(6)
    return cells.count == 6
      && cells.enumerated().dropFirst().allSatisfy { shift, cell in
        cell == "-" || (cell == "=") == shift.isMultiple(of: stride)
      }
  }

  /// Whether the gradient is 0 at a place of which `gradcheck` says so.
  private var isQuietRightly: Bool {
    guard
      let match = printed.split(separator: "\n").first(where: { $0.contains(sentence) })?
        .firstMatch(of: /^(\S+) has gradient 0, rightly/), trainer.last != .update,
      let place = try? Place(parsing: String(match.1))
    else { return true }
    let first = trainer.network.nodes[0].name
    let gradient = Place(
      layer: place.layer ?? first, quantity: place.layer == nil ? "d_in" : "d_" + place.quantity,
      indices: place.indices)
    return values(gradient)?.values.allSatisfy { abs($0) < 1e-5 } ?? true
  }

  // MARK: Rules

  static var rules: [Rule] {
    whyRules + poolingRules + lossRules + tryingRules + diagnosisRules
  }

  private static var whyRules: [Rule] {
    [
      Rule(/used at ([0-9,]+) places: its gradient is the sum over all of them/) { claim, told in
        guard let (terms, outside, _) = claim.filterTerms else { return false }
        return told[0] == terms.count + outside && claim.isSum(of: terms)
      },
      Rule(/all ([0-9,]+) places got gradient/) { claim, told in
        guard let place = claim.place, let upstream = claim.upstream else { return false }
        let part = claim.part(place.indices[0], of: upstream)
        return told[0] == part.count && part.allSatisfy { $0 != 0 }
      },
      Rule(/at ([0-9,]+) of those places the weight met padding, whose zeros add nothing/) {
        $0.filterTerms?.padded == $1[0]
      },
      // Rows and columns of the patch that are not on the input.
      Rule(/in the padding, whose zeros add nothing: [-a-z0-9, ]+ of the input/) { claim, _ in
        claim.isPaddingTold
      },
      Rule(/A bias is added at every place, so it gets the gradients of all of them/) { claim, _ in
        guard let place = claim.place, let upstream = claim.upstream else { return false }
        return claim.isSum(of: claim.part(place.indices[0], of: upstream))
      },
      Rule(/One input, seen by every filter from ([0-9,]+) places?/) { claim, told in
        // Of any filter the input is in as many patches.
        claim.convolution != nil && told[0] > 0
      },
      Rule(/No window covers \S+: no output depends on it, so its gradient is exactly 0/) {
        claim, _ in claim.value == 0
      },
      Rule(/All ([0-9,]+) inputs, each times its weight for output ([0-9,]+)( plus the bias)?/) {
        claim, told in
        guard let dense = claim.dense, let input = claim.layer?.pass.input else { return false }
        let row = input.slice([claim.sample]).values
        let weights = dense.weights.slice([told[1]]).values
        let bias = dense.biases.values[told[1]]
        return told[0] == weights.count
          && claim.isSum(of: zip(row, weights).map { Double($0) * Double($1) } + [Double(bias)])
      },
      Rule(/One input, used by every output/) { claim, _ in
        guard let layer = claim.layer, let dense = claim.dense,
          let upstream = claim.trainer.step.gradients(of: layer.index)?.totals ?? claim.upstream,
          let place = claim.place
        else { return false }
        let indices = place.indices.dropFirst(claim.trainer.step.count > 1 ? 1 : 0)
        let shape = Shape(Array(layer.pass.input.shape.extents.dropFirst()))
        var padded = Array(indices)
        if padded.count < shape.rank { padded.insert(0, at: 0) }
        let input = zip(padded, shape.strides).reduce(0) { $0 + $1.0 * $1.1 }
        return claim.isSum(
          of: (0..<dense.weights.shape[0]).map {
            Double(upstream[claim.sample, $0]) * Double(dense.weights[$0, input])
          })
      },
      Rule(/nothing changes until update/) { claim, _ in
        guard let layer = claim.layer, let name = claim.place?.quantity else { return false }
        let now = claim.trainer.network.nodes[layer.index].layer.parameters
        let used = layer.pass.anyLayer.parameters
        // A bug may have another layer run in its place.
        return claim.isBroken
          || now.first { $0.name == name }?.values == used.first { $0.name == name }?.values
      },
      Rule(/has had no update yet/) { claim, _ in claim.trainer.updates == 0 },
      Rule(/flattening changes only its index/) { claim, _ in
        guard let layer = claim.layer else { return false }
        return claim.isBroken || layer.pass.input.values == layer.pass.output.values
      },
      Rule(/The mean of channel ([0-9]+) over all ([0-9,]+) numbers of the batch/) { claim, told in
        guard let input = claim.layer?.pass.input else { return false }
        let part = claim.part(told[0], of: input)
        return part.count == told[1] && claim.isSum(of: part.map { $0 / Double(part.count) })
      },
      Rule(/The weight scaled every number of channel ([0-9]+): its gradient is the sum over all/) {
        claim, told in
        guard let upstream = claim.upstream, let own = claim.layer?.pass.quantity("normalised")
        else { return false }
        return claim.isSum(
          of: zip(claim.part(told[0], of: upstream), claim.part(told[0], of: own)).map { $0 * $1 })
      },
      Rule(/added to every number of channel ([0-9]+), so it gets all their gradients/) {
        claim, told in
        claim.upstream.map { claim.isSum(of: claim.part(told[0], of: $0)) } ?? false
      },
      Rule(/and also the batch's mean and variance, and so every output/) { claim, _ in
        claim.trainer.context.mode == .training
      },
      Rule(/make the channel's d_in sum to 0: raising all its inputs alike changes nothing/) {
        claim, _ in
        guard let layer = claim.layer, let place = claim.place,
          let gradient = claim.trainer.step.gradients(of: layer.index)?.input
        else { return false }
        let at = claim.trainer.step.count > 1 ? 1 : 0
        let channel = gradient.shape.rank == 4 && gradient.shape[1] == 1 ? 0 : place.indices[at]
        let part = claim.part(channel, of: gradient)
        let size = part.reduce(0) { $0 + abs($1) }
        let felt =
          claim.upstream.map { claim.part(channel, of: $0).reduce(0) { $0 + abs($1) } } ?? 0
        let spread = claim.layer?.pass.quantity("variance").map { 1 / Double($0.values[channel]) }
        return claim.isBroken
          || abs(part.reduce(0, +)) <= 1e-4 * (size + felt * (1 + (spread ?? 0).squareRoot()))
      },
    ]
  }

  private static var poolingRules: [Rule] {
    [
      Rule(/It is in no window, so no gradient comes back/) { claim, _ in claim.value == 0 },
      Rule(/won none of the other windows that it is in, ([0-9,]+) in all/) { claim, told in
        claim.isBroken || told[0] > 0 && claim.value == 0
      },
      Rule(/(the output did not feel it|no output felt it), so it gets none/) { claim, _ in
        claim.isBroken || claim.value == 0
      },
      Rule(/they won no window, or the gradient died after it/) { claim, _ in
        claim.printed.contains(/^([0-9,]+) of the moved|\n([0-9,]+) of the moved/)
      },
      Rule(/It moves nothing at all: (no window covers it|it only ever meets inputs that are 0)/) {
        claim, _ in claim.isBroken || claim.movesNothing
      },
      Rule(/Its gradient is 0: it wins no window/) { claim, _ in
        claim.isBroken || claim.gradientIsZero
      },
      Rule(/none of those that it is in, and/) { claim, _ in claim.gradientIsZero },
      Rule(/Terms up to \S+ cancel; only rounding errors are left/) { claim, _ in
        let size = claim.sentence.split(separator: " ").dropFirst(3).first.flatMap { Double($0) }
        guard let told = claim.printed.firstMatch(of: /backward pass computed: (\S+)\.\n/) else {
          return false
        }
        return abs(Double(told.1) ?? .nan) < 2e-6 * (size ?? 0)
      },
      Rule(/The rows do not all give that gradient: this step was done with a bug on/) {
        claim, _ in claim.isBroken
      },
      Rule(/The rows do not all give that gradient: most of it cancels, and rounding errors show/) {
        claim, _ in
        // The table's last column against the gradient.
        let told = claim.printed.firstMatch(of: /backward pass computed: (\S+)\.\n/)
        guard let gradient = told.flatMap({ Double($0.1) }) else { return false }
        return claim.printed.matches(of: /(?m)^\S+ +\S+ of .* (\S+)$/).contains {
          Double($0.1) != gradient
        }
      },
      Rule(/That proves neither right nor wrong/) { claim, _ in
        claim.printed.contains(/round-off\n/)
      },
      Rule(/\.  lost: gets none/) { claim, _ in
        let words = claim.line.split(separator: " ")
        guard let index = claim.trainer.network.index(of: String(words[1])),
          let map = Int(words[2]), !claim.isBroken,
          let pooling = claim.trainer.step.passes[index].anyLayer as? any MaxPooling<Float>,
          let gradient = claim.trainer.step.gradients(of: index)?.input.slice([0, map])
        else { return true }
        let pass = claim.trainer.step.passes[index]
        let (input, output) = (pass.input.slice([0, map]), pass.output.slice([0, map]))
        // What is the largest of no window gets nothing.
        var isLargest = Set<Int>()
        for offset in 0..<output.shape.count {
          let at = output.shape.indices(at: offset)
          for cell in 0..<pooling.window * pooling.window {
            let row = at[0] * pooling.stride + cell / pooling.window
            let column = at[1] * pooling.stride + cell % pooling.window
            if input[row, column] == output.values[offset] {
              isLargest.insert(row * input.shape[1] + column)
            }
          }
        }
        return gradient.values.indices.allSatisfy {
          isLargest.contains($0) || gradient.values[$0] == 0
        }
      },
      Rule(/All ([0-9]+) cells are equally large/) { claim, told in
        guard let cells = claim.window?.cells else { return false }
        return cells.count == told[0] && cells.allSatisfy { $0 == cells[0] }
      },
      Rule(/Moving a loser a little changes nothing .*so it gets no gradient/) { claim, _ in
        let name = String(claim.line.split(separator: " ")[1])
        guard let pooling = claim.window?.pooling, let index = claim.trainer.network.index(of: name)
        else { return false }
        let output = claim.trainer.network.outputs[index]
        return pooling.stride >= pooling.window || output[1] * output[2] == 1
      },
      Rule(/does not change this window's output, so this window sends it nothing/) { claim, _ in
        guard let cells = claim.window?.cells else { return false }
        return cells.count { $0 == cells.max() } == 1
      },
      // Counted again where `route` is read.
      Rule(/None of the ([0-9,]+) windows? of this map ties/) { claim, _ in
        claim.line.hasPrefix("route")
      },
      Rule(/[0-9]+ --all/) { claim, _ in
        let shell = TestShell(from: claim.session, width: 400)
        return shell.error(claim.line + " --all") == nil && !shell.printed.contains("left out")
      },
      Rule(/not shown: ([0-9,]+) windows? around, all( ties)?/) { claim, told in
        guard let counted = claim.printed.firstMatch(of: /([0-9,]+) windows?, ([0-9,]+) tied/),
          let tied = Int(counted.2.filter { $0 != "," })
        else { return false }
        return told[0] <= tied
      },
      Rule(/windows [0-9]+x[0-9]+ every ([0-9]+)/) { claim, told in
        let name = String(claim.line.split(separator: " ")[1])
        guard let index = claim.trainer.network.index(of: name) else { return false }
        let layer = claim.trainer.network.nodes[index].layer
        return (layer as? any MaxPooling<Float>)?.stride == told[0]
      },
    ]
  }

  private static var lossRules: [Rule] {
    [
      Rule(/so exp cannot overflow and log is never taken of 0/) { claim, _ in
        claim.isBroken || claim.value.isFinite
      },
      Rule(/computed this way, exp cannot overflow and log is never taken of 0/) { claim, _ in
        claim.isBroken || claim.value.isFinite
      },
      Rule(/e is raised to the power of each total, then all are scaled/) { claim, _ in
        guard let output = claim.layer?.pass.output else { return false }
        let sum = output.slice([claim.sample]).values.reduce(0) { $0 + Double($1) }
        return claim.isBroken || abs(sum - 1) < 1e-5
      },
      Rule(/over all classes these sum to ([01])/) { claim, told in
        guard let layer = claim.layer,
          let gradient = claim.trainer.step.gradients(of: layer.index)?.totals
            ?? claim.trainer.step.lossGradient?.out
        else { return false }
        let sum = gradient.slice([claim.sample]).values.reduce(0) { $0 + Double($1) }
        return claim.isBroken || told[0] == 0 && abs(sum) < 1e-5
      },
      Rule(/subtracting it changes nothing, but exp cannot overflow/) { claim, _ in
        guard let totals = claim.layer.map({ $0.pass.quantity("totals") ?? $0.pass.output }),
          let target = claim.place?.indices.last
        else { return false }
        let e = totals.slice([claim.sample]).values.map { exp(Double($0)) }
        return claim.isClose(e[target] / e.reduce(0, +), size: 1)
      },
      Rule(/the slope of the square, shared among all ([0-9,]+) outputs/) { claim, told in
        claim.layer?.pass.output.shape.count == told[0]
      },
      Rule(/raises its own probability and lowers the others: all their gradients count/) {
        claim, _ in
        guard let layer = claim.layer, let target = claim.place?.indices.last,
          let upstream = claim.upstream
        else { return false }
        let p = layer.pass.output.slice([claim.sample]).values.map(Double.init)
        let g = upstream.slice([claim.sample]).values.map(Double.init)
        return claim.isSum(
          of: p.indices.map { p[target] * g[$0] * (($0 == target ? 1 : 0) - p[$0]) })
      },
      Rule(/tie; policy: all/) { claim, _ in claim.trainer.step.ties == .all },
      Rule(/ties all[.;]/) { claim, _ in claim.trainer.context.ties == .all },
    ]
  }

  private static var tryingRules: [Rule] {
    [
      Rule(/What if all ([0-9,]+) numbers of/) { claim, told in
        claim.values(claim.place)?.shape.count == told[0]
      },
      Rule(/the sum of gradient x change over all of them/) { claim, _ in
        guard let place = claim.place, let layer = place.layer, claim.trainer.last != .update,
          let now = claim.values(place), let goal = claim.line.split(separator: " ").last,
          let slopes = claim.values(
            Place(layer: layer, quantity: "d_" + place.quantity, indices: place.indices)),
          let goal = Float(goal),
          let told = claim.printed.firstMatch(of: /loss now (\S+)   predicted (\S+)/),
          let (before, after) = Double(told.1).flatMap({ a in Double(told.2).map { (a, $0) } })
        else { return true }
        // In Float an answer is sure long before it is in Double.
        guard before > 1e-4 else { return true }
        let terms = zip(slopes.values, now.values).map { Double($0 * (goal - $1)) }
        let size = terms.reduce(0) { $0 + abs($1) }
        return abs(before + terms.reduce(0, +) - after)
          <= 1e-4 * (size + abs(before) + abs(after))
      },
      Rule(/the gradient holds only on this side of it/) { claim, _ in
        claim.printed.contains("turns a corner")
      },
      Rule(/Nothing changed/) { claim, _ in
        guard let time = claim.session.timeline.time(ofUpdate: claim.trainer.updates) else {
          return false
        }
        let ends = [time - 1, time].map { claim.session.timeline.trainer(at: $0).network }
        let parameters = ends.map {
          $0.nodes.flatMap { $0.layer.parameters.map { $0.values.values } }
        }
        return zip(parameters[0], parameters[1]).allSatisfy { before, after in
          before == after || before.contains(where: \.isNaN)
        }
      },
      Rule(/with `set ties all` each tied cell of a \S+ window gets the whole gradient/) {
        claim, _ in claim.trainer.context.ties == .all
      },
      Rule(/Nothing has changed/) { claim, _ in
        SessionState(claim.session) == SessionState(claim.after)
      },
      // Checked with the table of `gradcheck`.
      Rule(/all at kinks/) { claim, _ in claim.line.hasPrefix("gradcheck") },
      Rule(/Nothing could be compared, so this check does not show whether/) { claim, _ in
        !claim.printed.contains("  ok")
      },
      Rule(/The check found nothing wrong at the ([0-9,]+) of ([0-9,]+) numbers compared/) {
        claim, told in
        told[0] < told[1] && !claim.printed.contains("WRONG")
      },
      Rule(/The check found nothing wrong\./) { claim, _ in !claim.printed.contains("WRONG") },
      Rule(/`gradcheck --all` checks every number/) { claim, _ in claim.line.hasPrefix("gradcheck")
      },
      Rule(/backward gives 0( for every number( compared)?)?, yet the loss does move/) { claim, _ in
        claim.isBroken || !claim.trainer.bugs.isEmpty
      },
      Rule(/every number( compared)? is \S+ times what it should be/) { claim, _ in
        !claim.trainer.bugs.isEmpty || claim.trainer.context.ties == .all
      },
      Rule(/everything that goes into \S+ is 0/) { claim, _ in
        let name = claim.sentence.split(separator: " ")[4]
        guard let index = claim.trainer.network.index(of: String(name)),
          claim.trainer.last != .update
        else { return true }
        return claim.trainer.step.passes[index].input.values.allSatisfy { $0 == 0 }
      },
      Rule(/every product in its sum is practically 0/) { claim, _ in claim.isQuietRightly },
      Rule(/no output of (\S+) depends on it/) { claim, _ in claim.isQuietRightly },
      Rule(
        /\S+ maps move with the image exactly for shifts by multiples of ([0-9]+) pixels, and for no other shift/
      ) { claim, told in
        claim.isExactOnly(claim.sentence.split(separator: " ")[0], stride: told[0])
      },
      // A fact of the three images, whatever the network.
      Rule(/every two rows, so every 2x2 window of a map sees the same values in another order/) {
        claim, _ in
        claim.printed.contains(/equal after a row: 1,000,/)
      },
      Rule(/agree only where the largest value happens to stay in its window/) { claim, _ in
        !claim.printed.contains(/after a column: 1,000/)
      },
    ]
  }

  private static var diagnosisRules: [Rule] {
    [
      Rule(/all finite: parameters, values and gradients of this step/) { claim, _ in
        claim.trainer.places.allSatisfy { place in
          guard place.quantity != "d_out", let values = claim.values(place) else { return true }
          return values.values.allSatisfy(\.isFinite)
        }
      },
      Rule(/except \S+, from which nothing is computed/) { claim, _ in
        claim.trainer.places.contains { place in
          claim.values(place)?.values.contains { !$0.isFinite } ?? false
        }
      },
      Rule(/The only (filter|unit) of (\S+) is dead/) { claim, _ in claim.printed.contains("dead")
      },
      Rule(/All ([0-9,]+) (filters|units) of \S+ are dead/) { claim, _ in
        claim.printed.contains("dead")
      },
      Rule(/no gradient on all ([0-9,]+) training images?/) { claim, told in
        claim.trainer.data.training.count == told[0]
      },
      Rule(/all ([0-9,]+) (filters|units) of (\S+) are equal, with equal gradients/) {
        claim, told in
        told[0] > 1
      },
      Rule(/the learning rate is 0: an update changes nothing/) { claim, _ in
        claim.trainer.optimiser.learningRate == 0
      },
      Rule(/the training images are all the same/) { claim, _ in
        let images = claim.trainer.data.training
        return (0..<images.count).allSatisfy {
          images.rawImage($0).elementsEqual(images.rawImage(0))
        }
      },
      Rule(/Nothing has been learned so far/) { claim, _ in claim.trainer.updates > 0 },
    ]
  }
}
