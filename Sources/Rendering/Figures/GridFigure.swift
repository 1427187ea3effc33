package import ConvNet

/// Numbers in coloured cells: those at a place, or at several.
package enum GridFigure {
  /// A place and its numbers; `nil` if they are not computed.
  package typealias Named = (name: String, values: Tensor<Float>?)

  /// Larger maps and more of them do not fit a page.
  private static let most = (side: 64, maps: 64)
  /// The smallest cell in which a number can be read.
  private static let readable = 17.0

  /// The numbers at a place on one scale; `nil` if there is one number only, or too many for a page.
  ///
  /// - Parameters:
  ///   - title: What they are.
  ///   - name: The place: `conv.out[2]`.
  ///   - values: The numbers.
  /// - Returns: The figure.
  package static func figure(title: String, _ name: String, _ values: Tensor<Float>) -> Figure? {
    guard values.shape.rank > 0, let panels = panels(name, values) else { return nil }
    let scale = Scale(fitting: [Plane(values)])
    return Figure(
      title: title,
      notes: [PrintedTensor.summary(name, values) + "; orange is above 0, blue below"],
      drawing: Drawing.flow(panels).above(ColourBar(scale: scale).drawing("")))
  }

  /// The numbers at several places, in rows; each place has its own scale. `nil` if one of them has too
  /// many for a page.
  package static func figure(title: String, notes: [String], _ rows: [[Named]]) -> Figure? {
    var bands: [Drawing] = []
    for row in rows {
      var all: [Drawing] = []
      for (name, values) in row {
        guard let values else {
          all.append(
            Drawing.text(name, face: .bold).above(
              .text("not computed", colour: .faded), gap: 2))
          continue
        }
        guard let panels = panels(name, values) else { return nil }
        all += panels
      }
      bands.append(.flow(all))
    }
    return Figure(
      title: title,
      notes: notes + ["Orange is above 0, blue below; each place has its own scale."],
      drawing: .stacked(bands, gap: 26))
  }

  /// A panel for each map, with its numbers where there is room for them.
  private static func panels(_ name: String, _ values: Tensor<Float>) -> [Drawing]? {
    let shape = values.shape
    let leading = Shape(Array(shape.extents.dropLast(2)))
    let planes = (0..<leading.count).map { Plane(values.slice(leading.indices(at: $0))) }
    guard let first = planes.first, planes.count <= most.maps, first.rows <= most.side,
      first.columns <= most.side
    else { return nil }
    let scale = Scale(fitting: planes)
    let format = NumberFormat(for: values)
    let cell = MapPanel.cell(
      first, width: planes.count > 4 && !first.isSmall ? 150 : Figure.width - MapPanel.left,
      height: Figure.width, most: 34)
    let base = name.hasSuffix("]") ? name.dropLast() + "," : name + "["
    return planes.enumerated().map { index, plane in
      let indices = leading.indices(at: index).map(String.init).joined(separator: ",")
      return MapPanel(
        title: indices.isEmpty ? name : base + indices + "]", plane: plane, shade: .signed(scale),
        cell: cell, texts: cell >= readable ? format.padded(plane.values) : nil,
        hasRulers: shape.rank > 0
      ).drawing
    }
  }
}
