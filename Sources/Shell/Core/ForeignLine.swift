import ConvNet
import Course

/// Lines in the language of another program: Python with PyTorch or Keras, or a debugger.
enum ForeignLine {
  /// What could be typed in place of a line whose first word is not a command, the best first. Not
  /// all of it need be possible as things are.
  static func translations(of words: [String], in session: Session) -> [String] {
    let line = words.joined(separator: " ")
    guard let first = words.first, line.utf8.count <= 1_000 else { return [] }
    if let diagram = ForeignDiagram.translated(line) { return ["net new \(diagram)"] }
    if let call = CallSyntax(line) { return translations(of: call, in: session) }
    if isComparison(line) { return ["until \(line)"] }
    if let line = assignment(line) { return [line] }
    let rest = Array(words.dropFirst())
    if session.trainer.network.index(of: first) != nil, let number = rest.first, Int(number) != nil
    {
      return ["route \(line)", "maps \(line)", "print \(first).out[\(number)]"]
    }
    return translations(of: first.lowercased(), rest, in: session)
      + (gradient(line, in: session).map { ["print \($0)"] } ?? [])
  }

  /// Whether a line compares something with a number, as `until` does.
  private static func isComparison(_ line: String) -> Bool {
    guard let condition = try? Condition(parsing: line) else { return false }
    return condition.statements.contains {
      if case .compares(let left, _, .number, _) = $0 { left.name != nil } else { false }
    }
  }

  /// `lr = 0.1` as a setting.
  private static func assignment(_ line: String) -> String? {
    let sides = line.split(separator: "=").map { String($0).trimmingBlanks }
    guard sides.count == 2 else { return nil }
    return Spelling.same(as: sides[0], among: Setting.all.map(\.name))
      .map { "set \($0) \(sides[1])" }
  }

  private static func translations(of call: CallSyntax, in session: Session) -> [String] {
    let name = call.name.lowercased()
    let owner = call.path.dropLast(call.name.count).lowercased()
    let arguments = call.arguments.map { gradient($0, in: session) ?? $0 }
    let count = (call.arguments + call.named.values).compactMap { Int($0) }.first
    switch name {
    case "backward" where owner.isEmpty || owner.hasPrefix("loss"): return ["backward"]
    case "item", "loss", "criterion": return ["print loss"]
    case "step": return [owner.hasPrefix("sched") ? "help learning-rate" : "update"]
    case "zero_grad": return ["help zero_grad"]
    case "train" where !owner.isEmpty: return ["set mode training"]
    case "eval": return ["set mode evaluation"]
    case "fit", "train": return ["train" + (count.map { " \($0)" } ?? "")]
    case "predict", "model", "net", "argmax", "softmax": return ["forward; probs", "probs"]
    case "manual_seed", "seed", "set_seed": return ["init --seed \(count ?? 1)"]
    case "show", "plot": return ["curve"]
    case "imshow", "matshow": return ["image", "image 0"]
    case "save", "save_weights", "savez", "save_model": return ["save net.safetensors"]
    case "load", "load_weights", "load_model", "load_state_dict": return ["help open"]
    case "compile": return ["help set"]
    case "parameters", "named_parameters", "state_dict", "print_summary", "children", "modules":
      return ["net"]
    case "sgd", "adam", "momentum":
      let rate = call.named["lr"] ?? call.named["learning_rate"]
      return ["set optimizer \(name)" + (rate.map { "; set learning-rate \($0)" } ?? "")]
    default:
      // `print(conv.out)` is `print conv.out`.
      let words = [call.name] + arguments
      return [words.joined(separator: " "), name].map { line in
        Synonyms.meanings(of: call.name).first { session.commands.named($0) != nil }
          .map { $0 + line.dropFirst(call.name.count) } ?? line
      }
    }
  }

  /// What other programs do with a first word.
  private static func translations(
    of word: String, _ rest: [String], in session: Session
  ) -> [String] {
    let arguments = rest.joined(separator: " ")
    switch word {
    case "backstep": return [rest.isEmpty ? "help" : arguments]
    case "classify", "infer", "recognize", "recognise":
      guard let number = rest.first, Int(number) != nil else { return ["forward; probs", "probs"] }
      return ["image \(number); forward; probs"]
    case "gradient", "gradients", "grad", "backprop":
      guard let layer = rest.first else { return [] }
      return ["d_filters", "d_weights", "d_in"].map { Place(layer: layer, quantity: $0) }
        .filter { session.trainer.shape(of: $0) != nil }
        .map { (session.trainer.isComputed($0) ? "" : "backward; ") + "print \($0)" }
    case "from", "def", "class", "with", "for", "return": return ["help pytorch"]
    case "p", "x", "inspect", "echo": return ["print \(arguments)"]
    case "n", "s", "ni", "si", "nexti", "stepi", "next", "continue", "cont", "c":
      return ["step" + (rest.isEmpty ? "" : " \(arguments)")]
    case "rs", "rn", "rsi", "rni", "reverse-step", "reverse-next", "reverse-stepi":
      return ["back" + (rest.isEmpty ? "" : " \(arguments)")]
    case "rc", "reverse-continue": return ["goto 0"]
    case "bt", "backtrace", "frame", "where-am-i": return ["where"]
    case "info", "list", "l": return rest.isEmpty ? ["net"] : ["view"]
    case "b", "break", "tbreak", "stop-at": return rest.isEmpty ? [] : ["until \(arguments)"]
    case "r", "start-training": return ["sgd 100"]
    case "del", "delete": return ["help keep"]
    default: return []
    }
  }

  /// The place that is meant by `conv.weight.grad` or `image[3,4].grad`.
  static func gradient(_ text: String, in session: Session) -> String? {
    var name = text
    guard let end = name.firstRange(of: ".grad"),
      end.upperBound == name.endIndex || name[end.upperBound] == "["
    else { return nil }
    name.removeSubrange(end)
    let indices = name.drop { $0 != "[" }
    let place = name.prefix { $0 != "[" }.split(separator: ".").map(String.init)
    let network = session.trainer.network
    let known = session.trainer.places.map(\.description)
    switch place.count {
    case 1 where network.index(of: place[0]) == nil:
      return network.nodes.first.map { "\($0.name).d_in\(indices)" }
    case 1: return Spelling.nearest(to: "\(place[0]).d_weight", among: known).map { $0 + indices }
    case 2:
      return Spelling.nearest(to: "\(place[0]).d_\(place[1])", among: known).map { $0 + indices }
    default: return nil
    }
  }
}
