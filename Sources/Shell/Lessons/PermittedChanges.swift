import ConvNet
import Course
import Lab
import Rendering

/// What a task allows to change, from the lines `only ...` of its check: places, settings, and
/// `updates`, which stand for whatever training changes. All else must be as it was.
struct PermittedChanges {
  /// Words for what is not a place.
  private static let words = [
    "updates", "network", "data", "label", "bug", "optimizer", "learning-rate", "batch", "ties",
    "mode",
  ]

  private let words: Set<String>
  private let places: [Place]

  /// Reads the names after `only`.
  ///
  /// - Throws: An error for a place that the network of a session does not have.
  init(_ names: [String], in session: Session) throws(CommandError) {
    words = Set(names).intersection(Self.words)
    var places: [Place] = []
    for name in names where !words.contains(name) {
      let place = try Arguments.place(name)
      guard session.trainer.shape(of: place) != nil else {
        throw CommandError(
          "`\(name)` after `only` is not a place, nor one of \(Self.words.joined(separator: ", "))."
        )
      }
      places.append(place)
    }
    self.places = places
  }

  /// The names of what is not allowed to differ between the lesson's own session and the user's,
  /// and does.
  func violations(in session: Session, since own: Session) -> [String] {
    let (then, now) = (own.trainer, session.trainer)
    var pairs: [(name: String, isSame: Bool)] = [
      ("learning-rate", then.optimiser.learningRate == now.optimiser.learningRate),
      ("optimizer", then.optimiser.settings == now.optimiser.settings),
      ("batch", then.imagesPerStep == now.imagesPerStep),
      ("ties", then.context.ties == now.context.ties),
      ("mode", then.context.mode == now.context.mode),
      ("bug", then.switchedOn.map { $0.name } == now.switchedOn.map { $0.name }),
      (
        "data",
        own.provenance.data == session.provenance.data
          && then.data.training.normalisation == now.data.training.normalisation
      ),
    ]
    let isSameNetwork = hasSameShape(then, now)
    pairs.append(("network", isSameNetwork))
    guard !words.contains("updates"), isSameNetwork else { return names(pairs) }
    pairs.append(("updates", then.updates == now.updates))
    guard !words.contains("data") else { return names(pairs) + changedParameters(then, now) }
    pairs.append(("label", isSame(Place(quantity: "label"), then, now)))
    return names(pairs) + changed([Place(quantity: "image")], then, now)
      + changedParameters(then, now) + givenGradient(then, now)
  }

  private func names(_ pairs: [(name: String, isSame: Bool)]) -> [String] {
    pairs.filter { !$0.isSame && !words.contains($0.name) }.map(\.name)
  }

  private func hasSameShape(_ then: Trainer<Float>, _ now: Trainer<Float>) -> Bool {
    func shapes(_ trainer: Trainer<Float>) -> [[Shape]] {
      trainer.network.nodes.map { $0.layer.parameters.map(\.values.shape) }
    }
    return then.network.nodes.map(\.name) == now.network.nodes.map(\.name)
      && shapes(then) == shapes(now)
  }

  // MARK: Places

  private func isSame(_ place: Place, _ then: Trainer<Float>, _ now: Trainer<Float>) -> Bool {
    guard let one = then.numbers(at: place), let other = now.numbers(at: place) else { return true }
    return one.values == other.values
  }

  private func changedParameters(_ then: Trainer<Float>, _ now: Trainer<Float>) -> [String] {
    let places = now.network.nodes.flatMap { node in
      node.layer.parameters.map { Place(layer: node.name, quantity: $0.name) }
    }
    return changed(places, then, now)
  }

  private func changed(
    _ places: [Place], _ then: Trainer<Float>, _ now: Trainer<Float>
  ) -> [String] {
    places.compactMap { place in
      guard let one = then.numbers(at: place), let other = now.numbers(at: place) else {
        return nil
      }
      return difference(one, other, at: place)
    }
  }

  /// The gradient that the user has given, if it differs.
  private func givenGradient(_ then: Trainer<Float>, _ now: Trainer<Float>) -> [String] {
    guard let given = now.step.given else { return [] }
    let place = Place(layer: now.network.nodes[given.layer].name, quantity: "d_out")
    let new = given.gradient.slice([0])
    let old = then.step.given?.layer == given.layer ? then.step.given?.gradient.slice([0]) : nil
    let known =
      old
      ?? (try? then.computing(place)?.read(place)).flatMap {
        if case .computed(let tensor) = $0 { tensor } else { nil }
      }
    return known.flatMap { difference($0, new, at: place) }.map { [$0] } ?? []
  }

  /// The number that differs, or the place if several do; `nil` if those that do may.
  private func difference(
    _ one: Tensor<Float>, _ other: Tensor<Float>, at place: Place
  ) -> String? {
    guard one.shape == other.shape else { return "\(place)" }
    let changed = one.values.indices.filter { one.values[$0] != other.values[$0] }
      .map { one.shape.indices(at: $0) }
      .filter { indices in
        !places.contains {
          $0.layer == place.layer && $0.quantity == place.quantity
            && indices.starts(with: $0.indices)
        }
      }
    guard let first = changed.first else { return nil }
    let one = Place(layer: place.layer, quantity: place.quantity, indices: first)
    return "\(changed.count == 1 ? one : place)"
  }
}

// MARK: In a lesson

extension Session {
  /// Whether the session has reached the goal of a task, having changed nothing but what the task
  /// allows.
  mutating func hasReached(_ turn: Turn, on console: Console) -> Bool {
    isReached(turn.goal) && violations(of: turn, on: console).isEmpty
  }

  /// What a task does not allow to change, and has changed.
  mutating func violations(of turn: Turn, on console: Console) -> [String] {
    guard !turn.only.isEmpty, let own = ownAtTask(on: console) else { return [] }
    return (try? PermittedChanges(turn.only, in: own))?.violations(in: self, since: own) ?? []
  }

  /// A session in which only the lesson's commands were run, up to its present task.
  mutating func ownAtTask(on console: Console) -> Session? {
    guard let play = lesson else { return nil }
    if let start = play.taskStart { return aside(on: start) }
    guard let own = try? ownWay(of: play, on: console) else { return nil }
    lesson?.taskStart = own.workspace
    return own
  }
}
