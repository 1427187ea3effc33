import ArgumentParser
import ConvNet
import Rendering

struct SetCommand: ShellCommand {
  static let group = CommandGroup.network
  static let traits = CommandTraits.setUp
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
  @Argument(help: ArgumentHelp("The new value.", valueName: "value")) var values: [String] = []

  var onlyLooks: Bool { false }

  static var vocabulary: [Vocabulary] {
    [Vocabulary(command: "set", names: Setting.all.map(\.name))]
  }

  private var value: String? { values.isEmpty ? nil : values.joined(separator: " ") }

  func run(in session: inout Session, on console: Console) throws {
    guard let name else {
      return console.print(Self.table(of: session, width: console.width()))
    }
    if let setting = Setting.all.first(where: { $0.name == name }) {
      guard !values.isEmpty else {
        let choices = setting.choices(session).joined(separator: ", ")
        console.print(
          "\(setting.name) is \(setting.value(session)): \(setting.summary)"
            + (choices.isEmpty ? "" : " (\(choices))"))
        return
      }
      let before = setting.value(session)
      let text = values.map(NegativeNumber.unshield).joined(separator: " ")
      try setting.change(text, &session)
      console.print("\(setting.name) was \(before), is \(setting.value(session)).")
      if let remark = setting.remark(session) { console.print(remark) }
      return
    }
    guard name.contains(where: { ".[".contains($0) }) || name == "image" else {
      let near = Spelling.nearest(to: name, among: Setting.all.map(\.name))
      throw CommandError(
        "There is no setting `\(name)`.", at: name,
        hint: "set lists the settings", instead: near)
    }
    try overwrite(try Arguments.place(name), in: &session, on: console)
  }

  /// Every setting with its value, what it means, and what else it can be.
  private static func table(of session: Session, width: Int) -> [String] {
    let rows = Setting.all.map { ($0, value: $0.value(session)) }
    let names = 2 + (rows.map { $0.0.name.count }.max() ?? 0)
    let values = 2 + (rows.map(\.value.count).max() ?? 0)
    return rows.flatMap { setting, value in
      let choices = setting.choices(session).joined(separator: ", ")
      let line =
        setting.name.padded(to: names) + value.padded(to: values) + setting.summary
        + (choices.isEmpty ? "" : " (\(choices))")
      return TextBlock.wrapped(line, width: width, hanging: names + values).lines
    }
  }

  private func overwrite(
    _ place: Place, in session: inout Session, on console: Console
  ) throws {
    guard let value else {
      throw CommandError(
        "Which value shall `\(place)` get?", at: CommandError.end, hint: "set \(place) 0.5")
    }
    let number = try Arguments.number(value, "A value")
    let before = session.trainer
    try before.checkWrite(place, count: 1)
    guard case .computed(let old) = try before.read(place) else { return }
    session.workspace.perform(.write(place, [number]))
    console.print(
      old.values.count == 1
        ? "\(place) was \(Numbers.compact(old.values[0], digits: 6)), is "
          + "\(Numbers.compact(number, digits: 6))."
        : "\(place), \(Numbers.count(old.values.count)) numbers, is now "
          + "\(Numbers.compact(number, digits: 6)) everywhere.")
    console.print(Narration.recomputed(from: before, to: session.trainer))
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.count {
    case 0:
      return Setting.all.map { Offer($0.name, note: $0.summary) }
        + Completer.places(in: session) { session.trainer.isWritable($0) }
    case 1:
      guard let setting = Setting.all.first(where: { $0.name == words[0] }) else {
        return Completer.value(of: words[0], in: session)
      }
      let choices = setting.choices(session)
      return choices.isEmpty
        ? [.hint("value", note: "\(setting.summary); now \(setting.value(session))")]
        : choices.map { Offer($0) }
    case 2...3 where words[0] == "schedule" && words[1] == "step":
      return [
        words.count == 2
          ? .hint("every", note: "after how many updates the rate falls, as in step 30 0.9")
          : .hint("factor", note: "above 0, at most 1: what the rate is multiplied by")
      ]
    default: return [.enter]
    }
  }
}
