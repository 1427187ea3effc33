package import ConvNet

/// A picture the network looks at, two columns a pixel, cropped to its ink.
package enum ImagePicture {
  /// The image under a line that says what it is.
  ///
  /// - `title`: What it is: `training image 7: a 3`.
  /// - `image`: The image C,H,W or H,W, normalised.
  /// - `blank`: What a pixel of 0 is, normalised: a space stands for it.
  package static func block(
    title: String, image: Tensor<some Scalar>, blank: Double, width: Int
  ) -> TextBlock {
    let planes = Plane.maps(of: image)
    let scale = Scale(blank: blank, fitting: planes)
    let crop = planes.compactMap { $0.area(unlike: blank) }.reduce(nil as Crop?) {
      $0?.union($1) ?? $1
    }
    if planes.count == 1, planes[0].rows <= 8, planes[0].columns <= 8 {
      return small(title: title, shape: image.shape, planes[0], scale: scale, width: width)
    }
    let shown = planes.count == 1 ? crop ?? planes[0].whole : planes[0].whole
    var about = [title, image.shape.description]
    if shown.rows.count < planes[0].rows {
      about.append(
        "rows \(shown.rows.lowerBound) to \(shown.rows.upperBound - 1)")
    }
    about.append(legend(scale))
    let titles = planes.count == 3 ? Photo.channels : planes.indices.map { "channel \($0)" }
    let pictures = MapBoxes(
      boxes: zip(titles, planes).map { .init(title: planes.count == 1 ? nil : $0, plane: $1) },
      crop: shown, scale: scale)
    return TextBlock.wrapped(about.joined(separator: "   "), width: width, hanging: 2)
      .above(
        planes.count == 1
          ? pictures.block(width: width) : pictures.overview(width: width, height: 21))
  }

  /// A colour image in its colours, one column and half a row a pixel; `nil` for one that is not
  /// of red, green and blue. Only a screen with colours shows them.
  ///
  /// - `full`: What a pixel of 255 is, normalised.
  package static func photo(
    title: String, image: Tensor<some Scalar>, blank: Double, full: Double, width: Int
  ) -> TextBlock? {
    guard let photo = Photo(Plane.maps(of: image), blank: blank, full: full) else { return nil }
    let plane = photo.brightness
    let zoom = plane.columns + 3 <= width ? Zoom.half : Zoom(cells: 2, characters: 1)
    let raster = Raster(
      plane: plane, crop: plane.whole, scale: Scale(blank: blank, full: full - blank), zoom: zoom,
      photo: photo)
    return TextBlock.wrapped("\(title)   \(image.shape)", width: width, hanging: 2)
      .above("   " + raster.columnRuler)
      .above(raster.rowRuler.beside(raster.block, gap: 1)).clipped(to: width)
  }

  /// A toy: its numbers, and beside them what they look like.
  private static func small(
    title: String, shape: Shape, _ plane: Plane, scale: Scale, width: Int
  ) -> TextBlock {
    let numbers = NumberGrid(plane, width: width).block
    let raster = Raster(plane: plane, crop: plane.whole, scale: scale, zoom: .full)
    let picture = TextBlock(raster.columnRuler).above(raster.block)
    return TextBlock.wrapped(
      [title, shape.description, legend(scale)].joined(separator: "   "), width: width, hanging: 2
    ).above(.flow([numbers, picture], width: width, gap: 4))
  }

  private static func legend(_ scale: Scale) -> String {
    let darkest = scale.full > 0 ? ", @ is \(Numbers.compact(scale.blank + scale.full))" : ""
    return "' ' is \(Numbers.compact(scale.blank))\(darkest)"
  }
}
