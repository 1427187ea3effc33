import ConvNet
import Rendering

extension Timeline<Float>.Action {
  /// Its name on the screen.
  ///
  /// - Parameters:
  ///   - operation: The tape's name for the operation, if it is one.
  ///   - layers: The names of the network's layers; empty if they are not known.
  ///   - classes: The names of the data's classes; empty if they are not known.
  /// - Returns: A command that does it, or the name of the operation.
  func name(operation: String, layers: [String] = [], classes: [String] = []) -> String {
    func known(_ names: [String], _ index: Int) -> String {
      names.indices.contains(index) ? " \(names[index])" : ""
    }
    return switch self {
    case .operation: operation
    case .choose(.training(let index)): "image \(index)"
    case .choose(.test(let index)): "image \(index) --test"
    case .choose(.drawn(_, let label)):
      classes.isEmpty ? "draw" : "draw --label\(known(classes, Int(label)))"
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
      "net \(isFrozen ? "freeze" : "thaw")\(known(layers, layer))"
    // The name of the bug may be hidden.
    case .hooks(let bugs): bugs.isEmpty ? "bug off" : "bug on"
    case .shuffle(let shuffles): "set shuffle \(shuffles ? "on" : "off")"
    case .replace(_, let what): what
    }
  }
}
