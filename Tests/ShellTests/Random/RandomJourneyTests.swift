import ConvNet
import Shell
import Testing

/// Random journeys through time.
///
/// Wherever a journey goes, the weights after an update are the same, bit for bit, as the first
/// time on the present line of time; every number explains itself to the last bit; and the same
/// lines in a new session give the same session.
@Suite struct RandomJourneyTests {
  private static let beginnings = [
    ["load toy"], ["load mnist --train 60 --test 20"],
    ["load mnist --train 60 --test 20", "net preset lenet"],
    ["load mnist --train 60 --test 20 --only 0,1", "net preset sigmoid-lab"],
    [
      "load mnist --train 60 --test 20",
      "net new conv2d 2 4x4 stride=3, batchnorm, relu, dropout keep=0.8, softmax 10",
      "set batch 4",
    ],
  ]

  private static let settings = [
    "set learning-rate 0.02", "set learning-rate 0.3", "set ties all", "set ties first",
    "set optimizer momentum", "set optimizer adam", "set optimizer sgd", "set batch 3",
    "set batch 1",
    "set shuffle off", "set shuffle on", "set loss mse", "set loss cross-entropy",
    "set mode evaluation",
    "set mode training", "bug on no-update-conv", "bug on conv-flipped", "bug on grad-kept",
    "bug off", "init --seed 3",
    "set schedule step 5 0.5", "shift 1 0",
  ]

  /// Commands that go on along the present line of time where there is one.
  private static let steps: Set<Substring> = [
    "step", "sgd", "goto", "forward", "backward", "update", "finish", "train", "until",
  ]

  private func line(_ run: inout RandomRun, in shell: TestShell) -> String {
    let updates = shell.session.trainer.updates
    switch run.below(13) {
    case 0, 1: return "step \(1 + run.below(7))"
    case 2: return "back \(1 + run.below(12))"
    case 3: return "sgd \(1 + run.below(30))"
    case 4: return "goto \(run.below(updates + 3))"
    case 5: return "goto \(run.below(updates + 1)).\(run.below(6))"
    case 6: return "goto end"
    case 7: return run.pick(["forward", "backward", "update", "finish"])
    case 8: return "image \(run.below(60))" + (run.oneIn(3) ? " --test" : "")
    case 9:
      let places = shell.session.trainer.places.filter(shell.session.trainer.isWritable)
      return "set \(run.pick(places)) \(run.pick(["0", "0.25", "-1", "1"]))"
    case 10:
      return run.pick(["test", "train", "until wrong --limit 20", "until update \(updates + 5)"])
    default: return run.pick(Self.settings)
    }
  }

  /// The weights after an update, and where that line of time begins.
  private struct Moment: Hashable {
    let time: Int
    let update: Int
  }

  @Test func `every journey through time gives the same bits`() throws {
    var run = RandomRun("journeys", least: 12)
    var (failures, checks, steps) = (0, 0, 0)
    while run.next() {
      let beginning = run.pick(Self.beginnings)
      let shell = try TestShell()
      for line in beginning { try shell.run(line) }
      var lines = beginning
      func check(_ isTrue: Bool, _ what: @autoclosure () -> String) {
        checks += 1
        guard !isTrue else { return }
        failures += 1
        Issue.record("\(what()) after: \(lines.joined(separator: "; "))")
      }
      var known: [Moment: [[UInt32]]] = [:]
      for _ in 0..<20 + run.below(20) {
        let (end, now) = (shell.session.timeline.end, shell.session.timeline.now)
        let line = line(&run, in: shell)
        steps += 1
        guard shell.error(line) == nil else { continue }
        lines.append(line)
        let (timeline, trainer) = (shell.session.timeline, shell.session.trainer)
        // Something new after going back: what lay ahead is a different future now, even if it is as
        // long as the one before.
        let isNew = timeline.now > now && !Self.steps.contains(line.prefix { $0 != " " })
        if isNew || timeline.end != end || timeline.now > end {
          known = known.filter { $0.key.time <= now }
        }
        guard trainer.isBetweenSteps else { continue }
        let moment = Moment(time: timeline.now, update: trainer.updates)
        if let before = known[moment] {
          check(before == shell.parameters, "update \(moment.update) has other weights")
        }
        known[moment] = shell.parameters
        explain(trainer, &run, check)
      }
      // There and back again.
      let before = shell.state
      let now = shell.session.timeline.now
      if now > 0, shell.error("back \(now)") == nil {
        var timeline = shell.session.timeline
        timeline.travel(to: now)
        check(
          timeline.state.network.fileParameters.map { $0.values.values.map(\.bitPattern) }
            == before.numbers.0, "back \(now) and forward again")
      }
      let again = try TestShell()
      for line in lines { try again.run(line) }
      check(again.state == before, "the same lines in a new session")
    }
    run.report("\(steps) lines, \(checks) checks", failures: failures)
    #expect(checks > 50)
  }

  /// Checks that the number at a random place of the trainer explains itself to the last bit.
  private func explain(
    _ trainer: Trainer<Float>, _ run: inout RandomRun,
    _ check: (Bool, @autoclosure () -> String) -> Void
  ) {
    // What a bug made is not what the rule gives.
    guard trainer.step.hookNames.isEmpty else { return }
    let place = run.pick(trainer.places)
    guard case .computed(let values)? = try? trainer.read(place) else { return }
    let indices = values.shape.indices(at: run.below(values.shape.count))
    let number = Place(layer: place.layer, quantity: place.quantity, indices: indices)
    guard let explanation = try? trainer.explain(number) else { return }
    check(
      explanation.arithmetic.evaluate().bitPattern == explanation.value.bitPattern,
      "\(number) does not add up")
  }
}
