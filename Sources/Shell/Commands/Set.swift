import ArgumentParser
import ConvNet
import Rendering
import Terminal

struct SetCommand: ShellCommand {
  static let group = CommandGroup.network
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Change a setting, or overwrite a number.",
    discussion: """
      set                           all settings
      set learning-rate 0.01        a setting
      set conv.filters[2,0,1] 0.5   a number: of the image, or of a parameter
      set conv.filters[2] 0         the same number everywhere in a slice

      Whatever of this step was computed is computed again. `back` takes it back.
      """)

  @Argument(help: ArgumentHelp("A setting or a place.", valueName: "name")) var name: String?
  @Argument(help: ArgumentHelp("The new value.", valueName: "value")) var value: String?

  init() {}

  func run(in session: inout Session, on console: Console) throws {
    guard let name else {
      console.print(
        Setting.all.map {
          "\($0.name)".padded(to: 16) + $0.value(session).padded(to: 10) + $0.summary
        })
      return
    }
    if let setting = Setting.all.first(where: { $0.name == name }) {
      guard let value else {
        console.print("\(setting.name) is \(setting.value(session)): \(setting.summary)")
        return
      }
      let before = setting.value(session)
      session.timeline.perform(try setting.action(NegativeNumber.unshield(value), session))
      console.print("\(setting.name) was \(before), is \(setting.value(session)).")
      return
    }
    guard name.contains(where: { ".[".contains($0) }) || name == "image" else {
      throw CommandError(
        "There is no setting `\(name)`.", at: name,
        hint: Spelling.nearest(to: name, among: Setting.all.map(\.name)).map { "set \($0)" }
          ?? "set lists the settings")
    }
    try overwrite(try Arguments.place(name), in: &session, on: console)
  }

  private func overwrite(
    _ place: Place, in session: inout Session, on console: Console
  ) throws {
    guard let value else {
      throw CommandError("Which value shall `\(place)` get?", at: name, hint: "print \(place)")
    }
    let number = try Arguments.number(value, "A value")
    let before = session.trainer
    try before.checkWrite(place, count: 1)
    guard case .computed(let old) = try before.read(place) else { return }
    session.timeline.perform(.write(place, [number]))
    console.print(
      old.values.count == 1
        ? "\(place) was \(Numbers.compact(old.values[0], digits: 6)), is "
          + "\(Numbers.compact(number, digits: 6))."
        : "\(place), \(Numbers.count(old.values.count)) numbers, is now "
          + "\(Numbers.compact(number, digits: 6)) everywhere.")
    console.print(Narration.recomputed(from: before, to: session.trainer))
  }

  static func candidates(after words: [String], in session: Session) -> [Candidate] {
    switch words.count {
    case 0:
      return Setting.all.map { Candidate($0.name, note: $0.summary) }
        + Completer.places(in: session) { session.trainer.isWritable($0) }
    case 1: return Setting.all.first { $0.name == words[0] }?.choices.map { Candidate($0) } ?? []
    default: return []
    }
  }
}

/// A setting of the session: to add one is to add it to the list.
struct Setting {
  let name: String
  let summary: String
  let choices: [String]
  let value: (Session) -> String
  let action: (String, Session) throws -> Timeline<Float>.Action

  static var all: [Setting] {
    [
      Setting(
        name: "learning-rate", summary: "how far an update goes along the gradient", choices: [],
        value: { Numbers.compact($0.trainer.optimiser.learningRate, digits: 6) },
        action: { text, _ in
          let rate = try Arguments.number(text, "A learning rate")
          guard rate >= 0 else {
            throw CommandError(
              "A learning rate is 0 or more: below 0 every update would raise the loss.", at: text)
          }
          return .learningRate(rate)
        }),
      Setting(
        name: "optimizer", summary: "the rule by which parameters change",
        choices: Optimiser<Float>.Rule.allCases.map(\.rawValue),
        value: { $0.trainer.optimiser.settings.rule.rawValue },
        action: { text, session in
          let names = Optimiser<Float>.Rule.allCases.map(\.rawValue)
          let name = try Arguments.choice(text, "optimizer", among: names)
          var settings = session.trainer.optimiser.settings
          settings.rule = Optimiser<Float>.Rule(rawValue: name) ?? .sgd
          return .optimiser(settings)
        }),
      Setting(
        name: "momentum", summary: "which part of the velocity stays (optimizer momentum)",
        choices: [],
        value: { Numbers.compact($0.trainer.optimiser.settings.momentum, digits: 6) },
        action: { text, session in
          var settings = session.trainer.optimiser.settings
          settings.momentum = try Setting.share(text, "Momentum")
          return .optimiser(settings)
        }),
      Setting(
        name: "weight-decay", summary: "the part of each parameter that an update takes away",
        choices: [],
        value: { Numbers.compact($0.trainer.optimiser.settings.weightDecay, digits: 6) },
        action: { text, session in
          var settings = session.trainer.optimiser.settings
          settings.weightDecay = try Setting.share(text, "Weight decay")
          return .optimiser(settings)
        }),
      Setting(
        name: "shuffle", summary: "a new order for each pass over the training set",
        choices: ["on", "off"], value: { $0.trainer.shuffles ? "on" : "off" },
        action: { text, _ in
          .shuffle(try Arguments.choice(text, "value", among: ["on", "off"]) == "on")
        }),
      Setting(
        name: "ties", summary: "who gets the gradient where a pooling window ties",
        choices: TiePolicy.allCases.map(\.rawValue), value: { $0.trainer.context.ties.rawValue },
        action: { text, _ in
          let names = TiePolicy.allCases.map(\.rawValue)
          let name = try Arguments.choice(text, "tie policy", among: names)
          return .ties(TiePolicy(rawValue: name) ?? .first)
        }),
    ]
  }

  /// A number from 0 to below 1.
  private static func share(_ text: String, _ what: String) throws(CommandError) -> Float {
    let share = try Arguments.number(text, what)
    guard (0..<1).contains(share) else {
      throw CommandError("\(what) is from 0 to below 1, not \(text).", at: text)
    }
    return share
  }
}
