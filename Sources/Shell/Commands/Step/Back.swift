import ArgumentParser
import ConvNet
import Rendering

struct BackCommand: ShellCommand {
  static let group = CommandGroup.step
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    commandName: "back", abstract: "Take back the last operation, or the last N.",
    discussion: """
      Edits by hand, settings, `load`, `net` and `init` are taken back like operations, each as
      one. Everything is as it was, bit for bit. Stepping on then does again what was undone; anything
      else forgets it.
      """)

  @Argument(help: ArgumentHelp("How many operations.", valueName: "n")) var count: String?

  var onlyLooks: Bool { false }

  func run(in session: inout Session, on console: Console) throws {
    let count = try count.map { try Arguments.integer($0, "N", in: 1...1_000_000_000) } ?? 1
    let now = session.timeline.now
    guard now > 0 else {
      throw CommandError("This is the beginning of the session.", hint: "step")
    }
    guard count <= now else {
      throw CommandError(
        "There \(now == 1 ? "is" : "are") only \(Numbers.count(now, "operation")) to take back.",
        at: self.count,
        hint: "back \(now)")
    }
    let before = session.trainer
    let undone = session.timeline.action(at: now - count)
    try session.go(to: now - count, on: console)
    let what = Self.name(of: undone, before: before, after: session.trainer)
    console.print(
      count == 1
        ? "Took back: \(what)."
        : "Took back \(Numbers.count(count, "operation")), as far as: \(what).")
    console.print(
      Narration.tape(
        session.trainer, remark: Narration.remark(session.trainer, shown: session.shown),
        width: console.width()))
    console.print(Narration.whatNext(session.trainer))
  }

  /// What an action is called on screen.
  static func name(
    of action: Timeline<Float>.Action, before: Trainer<Float>, after: Trainer<Float>
  ) -> String {
    switch action {
    case .operation: after.network.name(of: after.next)
    case .choose(.training(let index)): "image \(index)"
    case .choose(.test(let index)): "image \(index) --test"
    case .choose(.drawn(let drawing)):
      "draw --label \(after.data.training.classNames[Int(drawing.label)])"
    case .write(let place, let values):
      values.count == 1
        ? "set \(place) \(Numbers.compact(values[0], digits: 6))"
        : "the numbers written to \(place)"
    case .shift(_, let dx, let dy): "shift \(dx) \(dy)"
    case .learningRate(let rate): "set learning-rate \(Numbers.compact(rate, digits: 6))"
    case .optimiser(let settings):
      "set optimizer \(settings.rule.rawValue), momentum "
        + "\(Numbers.compact(settings.momentum, digits: 6)), weight-decay "
        + "\(Numbers.compact(settings.weightDecay, digits: 6)), schedule "
        + settings.schedule.word
    case .ties(let policy): "set ties \(policy.rawValue)"
    case .batch(let size): "set batch \(size)"
    case .mode(let mode): "set mode \(mode.rawValue)"
    case .loss(let loss): "set loss \(loss.word)"
    case .freeze(let layer, let isFrozen):
      "net \(isFrozen ? "freeze" : "thaw") \(before.network.nodes[layer].name)"
    // Its name may be hidden.
    case .hooks(let bugs): bugs.isEmpty ? "bug off" : "bug on"
    case .shuffle(let shuffles): "set shuffle \(shuffles ? "on" : "off")"
    case .replace(_, let what): what
    }
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    [
      .hint(
        "n", note: "how many operations, 1 to \(session.timeline.now); one without it")
    ]
  }
}
