package import ConvNet

/// The kernels of a convolution in colour, on one scale.
package enum KernelFigure {
  private static let most = 64

  /// - `title`: What the kernels are.
  /// - `name`: The place: `conv.filters`.
  /// - `kernels`: [filters, rows, columns], or [filters, channels, rows, columns].
  /// - `colours`: Whether the channels are red, green and blue.
  package static func figure(
    title: String, _ name: String, _ kernels: Tensor<some Scalar>, colours: Bool = false
  ) -> Figure {
    let leading = Array(kernels.shape.extents.dropLast(2))
    let count = leading.reduce(1, *)
    let channels = count / max(1, leading.first ?? 1)
    let all = Plane(kernels)
    let scale = Scale(fitting: [all])
    let format = NumberFormat(for: all.values)
    let isFew = count <= 24
    let panels = (0..<min(count, most)).map { index -> Drawing in
      let place = leading.isEmpty ? [] : Shape(leading).indices(at: index)
      let kernel = Plane(leading.isEmpty ? kernels : kernels.slice(place))
      let channel = index % channels
      let own = colours && channels == 3 ? " \(RGBImage.channels[channel])" : ""
      let indices = place.map(String.init).joined(separator: ",")
      return MapPanel(
        title: isFew ? "\(name)[\(indices)]\(own)" : "[\(indices)]", plane: kernel,
        shade: .signed(scale),
        cell: MapPanel.cell(kernel, width: isFew ? 114 : 54, height: 114, most: 38),
        texts: isFew ? format.padded(kernel.values) : nil, hasRulers: isFew,
        marksNegatives: true
      ).drawing
    }
    var notes = ["\(name) \(kernels.shape), \(ImageFigure.range([all])); one scale for all kernels"]
    if channels > 1 {
      notes.append("[f,c]: what filter f does with channel c; a filter sums over all its channels.")
    }
    if count > most { notes.append("\(most) of \(count) kernels are shown.") }
    return Figure(
      title: title, notes: notes,
      drawing: Drawing.flow(panels).above(ColourBar(scale: scale).drawing("")))
  }
}
