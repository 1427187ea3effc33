/// Pictures of one size side by side, with true row and column numbers.
struct MapBoxes {
  struct Box {
    var title: String?
    let plane: Plane
    /// How many rows and columns of the first box correspond to one of this box.
    var stride = 1
    /// The scale of this box, if it has its own.
    var scale: Scale?
    var tone = Tint.Tone.signed
    /// How many of its values are computed so far; `nil` for all.
    var computed: Int?
  }

  let boxes: [Box]
  /// The part that is shown, in coordinates of a box of stride 1.
  let crop: Crop
  let scale: Scale

  /// The number of columns between two boxes.
  var gap = 2

  private static let margin = 3

  /// From two columns per place down to one column for two places.
  private static let zooms =
    [Zoom.full, .half] + [(5, 4), (4, 3), (3, 2), (2, 1)].map(Zoom.init)

  /// Whether all boxes fit side by side at one column per place.
  func fitsOneBand(width: Int) -> Bool { perBand(.half, width: width) >= boxes.count }

  /// All boxes side by side, at two columns per place or else one. If they do not fit, they are put
  /// in several bands; if one of them is too wide by itself, it is drawn as large as possible.
  func block(width: Int, maxHeight: Int = 28) -> TextBlock {
    let isRoomy =
      fits(.full, width: width) && perBand(.full, width: width) >= boxes.count
      && Zoom.full.height(crop.rows.count) <= maxHeight
    return bands(
      zoom: isRoomy ? .full : widest(from: .half, width: width), width: width,
      areRulersRepeated: true)
  }

  /// Whether a picture fits the width.
  private func fits(_ zoom: Zoom, width: Int) -> Bool {
    zoom.width(crop.columns.count) + MapBoxes.margin <= width
  }

  /// The largest zoom, from one on, at which a picture fits the width.
  private func widest(from first: Zoom, width: Int) -> Zoom {
    let zooms = [first] + MapBoxes.zooms.filter { $0.cells > first.cells * $0.characters }
    let columns = max(1, width - MapBoxes.margin)
    return zooms.first { fits($0, width: width) }
      ?? Zoom(cells: (crop.columns.count + columns - 1) / columns, characters: 1)
  }

  /// All boxes, as large as they can be for the screen to hold them together.
  func overview(width: Int, height: Int) -> TextBlock {
    let zoom = MapBoxes.zooms.first { zoom in
      guard fits(zoom, width: width) else { return false }
      let perBand = perBand(zoom, width: width)
      let bands = (boxes.count + perBand - 1) / perBand
      return bands * (zoom.height(crop.rows.count) + 1) + 1 <= height
    }
    return bands(
      zoom: zoom ?? widest(from: Zoom(cells: 3, characters: 2), width: width), width: width)
  }

  /// The width of a box: that of its picture, or of its title if that is wider.
  private func pitch(_ zoom: Zoom) -> Int {
    max(zoom.width(crop.columns.count), boxes.compactMap(\.title?.count).max() ?? 0)
  }

  private func perBand(_ zoom: Zoom, width: Int) -> Int {
    max(1, (width - MapBoxes.margin + gap) / (pitch(zoom) + gap))
  }

  private func bands(zoom: Zoom, width: Int, areRulersRepeated: Bool = false) -> TextBlock {
    let perBand = perBand(zoom, width: width)
    let bands = boxes.chunks(of: perBand).map { boxes in
      band(
        Array(boxes), zoom: zoom, hasRuler: boxes.startIndex == 0 || areRulersRepeated)
    }
    return TextBlock.stacked(bands).clipped(to: width)
  }

  private func band(_ boxes: [Box], zoom: Zoom, hasRuler: Bool) -> TextBlock {
    let width = pitch(zoom)
    var titles = ""
    var rulers = ""
    var pictures = TextBlock()
    for (index, box) in boxes.enumerated() {
      let raster = raster(box, zoom: zoom)
      let start = MapBoxes.margin + index * (width + gap)
      pictures =
        index == 0
        ? raster.rowRuler.beside(raster.block, gap: 1)
        : pictures.beside(raster.block, gap: start - pictures.width)
      titles = appended(titles, box.title ?? "", at: start, width: width)
      rulers = appended(rulers, raster.columnRuler, at: start, width: width)
    }
    let heads = (boxes.contains { $0.title != nil } ? [titles] : []) + (hasRuler ? [rulers] : [])
    return TextBlock(heads).above(pictures)
  }

  private func raster(_ box: Box, zoom: Zoom) -> Raster {
    let rows = crop.rows.lowerBound / box.stride..<up(crop.rows.upperBound, box.stride)
    let columns = crop.columns.lowerBound / box.stride..<up(crop.columns.upperBound, box.stride)
    return Raster(
      plane: box.plane, crop: Crop(rows: rows, columns: columns), scale: box.scale ?? scale,
      zoom: zoom.magnified(box.stride), tone: box.tone,
      computed: box.computed)
  }

  private func up(_ value: Int, _ unit: Int) -> Int { (value + unit - 1) / unit }

  private func appended(_ line: String, _ text: String, at start: Int, width: Int) -> String {
    line.padded(to: start, gap: 0) + text.prefix(width)
  }
}
