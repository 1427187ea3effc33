import ArgumentParser
import ConvNet
import Rendering

struct SetCommand: SituatedCommand {
  static let group = CommandGroup.network
  static let traits = CommandTraits.setUp
  static let configuration = CommandConfiguration(
    named: "set", abstract: "Change a setting, or overwrite a number.",
    discussion: """
      set                               all settings, and what they are for
      set learning-rate 0.01            a setting
      set conv.filters[2,0,1] 0.5       a number: of the image, or of a parameter
      set conv.filters[2] 0             the same number everywhere in a slice
      set conv.filters[2,0] 1 0 -1      a row of numbers
      set conv.filters[2] [1 0 -1; 2 0 -2; 1 0 -1]    rows, or Python's brackets
      set pool.d_out[2,5,9] 1           a gradient: the backward pass starts there

      What this step has computed so far is computed again. `back` undoes the change.
      `conv.biases[0] = 1` is the same as `set conv.biases[0] 1`.
      """)

  @Argument(help: ArgumentHelp("A setting or a place.", valueName: "name")) var name: String?
  @Argument(help: ArgumentHelp("The new value.", valueName: "value")) var values: [String] = []

  var onlyLooks: Bool { false }

  static func help(in session: Session) -> String {
    let settings = Setting.all.map { setting in
      let choices = setting.choices(session).joined(separator: ", ")
      return setting.name + (choices.isEmpty ? "" : " (\(choices))")
    }
    return "Settings: \(settings.joined(separator: ", "))."
  }

  static var vocabulary: [Vocabulary] {
    [Vocabulary(command: "set", names: Setting.all.map(\.name))]
  }

  /// The name and the words of its value, without an `=` between them.
  private var assignment: (name: String, values: [String])? {
    guard let name else { return nil }
    if let equals = name.firstIndex(of: "="), equals > name.startIndex {
      let first = String(name[name.index(after: equals)...])
      return (String(name[..<equals]), (first.isEmpty ? [] : [first]) + values)
    }
    guard var first = values.first, first.hasPrefix("="), !first.hasPrefix("==") else {
      return (name, values)
    }
    first.removeFirst()
    return (name, (first.isEmpty ? [] : [first]) + values.dropFirst())
  }

  func run(in session: inout Session, on console: Console) throws {
    guard let (name, values) = assignment else {
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
      console.print("\(setting.name) was \(before) and is now \(setting.value(session)).")
      if let remark = setting.remark(session) { console.print(remark) }
      return
    }
    guard name.contains(where: { ".[".contains($0) }) || name == "image" else {
      let near = Spelling.nearest(to: name, among: Setting.all.map(\.name))
      throw CommandError(
        "There is no setting `\(name)`.", at: name,
        hint: "set", instead: near)
    }
    try overwrite(try Arguments.place(name), with: values, in: &session, on: console)
  }

  /// Every setting with its value, what it means, and its other values.
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
    _ place: Place, with words: [String], in session: inout Session, on console: Console
  ) throws {
    let isGiven = session.trainer.isGivable(place)
    if !isGiven { try session.trainer.checkWrite(place, count: 1) }
    guard !words.isEmpty else {
      throw CommandError(
        "`\(place)` needs a value.", at: CommandError.end, hint: "set \(place) 0.5")
    }
    let rows = try NumberRows(parsing: words.joined(separator: " "))
    if isGiven {
      return try session.give(place, on: console) { (shape) throws(CommandError) in
        try rows.fitting(place, shape)
      }
    }
    let before = session.trainer
    guard case .computed(let old) = try before.read(place) else { return }
    let values = try rows.fitting(place, old.shape)
    session.workspace.perform(.write(place, values))
    func text(_ number: Float) -> String { Numbers.compact(number, digits: 6) }
    if old.values.count == 1 {
      console.print("\(place) was \(text(old.values[0])) and is now \(text(values[0])).")
    } else if values.count == 1 {
      console.print(
        "All \(Numbers.count(old.values.count)) numbers of \(place) are now \(text(values[0])).")
    } else if case .computed(let new) = try session.trainer.read(place) {
      console.print("now  " + PrintedTensor.summary(place.description, new))
    }
    console.print(Narration.recomputed(from: before, to: session.trainer))
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    switch words.count {
    case 0:
      return Setting.all.map { Offer($0.name, note: $0.summary) }
        + Completer.places(in: session, where: session.trainer.isSettable)
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
