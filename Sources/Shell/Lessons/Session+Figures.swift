import ConvNet
import Course
import Rendering

extension Session {
  /// The figure of a command that was run last, if it has one.
  func figure(of line: String) -> Figure? {
    guard let typed = TokenizedLine(line).commands.first, let type = pictured(line),
      let command = try? Interpreter.parse(
        type, typed.dropFirst().map(NegativeNumber.shield), in: self)
    else { return nil }
    return try? (command as? any PicturedCommand)?.figure(in: self, on: Console { _ in })
  }

  /// The fingerprint after a command that has a figure.
  func fingerprint(after line: String) -> String? { pictured(line) == nil ? nil : fingerprint }

  /// Whether a figure does not show all that a command prints.
  func needsText(_ line: String) -> Bool { pictured(line)?.figureSaysAll == false }

  private func pictured(_ line: String) -> (any PicturedCommand.Type)? {
    let type = TokenizedLine(line).commands.first.flatMap { try? commands.find($0[0].text) }
    return type is any RequestedPicture.Type ? nil : type as? any PicturedCommand.Type
  }

  /// A number that is the same again when the state is: the parameters, the image, and the place in
  /// the step.
  var fingerprint: String {
    var hash = StableHash()
    func mix(_ value: UInt64) { hash.combine(value) }
    mix(UInt64(trainer.updates))
    for node in trainer.network.nodes {
      for parameter in node.layer.parameters {
        for value in parameter.values.values { mix(UInt64(value.bitPattern)) }
      }
    }
    if let image = trainer.numbers(at: Place(quantity: "image")) {
      for value in image.values { mix(UInt64(value.bitPattern)) }
    }
    hash.combine(
      "\(trainer.step.position) \(shown) \(trainer.context.ties) \(bugNames)".utf8)
    return hash.text
  }
}
