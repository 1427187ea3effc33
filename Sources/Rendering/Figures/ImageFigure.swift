package import ConvNet

/// An image as ink on white paper, or in colour with its channels beside it.
package enum ImageFigure {
  /// - `title`: The title: `training image 7: a 3`.
  /// - `image`: C,H,W or H,W, normalised.
  /// - `blank`: The normalised value of a pixel of 0.
  /// - `full`: The normalised value of a pixel of 255.
  package static func figure(
    title: String, image: Tensor<some Scalar>, blank: Double, full: Double
  ) -> Figure {
    let planes = Plane.maps(of: image)
    let notes = ["\(image.shape), as the network sees it: values \(range(planes))"]
    // A toy's scale is not that of a photograph: its darkest pixel is its largest value.
    let isToy = planes.count == 1 && planes[0].isSmall
    let scale =
      isToy
      ? Scale(blank: blank, fitting: planes) : Scale(blank: blank, full: (full - blank).magnitude)
    let bar = ColourBar(scale: scale, background: "white", isInk: true).drawing("")
    if let rgb = RGBImage(planes, blank: blank, full: full) {
      let cell = MapPanel.cell(planes[0], width: 360, height: 360)
      let panel = MapPanel(title: "", plane: planes[0], shade: .rgb(rgb), cell: cell)
      let small = MapPanel.cell(planes[0], width: 120, height: 104)
      let channels = zip(RGBImage.channels, planes).map { name, plane in
        MapPanel(title: name, plane: plane, shade: .ink(scale), cell: small, hasRulers: false)
          .drawing
      }
      return Figure(
        title: title, notes: notes + ["The channels: the darker, the more of the colour."],
        drawing: panel.drawing.beside(.stacked(channels, gap: 9), gap: 28).above(bar))
    }
    let panels = planes.enumerated().map { index, plane in
      MapPanel(
        title: planes.count == 1 ? "" : "channel \(index)", plane: plane, shade: .ink(scale),
        cell: MapPanel.cell(plane, width: planes.count == 1 ? 400 : 220),
        texts: isToy ? NumberFormat(for: plane.values).cells(plane.values) : nil
      ).drawing
    }
    return Figure(title: title, notes: notes, drawing: Drawing.flow(panels).above(bar))
  }

  /// The smallest and the largest number: `-0.5 .. 0.5`.
  static func range(_ planes: [Plane]) -> String {
    planes.range.map { Numbers.range($0) } ?? "nan"
  }
}
