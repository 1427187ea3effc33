package import ConvNet

/// A map that is computed one value after another, up to the latest value.
package enum FillingMap {
  /// The whole map; values that are not computed yet are shown as `_`.
  ///
  /// - `title`: The title: `conv.out[0] so far`.
  /// - `computed`: How many values have been computed so far, row by row; the others are ignored.
  /// - `blank`: What a space stands for.
  package static func block(
    _ title: String, _ map: Tensor<some Scalar>, computed: Int, blank: Double, width: Int,
    height: Int, marks: Style.Marks = .characters
  ) -> TextBlock {
    let plane = Plane(map)
    let known = Plane(rows: 1, columns: computed, values: Array(plane.values.prefix(computed)))
    let scale = Scale(blank: blank, fitting: [known])
    let picture = MapBoxes(
      boxes: [.init(title: nil, plane: plane, computed: computed)], crop: plane.whole, scale: scale,
      marks: marks
    ).overview(width: width, height: height - 2)
    let background = "\(Legend.blank(marks)) is \(Numbers.compact(blank))"
    let missing = computed < plane.values.count ? "_ not yet   " : ""
    let legend =
      marks.areBlocks
      ? TextBlock.flow(
        [Legend.bar(scale), TextBlock(missing + background)], width: width, gap: 3)
      : .wrapped(
        "\(missing)\(background)  full scale \(Numbers.compact(scale.full))", width: width)
    return .stacked([.wrapped(title, width: width), picture, legend])
  }
}
