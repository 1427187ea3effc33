import ConvNet
import Rendering

/// An experiment as a report describes it: the network, its data, how it is trained.
struct Setup: Codable, Hashable {
  /// The diagram of the network.
  let network: String
  let data: String
  /// How it was trained, and for how many updates, as far as an earlier version wrote it.
  let training: String?
  let updates: Int?
  /// The table of layers.
  let layers: [String]
  private let images: [Int]

  init(_ session: Session) {
    let trainer = session.trainer
    let set = trainer.data.training
    network = session.diagram
    images = [set.count, trainer.data.test.count]
    data =
      "\(set.name), \(session.provenance.source): \(Numbers.count(set.count)) training and "
      + "\(Numbers.count(trainer.data.test.count, "test image")) of \(set.imageShape); a pixel p "
      + "entered the network as \(SessionSummary.normalisation(set.normalisation))"
    training = SessionSummary.optimiser(session) + SessionSummary.peculiarities(session)
    updates = trainer.updates
    layers = SessionSummary.network(trainer, width: 80)
  }

  /// Whether it is the same network on the same data, regardless of how long it was trained.
  func isSameExperiment(as other: Setup) -> Bool {
    network == other.network && data == other.data && images == other.images
  }
}
