package import ConvNet

/// A map with its name, ready to be put beside others of the same filter.
package struct NamedMap: Sendable {
  package enum Role: Sendable {
    /// What a layer gave: drawn from the background.
    case values
    /// A gradient: drawn from 0, on a scale of its own.
    case gradient
  }

  package let name: String
  package let plane: Plane
  package let role: Role
  /// How many rows and columns of the first map one of this map stands for: 2 behind MaxPool2.
  package let stride: Int

  package init(
    _ name: String, _ map: Tensor<some Scalar>, role: Role = .values, stride: Int = 1
  ) {
    self.name = name
    self.plane = Plane(map)
    self.role = role
    self.stride = stride
  }
}

/// One filter: what it saw, what pooling kept, where the gradient went; pictures of one size.
package enum FilterPicture {
  /// Maps of one filter beside one another, the part that holds something in any of them.
  ///
  /// - `title`: What is shown: `filter 2`.
  /// - `maps`: The maps, the one of stride 1 first.
  /// - `blank`: What the map of blank paper is, where values are drawn from that; else from 0.
  /// - `numbers`: Whether numbers are shown; `nil` is for small maps only.
  package static func block(
    title: String, maps: [NamedMap], blank: Double? = nil, numbers: Bool? = nil, width: Int
  ) -> TextBlock {
    guard let first = maps.first else { return TextBlock(title) }
    if numbers ?? (first.plane.rows <= 8 && first.plane.columns <= 8) {
      return grids(title: title, maps, width: width)
    }
    let values = maps.filter { $0.role == .values }
    let gradients = maps.filter { $0.role == .gradient }
    let (scale, slopes) = scales(maps, blank: blank)
    let boxes = maps.map { map in
      MapBoxes.Box(
        title: "\(map.name) \(map.plane.shape)", plane: map.plane, stride: map.stride,
        scale: map.role == .gradient ? slopes : scale)
    }

    let unit = maps.map(\.stride).max() ?? 1
    func crop(_ maps: [NamedMap]) -> Crop? {
      maps.compactMap { map in
        map.plane.area(unlike: map.role == .gradient ? 0 : scale.blank)?.magnified(map.stride)
      }.reduce(nil as Crop?) { $0?.union($1) ?? $1 }?
      .aligned(rows: unit.isMultiple(of: 2) ? unit : 2 * unit, columns: unit)
    }
    let everything = crop(maps) ?? first.plane.whole
    // Ties on blank paper spread the gradient over the whole map; the stroke is what one looks at.
    let fits = MapBoxes(boxes: boxes, crop: everything, scale: scale).fitsOneBand(width: width)
    let shown = fits ? everything : crop(values) ?? everything

    var lines: [String] = []
    var part = "\(title)   rows \(text(shown.rows, first.plane.rows))"
    part += ", columns \(text(shown.columns, first.plane.columns)) of \(first.plane.shape)"
    lines.append(Ramp.legend)
    if !values.isEmpty {
      lines.append(
        "values" + legend(values, scale, blank == nil ? "" : ", the map of blank paper"))
    }
    if !gradients.isEmpty {
      let outside = gradients.reduce(0) { $0 + count(of: $1, outside: shown) }
      lines.append(
        "gradient" + legend(gradients, slopes, "")
          + (outside > 0 ? "  \(Numbers.count(outside)) not shown" : ""))
    }
    let pictures = MapBoxes(boxes: boxes, crop: shown, scale: scale)
      .block(width: width, maxHeight: maps.count == 1 ? 28 : 20)
    return .stacked(
      [.wrapped(part, width: width, hanging: 2), pictures]
        + lines.map { .wrapped($0, width: width, hanging: 2) })
  }

  /// The scale that all maps share, and that of the gradients.
  static func scales(_ maps: [NamedMap], blank: Double?) -> (values: Scale, gradients: Scale) {
    func planes(_ role: NamedMap.Role) -> [Plane] { maps.filter { $0.role == role }.map(\.plane) }
    return (
      Scale(blank: blank ?? 0, fitting: planes(.values)), Scale(fitting: planes(.gradient))
    )
  }

  private static func grids(title: String, _ maps: [NamedMap], width: Int) -> TextBlock {
    let values = NumberFormat(
      for: maps.filter { $0.role == .values }.flatMap(\.plane.values))
    let gradients = NumberFormat(
      for: maps.filter { $0.role == .gradient }.flatMap(\.plane.values))
    let blocks = maps.map { map in
      TextBlock("\(map.name) \(map.plane.shape)").above(
        NumberGrid(
          map.plane, format: map.role == .gradient ? gradients : values, width: width, maxRows: 16
        ).block)
    }
    return TextBlock(title).above(.flow(blocks, width: width, gap: 3)).clipped(to: width)
  }

  private static func text(_ range: Range<Int>, _ limit: Int) -> String {
    "\(range.lowerBound) to \(min(range.upperBound, limit) - 1)"
  }

  private static func legend(_ maps: [NamedMap], _ scale: Scale, _ note: String) -> String {
    let values = maps.flatMap(\.plane.values).filter { !$0.isNaN }
    let range = zip([values.min()], [values.max()]).compactMap { low, high in
      low.flatMap { low in
        high.map { " \(Numbers.compact(low)) .. \(Numbers.compact($0)) " }
      }
    }.joined()
    return range
      + " ' ' is \(Numbers.compact(scale.blank))\(note)  full scale \(Numbers.compact(scale.full))"
  }

  private static func count(of map: NamedMap, outside crop: Crop) -> Int {
    map.plane.values.indices.lazy.filter { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: map.plane.columns)
      return map.plane.values[index] != 0
        && !crop.contains(row * map.stride, column * map.stride)
    }.count
  }
}
