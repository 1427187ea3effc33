/// What moves with the image and what does not: maps before and after a shift, and how far each
/// layer's maps, shifted back, differ from the original ones.
package enum ShiftFigure {
  /// - `title`: What is shifted, and how far.
  /// - `still`: The image, its map, and the pooled map.
  /// - `moved`: The same for the shifted image, in the same order.
  /// - `blank`: The value of the map on blank paper.
  /// - `curves`: What the shifts change.
  /// - `notes`: What the figure shows, in sentences.
  package static func figure(
    title: String, still: [NamedMap], moved: [NamedMap], blank: Double, curves: [Curve],
    notes: [String]
  ) -> Figure {
    guard let first = still.first else { return Figure(title: title, drawing: Drawing()) }
    let gap = 16.0
    let cell = MapPanel.cell(
      first.plane, width: (Figure.width - 2 * gap) / 3 - MapPanel.left, height: 220)
    let scale = Scale(
      blank: blank, fitting: (still + moved).filter { $0.role == .values }.map(\.plane))
    func row(_ maps: [NamedMap]) -> Drawing {
      .flow(
        maps.map { map in
          MapPanel(
            title: map.name, plane: map.plane, shade: shade(of: map, scale),
            cell: cell * Double(map.stride), marksNegatives: map.role == .values
          ).drawing
        }, gap: gap)
    }
    let bar = ColourBar(scale: scale, background: "blank paper").drawing("values of the maps")
    let plots = curves.map {
      CurveFigure.plot(
        $0, width: (Figure.width - gap) / Double(curves.count) - CurveFigure.margins, height: 120)
    }
    return Figure(
      title: title, notes: notes,
      drawing: .stacked([row(still), row(moved), bar, .flow(plots, gap: gap)], gap: 16))
  }

  private static func shade(of map: NamedMap, _ scale: Scale) -> MapPanel.Shade {
    guard case .image(let paper) = map.role else { return .signed(scale) }
    return .ink(Scale(blank: paper, fitting: [map.plane]))
  }
}
