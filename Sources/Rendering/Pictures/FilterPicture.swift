package import ConvNet

/// A map with its name, ready to be shown beside others of the same filter.
package struct NamedMap: Sendable {
  package enum Role: Hashable, Sendable {
    /// The output of a layer: drawn relative to the background.
    case values
    /// A gradient: drawn relative to 0, on its own scale.
    case gradient
    /// The layer's input, on its own scale: drawn relative to the value of a pixel of 0.
    case image(blank: Double)
  }

  package let name: String
  package let plane: Plane
  package let role: Role
  /// How many rows and columns of the first map correspond to one of this map: 2 after MaxPool2.
  package let stride: Int
  /// The full scale, where it is that of other pictures, too.
  package var full: Double?

  package init(
    _ name: String, _ map: Tensor<some Scalar>, role: Role = .values, stride: Int = 1
  ) {
    self.name = name
    self.plane = Plane(map)
    self.role = role
    self.stride = stride
  }

  /// How far its farthest number is from a value.
  package func distance(from blank: Double) -> Double { Scale(blank: blank, fitting: [plane]).full }
}

/// One filter: what it saw, what pooling kept, where the gradient went, in pictures of one size.
package enum FilterPicture {
  /// The maps of one filter side by side, cropped to the part where any of them has content.
  ///
  /// - `title`: The title: `filter 2`.
  /// - `maps`: The maps, with the one of stride 1 first.
  /// - `image`: The filter's input; it is shown in front if there is space.
  /// - `kernel`: The filter itself; it is shown on the right if there is space.
  /// - `blank`: The map's value on blank paper, if values are drawn relative to that; else 0.
  /// - `numbers`: Whether numbers are shown; `nil` shows them for small maps only.
  package static func block(
    title: String, maps: [NamedMap], image: NamedMap? = nil, kernel: NamedMap? = nil,
    blank: Double? = nil, numbers: Bool? = nil, width: Int, marks: Style.Marks = .characters
  ) -> TextBlock {
    guard let first = maps.first else { return TextBlock(title) }
    if numbers ?? first.plane.isSmall {
      return grids(title: title, maps, width: width)
    }
    let (values, gradients) = Self.scales(maps, blank: blank)
    let scales = Scales(values: values, gradients: gradients)
    let (shown, crop) = chosen(maps, image, scales, width: width, marks)

    let part =
      "\(title)   rows \(text(crop.rows, first.plane.rows))"
      + ", columns \(text(crop.columns, first.plane.columns)) of \(first.plane.shape)"
    let head = TextBlock.wrapped(part, width: width, hanging: 2)
    let legend = legend(shown, crop, scales, isOfPaper: blank != nil, width: width, marks)
    var pictures = boxes(shown, crop, scales, marks).block(
      width: width, maxHeight: shown.count == 1 && !marks.areBlocks ? 28 : 20,
      text: head.height + legend.height)
    if let kernel = kernel.map({ picture(of: $0, marks) }) {
      // The line at the side of the last map is in the gap.
      let gap = marks.areBlocks ? 3 : 4
      if pictures.width + gap + kernel.width <= width {
        pictures = pictures.beside(kernel, gap: gap)
      }
    }
    return .stacked([head, pictures, legend])
  }

  /// The scales on which maps of each role are drawn.
  private struct Scales {
    let values: Scale
    let gradients: Scale

    func scale(of map: NamedMap) -> Scale {
      switch map.role {
      case .values: values
      case .gradient: gradients
      case .image(let blank): Scale(blank: blank, fitting: [map.plane])
      }
    }
  }

  /// The maps that are drawn, and the part of them. Where there is room to draw the maps large, they
  /// are, even if the image has no room beside them.
  private static func chosen(
    _ maps: [NamedMap], _ image: NamedMap?, _ scales: Scales, width: Int, _ marks: Style.Marks
  ) -> (maps: [NamedMap], crop: Crop) {
    let unit = maps.map(\.stride).max() ?? 1
    func crop(_ maps: [NamedMap]) -> Crop? {
      maps.compactMap { map in
        map.plane.area(unlike: scales.scale(of: map).blank)?.magnified(map.stride)
      }.union?
      .aligned(rows: unit.isMultiple(of: 2) ? unit : 2 * unit, columns: unit)
    }
    let everything = crop(maps) ?? maps[0].plane.whole
    let complete = image.map { [[$0] + maps, maps] } ?? [maps]
    let choices = complete.map { (maps: $0, crop: crop($0) ?? everything) }
    func boxes(_ choice: (maps: [NamedMap], crop: Crop)) -> MapBoxes {
      self.boxes(choice.maps, choice.crop, scales, marks)
    }
    if marks.room != nil,
      let large = choices.first(where: { choice in
        let legend = legend(
          choice.maps, choice.crop, scales, isOfPaper: true, width: width, marks)
        return boxes(choice).fitsLarge(width: width, text: 1 + legend.height)
      })
    {
      return large
    }
    // Ties on blank paper spread the gradient over the whole map, but the stroke is what matters.
    return choices.first { boxes($0).fitsOneBand(width: width) }
      ?? (maps, crop(maps.filter { $0.role == .values }) ?? everything)
  }

  private static func boxes(
    _ maps: [NamedMap], _ crop: Crop, _ scales: Scales, _ marks: Style.Marks
  ) -> MapBoxes {
    MapBoxes(
      boxes: maps.map { map in
        var tone = Tint.Tone.signed
        if case .image = map.role { tone = .ink }
        return MapBoxes.Box(
          title: "\(map.name) \(map.plane.shape)", plane: map.plane, stride: map.stride,
          scale: scales.scale(of: map), tone: tone)
      }, crop: crop, scale: scales.values, marks: marks)
  }

  /// A kernel, enlarged, and its numbers.
  private static func picture(of kernel: NamedMap, _ marks: Style.Marks) -> TextBlock {
    let raster = Raster(
      plane: kernel.plane, crop: kernel.plane.whole, scale: scales([kernel], blank: nil).values,
      zoom: Zoom.half.magnified(4))
    let cells = Numbers.column(kernel.plane.values)
    let rows = cells.chunks(of: kernel.plane.columns).map { $0.joined(separator: " ") }
    return .stacked([
      TextBlock(["\(kernel.name) \(kernel.plane.shape)", ""]),
      TextBlock().beside(raster.block, gap: 0, edges: marks),
      TextBlock([""] + rows).signed(),
    ])
  }

  /// The scale that all value maps share, and that of the gradients.
  static func scales(_ maps: [NamedMap], blank: Double?) -> (values: Scale, gradients: Scale) {
    func scale(_ role: NamedMap.Role, _ blank: Double) -> Scale {
      let maps = maps.filter { $0.role == role }
      return maps.compactMap(\.full).max().map { Scale(blank: blank, full: $0) }
        ?? Scale(blank: blank, fitting: maps.map(\.plane))
    }
    return (scale(.values, blank ?? 0), scale(.gradient, 0))
  }

  private static func grids(title: String, _ maps: [NamedMap], width: Int) -> TextBlock {
    let values = NumberFormat(
      for: maps.filter { $0.role == .values }.flatMap(\.plane.values))
    let gradients = NumberFormat(
      for: maps.filter { $0.role == .gradient }.flatMap(\.plane.values))
    let blocks = maps.map { map in
      TextBlock("\(map.name) \(map.plane.shape)").above(
        NumberGrid(
          map.plane,
          format: map.role == .gradient ? gradients : map.role == .values ? values : nil,
          width: width, maxRows: 16
        ).block)
    }
    return TextBlock(title).above(.flow(blocks, width: width, gap: 3)).clipped(to: width)
  }

  private static func text(_ range: Range<Int>, _ limit: Int) -> String {
    "\(range.lowerBound) to \(min(range.upperBound, limit) - 1)"
  }

  // MARK: The legend

  private static func legend(
    _ maps: [NamedMap], _ crop: Crop, _ scales: Scales, isOfPaper: Bool, width: Int,
    _ marks: Style.Marks
  ) -> TextBlock {
    var blocks = !marks.areBlocks ? [Legend.ramp(width: width)] : []
    func add(_ word: String, _ maps: [NamedMap], note: String = "", outside: Int = 0) {
      guard let map = maps.first else { return }
      let scale = scales.scale(of: map)
      let blank = "\(Legend.blank(marks)) is \(Numbers.compact(scale.blank))\(note)"
      let missing = outside > 0 ? "  \(Numbers.count(outside)) not shown" : ""
      guard marks.areBlocks else {
        let text =
          word + range(maps) + "  \(blank)  full scale \(Numbers.compact(scale.full))\(missing)"
        blocks.append(.wrapped(text, width: width, hanging: 2))
        return
      }
      let bar = Legend.bar(scale, tone: map.role.isImage ? .ink : .signed)
      let parts = [TextBlock(word + range(maps)), bar, TextBlock(blank + missing)]
      blocks.append(.flow(parts, width: width, gap: 3))
    }
    add("image", maps.filter(\.role.isImage))
    add(
      "values", maps.filter { $0.role == .values },
      note: isOfPaper ? ", the map of blank paper" : "")
    let gradients = maps.filter { $0.role == .gradient }
    add(
      "gradient", gradients, outside: gradients.reduce(0) { $0 + count(of: $1, outside: crop) })
    return .stacked(blocks)
  }

  /// ` -0.404 .. 0.403`, the range of the numbers.
  private static func range(_ maps: [NamedMap]) -> String {
    maps.map(\.plane).range.map { " " + Numbers.range($0) } ?? ""
  }

  private static func count(of map: NamedMap, outside crop: Crop) -> Int {
    map.plane.values.indices.lazy.filter { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: map.plane.columns)
      return map.plane.values[index] != 0
        && !crop.contains(row * map.stride, column * map.stride)
    }.count
  }
}

extension NamedMap.Role {
  fileprivate var isImage: Bool { if case .image = self { true } else { false } }
}
