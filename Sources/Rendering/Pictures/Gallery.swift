package import ConvNet

/// Images side by side, small, each with a caption: the mistakes of a network.
package struct Gallery: Sendable {
  package struct Item: Sendable {
    let caption: String
    let planes: [Plane]

    /// - `caption`: `#247 is 5, said 3 (97 %)`; wrapped if it is wider than the picture.
    /// - `image`: C,H,W or H,W, normalised. Channels are drawn as their mean, and in colour if the
    ///   screen supports it.
    package init(caption: String, image: Tensor<some Scalar>) {
      self.caption = caption
      planes = Plane.maps(of: image)
    }

    /// The mean of the channels.
    var plane: Plane { .mean(of: planes) }
  }

  /// The width of a picture and of the gap between two, so that four fit in 80 columns.
  private static func layout(_ marks: Style.Marks) -> (box: Int, gap: Int) {
    marks.areBlocks ? (19, 1) : (18, 2)
  }

  /// The pictures, each cropped to its content and drawn as large as its box allows.
  ///
  /// - `blank`: The normalised value of a pixel of 0.
  /// - `full`: The normalised value of the darkest pixel.
  package static func block(
    _ items: [Item], blank: Double, full: Double, width: Int, marks: Style.Marks = .characters
  ) -> TextBlock {
    let scale = Scale(blank: blank, full: (full - blank).magnitude)
    let gap = layout(marks).gap
    let box = min(layout(marks).box, width)
    let perBand = max(1, (width + gap) / (box + gap))
    let bands = items.chunks(of: perBand).map { items in
      let blocks = items.map { $0.block(scale: scale, width: box) }
      let height = blocks.map(\.height).max() ?? 0
      return blocks.enumerated().reduce(TextBlock()) { band, next in
        // Pictures are aligned at the bottom, so that the captions are, too.
        let (index, block) = next
        let raised = TextBlock(
          rows: [[Glyph]](repeating: [], count: height - block.height) + block.rows)
        return index == 0
          ? raised : band.beside(raised, gap: index * (box + gap) - band.width)
      }
    }
    return .stacked(bands).clipped(to: width)
  }
}

extension Gallery.Item {
  fileprivate func block(scale: Scale, width: Int) -> TextBlock {
    let plane = plane
    let crop = plane.area(unlike: scale.blank) ?? plane.whole
    let zooms = [Zoom.half] + [(5, 4), (4, 3), (3, 2), (2, 1), (4, 1)].map(Zoom.init)
    let zoom =
      zooms.first { $0.width(crop.columns.count) <= width && $0.height(crop.rows.count) <= 10 }
      ?? Zoom(cells: max(4, (crop.columns.count + width - 1) / width), characters: 1)
    let rgb = RGBImage(planes, blank: scale.blank, full: scale.blank + scale.full)
    let picture = Raster(
      plane: plane, crop: crop, scale: scale, zoom: zoom, tone: .ink, rgb: rgb
    ).block
    let caption = TextBlock.wrapped(caption, width: width)
    return picture.indented(max(0, (width - picture.width) / 2))
      .above(caption.padded(toHeight: 2))
  }
}
