package import ConvNet

/// The kernels of a convolution, as numbers and as shades, on one scale.
package enum KernelPicture {
  /// More kernels than this are shown as shades only; more filters than this are left out.
  package static let limit = 16

  /// Kernels side by side, as many as fit.
  ///
  /// - `name`: The place: `conv.filters`.
  /// - `kernels`: [filters, rows, columns], or [filters, channels, rows, columns].
  /// - `colours`: Whether the channels are red, green and blue.
  /// - `rest`: How to show the filters from number ``limit`` on.
  package static func block(
    _ name: String, _ kernels: Tensor<some Scalar>, colours: Bool = false, rest: String? = nil,
    width: Int,
    marks: Style.Marks = .characters
  ) -> TextBlock {
    let leading = Array(kernels.shape.extents.dropLast(2))
    let filters = leading.first ?? 1
    let count = leading.reduce(1, *)
    let all = Plane(kernels)
    let scale = Scale(fitting: [all])
    let format = NumberFormat(for: all.values)
    let perFilter = count / filters

    func pictures(_ zoom: Zoom) -> TextBlock {
      var bands: [TextBlock] = []
      for filter in 0..<min(filters, limit) {
        let blocks = (0..<perFilter).map { channel -> TextBlock in
          let kernel = Plane(
            leading.isEmpty
              ? kernels : kernels.slice(Shape(leading).indices(at: filter * perFilter + channel)))
          let picture = Raster(plane: kernel, crop: kernel.whole, scale: scale, zoom: zoom).block
          let source = colours && perFilter == 3 ? RGBImage.channels[channel] : "\(channel)"
          let title =
            perFilter == 1
            ? "filter \(filter)" : channel == 0 ? "\(filter): of \(source)" : "of \(source)"
          guard count <= limit else { return TextBlock(title).above(picture) }
          let lines = format.cells(kernel.values).chunks(of: kernel.columns).map { cells in
            cells.map { $0.leftPadded(to: format.width + 1) }.joined()
          }
          return TextBlock(" " + title).above(
            TextBlock(lines).signed().beside(picture, gap: 2, edges: marks))
        }
        if perFilter == 1 {
          bands += blocks
        } else {
          bands.append(.flow(blocks, width: width, gap: 3))
        }
      }
      return perFilter == 1 ? .flow(bands, width: width, gap: 4) : .stacked(bands)
    }
    var notes = [
      "\(Legend.blank(marks)) is 0; full scale \(Numbers.compact(scale.full)), one for all kernels"
    ]
    if perFilter > 1 {
      notes.append(
        "\"0: of \(colours ? "red" : "0")\" is what filter 0 does with input channel 0; a filter sums "
          + "over all its channels")
    }
    if filters > limit {
      notes.append("\(filters - limit) more filters" + (rest.map { ": " + $0 } ?? ""))
    }
    let texts = notes.map { TextBlock.wrapped($0, width: width, hanging: 2) }
    let head = TextBlock.wrapped(
      PrintedTensor.summary(name, kernels), width: width, hanging: 2)
    let legend = marks.areBlocks ? Legend.bar(scale) : Legend.ramp(width: width)
    let text = TextBlock.stacked([legend] + texts)
    let numbers = count <= limit ? all.columns * (format.width + 1) + 4 : 0
    let large = marks.room.flatMap { room in
      Zoom.larger(marks).lazy.filter { numbers + $0.width(all.columns) <= width }.map(pictures)
        .first { head.height + $0.height + text.height <= room }
    }
    return .stacked([head, large ?? pictures(.full).clipped(to: width), text])
  }
}
