import ConvNet

/// Slips that can be made with any number.
enum GeneralSlips {
  /// The right number with the wrong sign or the wrong indices.
  static let turned: [Slip] = [
    Slip(
      "sign", if: "the sign is the wrong way round",
      ask: "Does a factor, or a difference, begin with a "
        + "minus?"
    ) { scene in [scene.right.values.map { -$0 }] },
    Slip(
      "transposed", if: "rows and columns are exchanged",
      ask: "Which of the two last indices is the row?"
    ) { scene in
      let extents = scene.right.shape.extents
      guard extents.count >= 2, let columns = extents.last, columns > 1,
        extents[extents.count - 2] == columns
      else { return [] }
      let square = columns * columns
      let values = scene.right.values
      return [
        values.indices.map { offset in
          let (plane, cell) = offset.quotientAndRemainder(dividingBy: square)
          return values[plane * square + cell % columns * columns + cell / columns]
        }
      ]
    },
  ]

  /// Numbers that are too large or too small by a factor.
  static let scaled: [Slip] = [
    factor(
      "times-batch", if: "it is multiplied by the number of images",
      ask: "Is the loss of a batch a sum or a mean?"
    ) { $0.isOfLoss ? Float($0.trainer.step.count) : 1 },
    factor(
      "over-batch", if: "it is divided by the number of images",
      ask: "Is the loss of a batch a sum or a mean?"
    ) { $0.isOfLoss ? 1 / Float($0.trainer.step.count) : 1 },
    factor(
      "times-10", if: "the decimal point is one digit too far to the right",
      ask: "Where does the decimal point belong?"
    ) { _ in 10 },
    factor(
      "over-10", if: "the decimal point is one digit too far to the left",
      ask: "Where does the decimal point belong?"
    ) { _ in 0.1 },
    factor("twice", if: "it is doubled", ask: "Is there a 2 that does not belong?") { _ in 2 },
    factor("half", if: "it is halved", ask: "Is there a 1/2 that does not belong?") { _ in 0.5 },
  ]

  /// Numbers that are right somewhere else, or nearly right.
  static let confusions: [Slip] = [
    Slip(
      "rounded-early", if: "the numbers it is made of are rounded first",
      ask: "How many digits did you keep?"
    ) { scene in
      let place = Place(
        layer: scene.place.layer, quantity: scene.place.quantity, indices: scene.indices)
      guard scene.indices.count == scene.right.shape.rank,
        let arithmetic = try? scene.trainer.explain(place).arithmetic
      else { return [] }
      return [10, 100].map { (unit: Float) in
        var numbers = scene.right.values
        numbers[scene.right.shape.offset(of: scene.indices)] =
          arithmetic.replacingStored { ($0 * unit).rounded() / unit }.evaluate()
        return numbers
      }
    },
    Slip(
      "neighbour", if: "the number next to it is read", ask: "Which row and column are asked for?"
    ) { scene in
      let (shape, values) = (scene.right.shape, scene.right.values)
      return zip(shape.extents, shape.strides).suffix(2).flatMap { extent, stride in
        [1, -1].map { step in
          values.indices.map { offset in
            0..<extent ~= offset / stride % extent + step ? values[offset + step * stride] : .nan
          }
        }
      }
    },
    Slip(
      "step-before", if: "the number is that of the previous step",
      ask: "Has the network been updated since?"
    ) { scene in
      guard let before = scene.before, let tensor = before.numbers(at: scene.place),
        tensor.shape == scene.right.shape
      else { return [] }
      return [tensor.values]
    },
  ]

  private static func factor(
    _ name: String, if thought: String, ask question: String,
    _ factor: @escaping @Sendable (SlipScene) -> Float
  ) -> Slip {
    Slip(name, if: thought, ask: question) { scene in
      let factor = factor(scene)
      return factor == 1 || factor.isInfinite ? [] : [scene.right.values.map { $0 * factor }]
    }
  }
}
