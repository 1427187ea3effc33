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

  var marks = Style.Marks.characters

  /// The number of columns between two boxes.
  var gap = 2

  private static let margin = 3

  /// From two columns per place down to one column for two places.
  private static let zooms =
    [Zoom.full, .half] + [(5, 4), (4, 3), (3, 2), (2, 1)].map(Zoom.init)

  /// Whether all boxes fit side by side at one column per place.
  func fitsOneBand(width: Int) -> Bool { perBand(.half, width: width) >= boxes.count }

  /// Whether all boxes fit side by side at two columns per place or more, with some rows of text.
  func fitsLarge(width: Int, text: Int) -> Bool {
    large(width: width, height: height(0, besides: text)) != nil
  }

  /// All boxes side by side, at two columns per place or else one. If they do not fit, they are put
  /// in several bands; if one of them is too wide by itself, it is drawn as large as possible.
  ///
  /// - Parameters:
  ///   - width: The width of the screen in columns.
  ///   - maxHeight: How many rows a box may have at two columns per place, in a picture of the usual
  ///     size.
  ///   - text: How many rows of text the picture has besides.
  /// - Returns: The picture.
  func block(width: Int, maxHeight: Int, text: Int) -> TextBlock {
    let zoom = large(width: width, height: height(maxHeight, besides: text))
    return bands(
      zoom: zoom ?? widest(from: .half, width: width), width: width, areRulersRepeated: true)
  }

  /// How many rows a box may have: those of a picture of the usual size, or more if there is room.
  private func height(_ usual: Int, besides text: Int) -> Int {
    max(usual, (marks.room ?? 0) - text - (hasTitles ? 2 : 1))
  }

  private var hasTitles: Bool { boxes.contains { $0.title != nil } }

  /// The largest zoom, from two columns per place on, at which all boxes fit side by side.
  private func large(width: Int, height: Int) -> Zoom? {
    (larger + [.full]).first { zoom in
      fits(zoom, width: width) && perBand(zoom, width: width) >= boxes.count
        && zoom.height(crop.rows.count) <= height
    }
  }

  /// The zooms for a picture that may be larger than usual.
  private var larger: [Zoom] { marks.room == nil ? [] : Zoom.larger(marks) }

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
    bands(zoom: overviewZoom(width: width, height: height), width: width)
  }

  /// The zoom of the overview.
  func overviewZoom(width: Int, height: Int) -> Zoom {
    let zoom = (larger + MapBoxes.zooms).first { zoom in
      guard fits(zoom, width: width) else { return false }
      let perBand = perBand(zoom, width: width)
      let bands = (boxes.count + perBand - 1) / perBand
      return bands * (zoom.height(crop.rows.count) + 1) + 1 <= height
    }
    return zoom ?? widest(from: Zoom(cells: 3, characters: 2), width: width)
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
      if index == 0 { pictures = raster.rowRuler }
      pictures = pictures.beside(raster.block, gap: start - pictures.width, edges: marks)
      titles = appended(titles, box.title ?? "", at: start, width: width)
      rulers = appended(rulers, raster.columnRuler, at: start, width: width)
    }
    let heads = (hasTitles ? [titles] : []) + (hasRuler ? [rulers] : [])
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
