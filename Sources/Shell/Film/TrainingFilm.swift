import ConvNet
import Rendering

/// How a filter and its map came to be: the timeline's states at some updates, seen on one image.
struct TrainingFilm {
  /// The layer's name, and which of its filters.
  let layer: String
  let filter: Int
  /// The updates that are shown, in order.
  let updates: [Int]
  private let session: Session
  private let origin: ImageOrigin

  /// A film of some states from a new network to now.
  ///
  /// - Parameters:
  ///   - layer: The convolution's name.
  ///   - filter: Which of its filters.
  ///   - count: How many states, at most.
  ///   - session: The session.
  /// - Throws: ``CommandError`` if there is no image or nothing was learned.
  init(
    layer: String, filter: Int, count: Int, in session: Session
  ) throws(CommandError) {
    guard let sample = session.sample else {
      throw CommandError("There is no image to see the maps of.", hint: "image 7")
    }
    let last = session.trainer.updates
    guard last > 0 else {
      throw CommandError("The network has learned nothing yet.", hint: "sgd 500")
    }
    (self.layer, self.filter, self.session, origin) = (layer, filter, session, sample.origin)
    let steps = max(1, min(count - 1, last))
    updates = (0...steps).map { $0 * last / steps }
      .filter { session.timeline.time(ofUpdate: $0) != nil }
  }

  /// The session at one of the updates, with the image on its way forward.
  private func past(_ index: Int) throws -> Session {
    var past = session
    let update = updates[index]
    guard let time = past.timeline.time(ofUpdate: update),
      past.workspace.travel(to: time, until: { false })
    else { throw CommandError(past.timeline.forgotten, hint: "goto end") }
    past.workspace.perform(.choose(origin))
    let end = past.trainer.network.lastOfForward
    _ = past.workspace.advance(to: { $0 == end }, until: { false })
    return past
  }

  /// How many states the scale is made for, at most.
  private static let fitted = 40

  /// The full scales of the map and of the kernel for all pictures, so that they can be compared.
  private func fulls() throws -> (map: Double, kernel: Double) {
    let count = min(updates.count, Self.fitted)
    let indices = Set((0..<count).map { $0 * (updates.count - 1) / max(1, count - 1) })
    var fulls = (map: 0.0, kernel: 0.0)
    for index in indices {
      guard let single = try MapsCommand.single(layer, filter, in: past(index)) else { continue }
      fulls.map = max(fulls.map, single.map.distance(from: single.blank ?? 0))
      fulls.kernel = max(fulls.kernel, single.kernel?.distance(from: 0) ?? 0)
    }
    return fulls
  }

  /// The film, as one scene.
  ///
  /// - Throws: An error if its states cannot be restored.
  func scene() throws -> FilmScene {
    let fulls = try fulls()
    return FilmScene(title: "filter \(filter) of \(layer)", count: updates.count) { index, width in
      let past = try past(index)
      let trainer = past.trainer
      let update = "after update \(Numbers.count(updates[index]))"
      let about = past.sample.map { Captions.title(of: $0, in: trainer) } ?? ""
      let answer = trainer.step.loss.map {
        ", answered \(trainer.className(ofTarget: $0.predictions[0])), loss "
          + Numbers.compact($0.mean, digits: 4)
      }
      var single = try MapsCommand.single(layer, filter, in: past)
      single?.map.full = fulls.map
      single?.kernel?.full = fulls.kernel
      return FilmPicture(.wrapped("\(update): \(about)\(answer ?? "")", width: width)) {
        [single] marks, _ in single?.block(width: width, marks: marks) ?? TextBlock()
      }
    }
  }
}
