import ConvNet
import Rendering

extension ImageCommand {
  /// The image, and the gradient of the loss with respect to each of its pixels, with its place.
  static func gradient(
    in session: Session
  ) throws -> (title: String, place: Place, maps: [NamedMap], values: Tensor<Float>) {
    let trainer = session.trainer
    let place = session.forShownSample(
      Place(layer: trainer.network.nodes[0].name, quantity: "d_in"))
    let values = try session.computed(place)
    guard let sample = session.sample else { throw CommandError.noImage }
    let title = "gradient of \(Captions.title(of: sample, in: trainer))"
    guard trainer.network.input[0] == 1 else { return (title, place, [], values) }
    let blank = trainer.data.training.normalisation.blank
    return (
      title, place,
      [
        NamedMap("image", sample.image.slice([0, 0]), role: .image(blank: blank)),
        NamedMap(place.description, values, role: .gradient),
      ], values
    )
  }

  /// The image and its gradient as a picture; `nil` for an image with several channels.
  static func gradientFigure(in session: Session) throws -> Figure? {
    let (title, _, maps, _) = try gradient(in: session)
    return maps.isEmpty
      ? nil
      : MapsFigure.filter(
        title: title, maps: maps, objective: Narration.objective(session.trainer))
  }

  /// Shows the gradient of the loss with respect to each pixel: where raising the pixel would raise
  /// the loss, and where it would lower it.
  static func showGradient(in session: Session, on console: Console) throws {
    let (title, place, maps, values) = try gradient(in: session)
    console.print { marks in
      maps.count == 2
        ? FilterPicture.block(
          title: title, maps: maps, width: console.width(), marks: marks)
        : MapsPicture.block(
          place.description, values, blanks: nil, numbers: nil, width: console.width(),
          marks: marks, hint: Narration.howToPrint)
    }
    let largest = values.values.indices.max {
      values.values[$0].magnitude < values.values[$1].magnitude
    }
    guard let largest, values.values[largest] != 0 else {
      let what = Narration.objective(session.trainer).name
      return console.print(
        "It is 0 at every pixel: a small change of one of them does not change \(what).")
    }
    let spot = Place(
      layer: place.layer, quantity: place.quantity,
      indices: place.indices + values.shape.indices(at: largest))
    console.print(
      "It is largest at \(spot): \(Numbers.compact(values.values[largest], digits: 4)).")
    console.print("next: why \(spot)")
  }
}
