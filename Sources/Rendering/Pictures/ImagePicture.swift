package import ConvNet

/// The network's input image. In characters it is cropped to its content, with two columns per
/// pixel; in half-blocks it is shown whole, with one column and half a row per pixel.
package enum ImagePicture {
  /// The image below a line that describes it.
  ///
  /// - `title`: The title: `training image 7: a 3`.
  /// - `image`: The image C,H,W or H,W, normalised.
  /// - `blank`: The normalised value of a pixel of 0, which is shown as a space.
  package static func block(
    title: String, image: Tensor<some Scalar>, blank: Double, width: Int,
    marks: Style.Marks = .characters
  ) -> TextBlock {
    let planes = Plane.maps(of: image)
    let scale = Scale(blank: blank, fitting: planes)
    let crop = planes.compactMap { $0.area(unlike: blank) }.union
    if planes.count == 1, planes[0].isSmall {
      return small(
        title: title, shape: image.shape, planes[0], scale: scale, width: width, marks: marks)
    }
    let isCropped = planes.count == 1 && !marks.areBlocks
    let shown = isCropped ? crop ?? planes[0].whole : planes[0].whole
    var about = [title, image.shape.description]
    if shown.rows.count < planes[0].rows {
      about.append(
        "rows \(shown.rows.lowerBound) to \(shown.rows.upperBound - 1)")
    }
    if !marks.areBlocks { about.append(legend(scale)) }
    let titles = planes.count == 3 ? RGBImage.channels : planes.indices.map { "channel \($0)" }
    let pictures = MapBoxes(
      boxes: zip(titles, planes).map {
        .init(title: planes.count == 1 ? nil : $0, plane: $1, tone: .ink)
      },
      crop: shown, scale: scale, marks: marks)
    let head = TextBlock.wrapped(about.joined(separator: "   "), width: width, hanging: 2)
    let foot = marks.areBlocks ? bar(scale, planes) : TextBlock()
    let text = head.height + foot.height
    let picture =
      planes.count == 1
      ? pictures.block(width: width, maxHeight: marks.areBlocks ? 20 : 28, text: text)
      : pictures.overview(width: width, height: max(21, (marks.room ?? 0) - text))
    return .stacked([head, picture, foot])
  }

  /// The colours of an image, including those below its paper if it has such values.
  private static func bar(_ scale: Scale, _ planes: [Plane]) -> TextBlock {
    let isInk = planes.allSatisfy { $0.values.allSatisfy { !($0 < scale.blank) } }
    return Legend.bar(scale, tone: isInk ? .ink : .signed).indented(3)
  }

  /// A colour image in its colours, with one column and half a row per pixel; `nil` if it does not
  /// have red, green and blue. Only half-blocks can show them.
  ///
  /// - `full`: The normalised value of a pixel of 255.
  /// - `room`: How many rows it may take in order to be larger.
  package static func inColour(
    title: String, image: Tensor<some Scalar>, blank: Double, full: Double, width: Int,
    room: Int? = nil
  ) -> TextBlock? {
    guard let rgb = RGBImage(Plane.maps(of: image), blank: blank, full: full) else { return nil }
    let plane = rgb.brightness
    let head = TextBlock.wrapped("\(title)   \(image.shape)", width: width, hanging: 2)
    let zoom = (Zoom.larger(.blocks) + [.full]).first { zoom in
      zoom.width(plane.columns) + 3 <= width
        && head.height + 1 + zoom.height(plane.rows) <= room ?? 0
    }
    let usual = plane.columns + 3 <= width ? Zoom.half : Zoom(cells: 2, characters: 1)
    let raster = Raster(
      plane: plane, crop: plane.whole, scale: Scale(blank: blank, full: full - blank),
      zoom: zoom ?? usual, rgb: rgb)
    return head.above("   " + raster.columnRuler)
      .above(raster.rowRuler.beside(raster.block, gap: 1)).clipped(to: width)
  }

  /// A toy image: its numbers, and beside them the picture.
  private static func small(
    title: String, shape: Shape, _ plane: Plane, scale: Scale, width: Int, marks: Style.Marks
  ) -> TextBlock {
    let numbers = NumberGrid(plane, width: width).block
    let large = Zoom.larger(marks).first { zoom in
      // A title, a ruler and the colours.
      zoom.height(plane.rows) + 3 <= marks.room ?? 0
        && numbers.width + 4 + zoom.width(plane.columns) <= width
    }
    let raster = Raster(
      plane: plane, crop: plane.whole, scale: scale, zoom: large ?? .full, tone: .ink)
    let picture = TextBlock(raster.columnRuler).above(raster.block)
    let about = [title, shape.description] + (!marks.areBlocks ? [legend(scale)] : [])
    let block = TextBlock.wrapped(about.joined(separator: "   "), width: width, hanging: 2)
      .above(.flow([numbers, picture], width: width, gap: 4))
    return marks.areBlocks ? block.above(bar(scale, [plane])) : block
  }

  private static func legend(_ scale: Scale) -> String {
    let darkest = scale.full > 0 ? ", @ is \(Numbers.compact(scale.blank + scale.full))" : ""
    return "' ' is \(Numbers.compact(scale.blank))\(darkest)"
  }
}
