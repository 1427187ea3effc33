package import ConvNet

/// What an update changed: the kernels, and beside them the weights from one map to one output.
package enum ChangePicture {
  /// If there are more kernels, only those that changed most are drawn.
  private static let limit = 8
  /// The number of kernels per row, of which there are two beside a map.
  private static let perRow = 4

  /// The pictures beside one another, and what their marks mean.
  ///
  /// - `kernels`: The place and the change of the kernels, [filters, ..., rows, columns].
  /// - `map`: The place and the change of the weights from one map.
  package static func block(
    kernels: (name: String, change: Tensor<Float>)?, map: (name: String, change: Tensor<Float>)?,
    width: Int, marks: Style.Marks = .characters
  ) -> TextBlock {
    var left = TextBlock()
    var notes = TextBlock()
    func state(_ scale: Scale, _ what: String) {
      let full = "full scale \(Numbers.compact(scale.full))\(what)"
      notes = notes.above(marks.areBlocks ? Legend.bar(scale) : TextBlock(full))
    }
    if let kernels {
      let (pictures, scale) = drawn(kernels.name, kernels.change)
      left = pictures
      state(scale, "")
    }
    var right = TextBlock()
    if let map {
      let plane = Plane(map.change)
      let scale = Scale(fitting: [plane])
      let boxes = MapBoxes(
        boxes: [.init(title: nil, plane: plane)], crop: plane.whole, scale: scale,
        marks: marks.areBlocks ? .blocks : .characters)
      right = TextBlock(map.name).above(boxes.block(width: width, maxHeight: 14, text: 1))
      state(scale, kernels == nil ? "" : " for the map")
    }
    let legend =
      marks.areBlocks
      ? "orange: the weight went up   blue: it went down   white: unchanged"
      : "\(String(decoding: Ramp.above, as: UTF8.self)) the weight went up"
        + "   \(String(decoding: Ramp.below, as: UTF8.self)) it went down   ' ' unchanged"
    return .stacked([
      .flow(
        [left.above(notes), right].filter { $0.height > 0 }, width: width, gap: 5),
      TextBlock.wrapped(legend, width: width, hanging: 2).withRampsInked,
    ])
  }

  private static func drawn(
    _ name: String, _ change: Tensor<Float>
  ) -> (block: TextBlock, scale: Scale) {
    let leading = Shape(Array(change.shape.extents.dropLast(2)))
    let planes = (0..<leading.count).map { Plane(change.slice(leading.indices(at: $0))) }
    let sizes = planes.map { plane in
      let size = plane.values.reduce(0) { $0 + $1 * $1 }
      return size.isNaN ? .infinity : size
    }
    let chosen = Array(planes.indices)
      .sorted { (sizes[$0], $1) > (sizes[$1], $0) }.prefix(limit).sorted()
    let scale = Scale(fitting: chosen.map { planes[$0] })
    let pictures = chosen.map { position in
      let indices = leading.indices(at: position).map(String.init).joined(separator: ",")
      let plane = planes[position]
      return TextBlock("[\(indices)]").above(
        Raster(plane: plane, crop: plane.whole, scale: scale, zoom: .full).block)
    }
    let title = name + (planes.count > limit ? ", the \(limit) that changed most" : ", each kernel")
    let rows = pictures.chunks(of: perRow).map { TextBlock.flow(Array($0), width: 80, gap: 3) }
    return (.stacked([TextBlock(title)] + rows), scale)
  }
}
