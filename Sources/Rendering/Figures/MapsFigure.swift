package import ConvNet

/// Feature maps in colour: all maps of a layer, or one with its pooled map and its gradient.
package enum MapsFigure {
  /// Further maps are left out, and the caption says so.
  private static let most = 64

  /// All maps of a layer on one scale.
  ///
  /// - `title`: The title: `conv.out of training image 7: a 3`.
  /// - `name`: The place: `conv.out`.
  /// - `maps`: The maps F,H,W.
  /// - `blanks`: The value of each map on blank paper, if the maps are drawn relative to that;
  ///   otherwise they are drawn relative to 0.
  package static func overview(
    title: String, _ name: String, _ maps: Tensor<some Scalar>, blanks: [Double]? = nil
  ) -> Figure {
    let planes = Plane.maps(of: maps)
    guard let first = planes.first else { return Figure(title: title, drawing: Drawing()) }
    let scales = MapsPicture.scales(planes, blanks: blanks)
    let perRow = planes.count <= 4 ? Double(planes.count) : planes.count <= 8 ? 4 : 8
    let cell = MapPanel.cell(
      first, width: (Figure.width - 16 * (perRow - 1)) / perRow - MapPanel.left, height: 300)
    let isSmall = first.isAtMost(4) && cell >= 24
    let format = NumberFormat(for: planes.flatMap(\.values))
    let panels = zip(planes, scales).prefix(most).enumerated().map { index, map in
      MapPanel(
        title: numbered(name, index), plane: map.0, shade: .signed(map.1), cell: cell,
        texts: isSmall ? format.padded(map.0.values) : nil, marksNegatives: cell >= 5
      ).drawing
    }
    let isRelative = scales.contains { $0.blank != 0 }
    var notes = ["\(name) \(maps.shape), values \(ImageFigure.range(planes)); one scale for all"]
    if isRelative { notes.append("White is each filter's value on blank paper; \(relative).") }
    if cell >= 5 && !isSmall { notes.append(MapPanel.dashes(below: isRelative ? "that" : "0")) }
    if planes.count > most { notes.append("\(most) of \(planes.count) maps are shown.") }
    let bar = ColourBar(
      scale: Scale(blank: 0, full: scales.map(\.full).max() ?? 0),
      background: isRelative ? "blank paper" : ""
    ).drawing(isRelative ? "above or below blank paper" : "")
    return Figure(title: title, notes: notes, drawing: Drawing.flow(panels).above(bar))
  }

  /// `conv.out[2]`, or `conv.out[5,2]` of sample 5 of a batch.
  private static func numbered(_ name: String, _ index: Int) -> String {
    name.hasSuffix("]") ? "\(name.dropLast()),\(index)]" : "\(name)[\(index)]"
  }

  private static let relative = "orange is more, blue less"

  /// One filter: what it saw, what pooling kept, where the gradient went, in pictures of one size.
  package static func filter(
    title: String, maps: [NamedMap], blank: Double? = nil, objective: Objective = .loss
  ) -> Figure {
    guard let first = maps.first else { return Figure(title: title, drawing: Drawing()) }
    let scales = FilterPicture.scales(maps, blank: blank)
    let cell = MapPanel.cell(
      first.plane, width: (Figure.width - 32) / 3 - MapPanel.left, height: 400)
    let isSmall = first.plane.isSmall
    func format(_ role: NamedMap.Role) -> NumberFormat {
      NumberFormat(for: maps.filter { $0.role == role }.flatMap(\.plane.values))
    }
    let panels = maps.map { map in
      let shade: MapPanel.Shade =
        switch map.role {
        case .values: .signed(scales.values)
        case .gradient: .signed(scales.gradients)
        case .image(let blank): .ink(Scale(blank: blank, fitting: [map.plane]))
        }
      return MapPanel(
        title: map.name, plane: map.plane, shade: shade, cell: cell * Double(map.stride),
        texts: isSmall ? format(map.role).padded(map.plane.values) : nil, marksNegatives: true
      ).drawing
    }
    func bar(_ role: NamedMap.Role, _ scale: Scale, _ what: String, _ background: String)
      -> Drawing?
    {
      maps.contains { $0.role == role }
        ? ColourBar(scale: scale, background: background).drawing(what) : nil
    }
    let bars = [
      bar(.values, scales.values, "values", blank == nil ? "" : "blank paper"),
      bar(.gradient, scales.gradients, "gradient", ""),
    ].compactMap { $0 }
    let shapes = maps.map {
      "\($0.name) \($0.plane.shape), \(ImageFigure.range([$0.plane]))"
    }
    var notes = [shapes.joined(separator: ";  ")]
    if blank != nil { notes.append("White in the maps is the map of blank paper; \(relative).") }
    if !isSmall { notes.append(MapPanel.dashes(below: "white")) }
    if maps.contains(where: { $0.role == .gradient }) {
      notes.append(
        "Gradient: where orange, raising the value raises \(objective.name); where blue, it lowers "
          + "it\(objective.explained).")
    }
    return Figure(
      title: title, notes: notes, drawing: Drawing.flow(panels).above(.flow(bars)))
  }
}
