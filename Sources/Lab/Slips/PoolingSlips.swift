import ConvNet

/// A pooling whose forward pass is done.
struct PoolingSetting: SlipSetting {
  let layer: LayerSetting
  let pooling: any Pooling<Float>

  init?(_ scene: SlipScene) {
    guard let layer = LayerSetting(scene), let own = layer.pass.anyLayer as? any Pooling<Float>
    else { return nil }
    self.layer = layer
    pooling = own
  }

  var isMax: Bool { pooling is any MaxPooling<Float> }

  /// Calls a function for every window of the batch, in the order of the output, with the window's
  /// index there, the offset of its first cell in the input, and the numbers in its cells. With
  /// another stride there are as many windows as the output has.
  private func forEachWindow(
    stride: Int? = nil, _ body: (_ output: Int, _ corner: Int, _ numbers: [Float]) -> Void
  ) {
    let (input, output) = (layer.pass.input.shape, layer.pass.output.shape)
    let (values, stride) = (layer.pass.input.values, stride ?? pooling.stride)
    let cells = cells
    var numbers = [Float](repeating: 0, count: cells.count)
    for offset in 0..<output.count {
      let (line, x) = offset.quotientAndRemainder(dividingBy: output[3])
      let (plane, y) = line.quotientAndRemainder(dividingBy: output[2])
      let corner = (plane * input[2] + y * stride) * input[3] + x * stride
      for (index, cell) in cells.enumerated() { numbers[index] = values[corner + cell] }
      body(offset, corner, numbers)
    }
  }

  /// How far each cell of a window is from the first one in the input.
  private var cells: [Int] {
    let width = layer.pass.input.shape[3]
    return (0..<pooling.rows * pooling.columns).map {
      $0 / pooling.columns * width + $0 % pooling.columns
    }
  }

  /// The output if each window gave a different number of its cells.
  func output(stride: Int? = nil, of window: ([Float]) -> Float) -> [Float] {
    var result: [Float] = []
    forEachWindow(stride: stride) { _, _, numbers in result.append(window(numbers)) }
    return result
  }

  /// The gradient of the input if each window shared its gradient differently: `share` gives the
  /// factor of one of its cells.
  func routed(by share: (_ cell: Int, _ numbers: [Float], _ winner: Float) -> Float) -> [Float]? {
    guard let upstream = layer.upstream?.out.values else { return nil }
    let (output, cells) = (layer.pass.output.values, cells)
    var result = [Float](repeating: 0, count: layer.pass.input.shape.count)
    forEachWindow { window, corner, numbers in
      guard upstream[window] != 0 else { return }
      for (index, cell) in cells.enumerated() {
        result[corner + cell] += share(index, numbers, output[window]) * upstream[window]
      }
    }
    return result
  }
}

/// Slips in max pooling and average pooling.
enum PoolingSlips {
  static let all: [Slip] = forward + backward

  private static let forward: [Slip] = [
    Slip(
      "window-mean", at: "out", if: "the mean of the window is taken",
      ask: "Does this layer keep one number of the window, or mix them?"
    ) { (own: PoolingSetting) in
      own.isMax ? [own.output { $0.reduce(0, +) / Float($0.count) }] : []
    },
    Slip(
      "window-largest", at: "out", if: "the largest number of the window is taken",
      ask: "Does this layer keep one number of the window, or mix them?"
    ) { (own: PoolingSetting) in own.isMax ? [] : [own.output { $0.max() ?? 0 }] },
    Slip(
      "window-sum", at: "out", if: "the numbers of the window are added",
      ask: "What does this layer make of the numbers in a window?"
    ) { (own: PoolingSetting) in [own.output { $0.reduce(0, +) }] },
    Slip(
      "window-smallest", at: "out", if: "the smallest number of the window is taken",
      ask: "Of two negative numbers, which is the larger?"
    ) { (own: PoolingSetting) in [own.output { $0.min() ?? 0 }] },
    Slip(
      "window-first", at: "out", if: "the first cell of the window is taken",
      ask: "What does this layer make of the numbers in a window?"
    ) { (own: PoolingSetting) in [own.output { $0[0] }] },
    Slip(
      "window-absolute", at: "out", if: "the number furthest from 0 is taken, whatever its sign",
      ask: "Is -5 larger or smaller than 2?"
    ) { (own: PoolingSetting) in
      [own.output { $0.max { $0.magnitude < $1.magnitude } ?? 0 }]
    },
    Slip(
      "window-stride-1", at: "out", if: "the window moves by one row or column each time",
      ask: "How far does the window move from one output to the next?"
    ) { (own: PoolingSetting) in
      guard own.pooling.stride > 1 else { return [] }
      return [
        own.output(stride: 1) {
          own.isMax ? $0.max() ?? 0 : $0.reduce(0, +) / Float($0.count)
        }
      ]
    },
  ]

  private static let backward: [Slip] = [
    Slip(
      "to-all-cells", at: "d_in", if: "every cell of the window gets the whole gradient",
      ask: "If this cell changes a little, does the output of its window change as much?"
    ) { (own: PoolingSetting) in [own.routed { _, _, _ in 1 }] },
    Slip(
      "to-all-ties", at: "d_in", if: "every cell that ties for the maximum gets the whole gradient",
      ask: "How much gradient goes into a window, and how much may come out?"
    ) { (own: PoolingSetting) in
      own.isMax ? [own.routed { cell, numbers, best in numbers[cell] == best ? 1 : 0 }] : []
    },
    Slip(
      "ties-shared", at: "d_in", if: "the cells that tie for the maximum share the gradient",
      ask: "Which of several equal cells does this network send the gradient to?"
    ) { (own: PoolingSetting) in
      guard own.isMax else { return [] }
      return [
        own.routed { cell, numbers, best in
          numbers[cell] == best ? 1 / Float(numbers.count { $0 == best }) : 0
        }
      ]
    },
    Slip(
      "shared-equally", at: "d_in", if: "the cells of the window share the gradient equally",
      ask: "Which cells of the window decided its output?"
    ) { (own: PoolingSetting) in
      own.isMax ? [own.routed { _, numbers, _ in 1 / Float(numbers.count) }] : []
    },
    Slip(
      "to-the-largest", at: "d_in", if: "only the largest cell of the window gets the gradient",
      ask: "If a cell that is not the largest changes a little, does the mean change?"
    ) { (own: PoolingSetting) in
      guard !own.isMax else { return [] }
      return [
        own.routed { cell, numbers, _ in
          cell == numbers.indices.max { numbers[$0] < numbers[$1] } ? 1 : 0
        }
      ]
    },
    Slip(
      "to-the-first", at: "d_in", if: "the first cell of the window gets the gradient",
      ask: "Which cell of the window decided its output?"
    ) { (own: PoolingSetting) in [own.routed { cell, _, _ in cell == 0 ? 1 : 0 }] },
    Slip(
      "to-the-last", at: "d_in", if: "the last cell of the window gets the gradient",
      ask: "Which cell of the window decided its output?"
    ) { (own: PoolingSetting) in
      [own.routed { cell, numbers, _ in cell == numbers.count - 1 ? 1 : 0 }]
    },
    Slip(
      "last-window-only", at: "d_in", if: "only the last window sends its gradient back",
      ask: "How many windows does the map have, and which of them have a gradient?",
      bug: PoolLastWindow()),
    Slip(
      "overlap-overwritten", at: "d_in",
      if: "where windows overlap, the later one's gradient replaces the earlier one's",
      ask: "If a cell won two windows, which outputs change with it?", bug: PoolOverwrite()),
  ]
}
