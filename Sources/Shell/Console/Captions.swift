import ConvNet
import Rendering

/// Chooses which pictures to draw of a trainer's state; Rendering draws them.
enum Captions {
  /// A sample's title: "training image 7: a 3".
  static func title(of sample: Sample<Float>, in trainer: Trainer<Float>) -> String {
    let name = trainer.data.training.classNames[sample.label]
    let hasVowel = name.first.map { "aeioAEIO".contains($0) } ?? false
    let article = hasVowel || ["8", "11", "18"].contains(name) ? "an" : "a"
    let origin =
      switch sample.origin {
      case .training(let index): "training image \(index)"
      case .test(let index): "test image \(index)"
      case .drawn: "drawn image"
      }
    return "\(origin): \(article) \(name)" + (sample.isEdited ? ", changed by hand" : "")
  }

  /// A figure's title: "conv.out of training image 7: a 3, after 1,500 updates".
  static func heading(_ what: String, _ session: Session, ofImage: Bool = true) -> String {
    let trainer = session.trainer
    let image = ofImage ? session.sample.map { ", \(title(of: $0, in: trainer))" } : nil
    return "\(what)\(image ?? ""), after \(Numbers.count(trainer.updates, "update"))"
  }

  /// How many other images the batch has: " and 31 others".
  static func others(_ trainer: Trainer<Float>) -> String {
    trainer.step.count > 1
      ? " and \(Numbers.count(trainer.step.count - 1, "other")) in the batch" : ""
  }

  /// The sample that an answer is for: " to sample 2 of the batch"; empty if there is just one.
  static func toSample(_ trainer: Trainer<Float>, shown: Int) -> String {
    let isNext = trainer.step.position == trainer.operations.count || trainer.step.count == 0
    let count =
      isNext ? trainer.imagesPerStep : trainer.step.count
    return count > 1 ? " to sample \(min(shown, count - 1)) of the batch" : ""
  }

  /// Shows an image, in colour if image and screen have colours, unless the channels are asked for.
  static func show(
    _ sample: Sample<Float>, of trainer: Trainer<Float>, channels: Bool = false,
    on console: Console
  ) {
    let normalisation = trainer.data.training.normalisation
    let title = title(of: sample, in: trainer)
    let image = sample.image.slice([0])
    let width = console.width()
    console.print { marks in
      let photo =
        marks.areBlocks && !channels
        ? ImagePicture.inColour(
          title: title, image: image, blank: normalisation.blank, full: normalisation.full,
          width: width, room: marks.room) : nil
      return photo
        ?? ImagePicture.block(
          title: title, image: image, blank: normalisation.blank, width: width, marks: marks)
    }
  }

  /// The value of each map of a layer on blank paper, computed by the layers as they were in this
  /// step's pass, one number per map. `nil` for colour images, and after a nonlinear or normalising
  /// layer, where blank paper is not a useful zero.
  static func blanks(_ trainer: Trainer<Float>, layer: Int) -> [Double]? {
    let isAgainstPaper = trainer.network.nodes[...layer].allSatisfy {
      $0.layer.libraryLayer.map { type(of: $0).isDrawnAgainstBlankPaper } ?? false
    }
    guard trainer.network.input[0] == 1, isAgainstPaper else { return nil }
    let input = trainer.network.input
    var context = PassContext()
    var values = Tensor<Float>(
      input.batched(1), repeating: Float(trainer.data.training.normalisation.blank))
    for pass in trainer.step.passes.prefix(layer + 1) {
      values = pass.anyLayer.pass(values, in: &context).output
    }
    let maps = values.slice([0])
    let perMap = maps.shape.count / maps.shape[0]
    return (0..<maps.shape[0]).map { Double(maps.values[$0 * perMap]) }
  }

  /// The pooling of one map, prepared for the route pictures.
  static func route(
    _ trainer: Trainer<Float>, layer: Int, filter: Int, shown: Int
  ) throws -> PoolingRoute {
    let name = trainer.network.nodes[layer].name
    guard trainer.step.passes.indices.contains(layer),
      case let pass = trainer.step.passes[layer], let all = pass.quantity("winners")
    else {
      throw CommandError("`\(name)` has not pooled anything yet.", hint: "forward")
    }
    let map = [min(shown, pass.input.shape[0] - 1), filter]
    let winners = all.slice(map).values
    guard let pooling = pass.anyLayer as? any MaxPooling<Float> else {
      throw CommandError("`\(name)` is not a max pooling layer.", at: name)
    }
    let window = pooling.window
    let sample = pass.input.shape[0] > 1 ? [map[0]] : []
    // An image of one channel is named by row and column alone.
    let isGreyImage = layer == 0 && pass.input.shape[1] == 1
    let source = layer > 0 ? trainer.network.nodes[layer - 1].name : nil
    func place(_ layer: String?, _ quantity: String, isInput: Bool = false) -> Place {
      Place(
        layer: layer, quantity: quantity,
        indices: sample + (isInput && isGreyImage ? [] : [filter]))
    }
    return PoolingRoute(
      layer: name, filter: filter,
      names: PoolingRoute.Names(
        input: place(source, source == nil ? "image" : "out", isInput: true),
        inputGradient: source == nil
          ? place(name, "d_in", isInput: true) : place(source, "d_out"),
        output: place(name, "out"), outputGradient: place(name, "d_out")),
      ties: trainer.step.ties, window: window, stride: pooling.stride,
      values: pass.input.slice(map),
      winners: stride(from: 0, to: winners.count, by: 2).map {
        Int(winners[$0]) * window + Int(winners[$0 + 1])
      },
      gradientIn: trainer.step.upstream(of: layer)?.out.slice(map),
      gradientOut: trainer.step.gradients(of: layer)?.input.slice(map))
  }
}

extension Session {
  /// The numbers at a place; if they are not computed yet, the error says what computes them.
  func computed(_ place: Place) throws -> Tensor<Float> {
    switch try trainer.read(place) {
    case .computed(let tensor): return tensor
    case .notComputed where Narration.withoutGradient(place, in: trainer) != nil:
      throw CommandError(
        Narration.withoutGradient(place, in: trainer) ?? "", at: place.description,
        hint: "image 0; backward")
    case .notComputed(let operation):
      throw CommandError(
        "`\(place)` is not computed in this step: `\(trainer.network.name(of: operation))` has "
          + "not been done.", at: place.description, hint: Narration.command(for: operation))
    }
  }
}
