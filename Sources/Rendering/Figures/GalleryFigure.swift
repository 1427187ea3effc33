/// Images side by side, each with a caption: the mistakes of a network.
package enum GalleryFigure {
  private static let most = 40
  private static let side = 126.0

  /// - `title`: What the images are.
  /// - `notes`: The notes below them.
  /// - `items`: The images with their captions.
  /// - `blank`: The normalised value of a pixel of 0.
  /// - `full`: The normalised value of a pixel of 255.
  package static func figure(
    title: String, notes: [String] = [], _ items: [Gallery.Item], blank: Double, full: Double
  ) -> Figure {
    let scale = Scale(blank: blank, full: (full - blank).magnitude)
    let panels = items.prefix(most).map { item -> Drawing in
      let plane = item.plane
      let rgb = RGBImage(item.planes, blank: blank, full: full)
      let panel = MapPanel(
        title: "", plane: plane, shade: rgb.map { .rgb($0) } ?? .ink(scale),
        cell: MapPanel.cell(plane, width: side, height: side), hasRulers: false
      ).drawing
      let caption = Drawing.text(item.caption, width: side, size: 9)
      // All have the same height and width, so that rows are straight.
      let both = panel.above(caption, gap: 4)
      return Drawing(width: side, height: max(both.height, side + 18), marks: both.marks)
    }
    let rest = items.count > most ? ["\(most) of \(items.count) are shown."] : []
    return Figure(title: title, notes: notes + rest, drawing: .flow(panels, gap: 20))
  }
}
