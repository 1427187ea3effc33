/// What the marks of a picture mean, in words: the ramp of characters, or a bar of the colours
/// with the numbers at its ends.
enum Legend {
  /// What a place at the background's value looks like.
  static func blank(_ marks: Style.Marks) -> String { marks.areBlocks ? "white" : "' '" }

  /// The ramps for both signs, in one line or two.
  static func ramp(width: Int) -> TextBlock {
    func part(_ word: String, _ marks: [UInt8], _ ink: Ink) -> TextBlock {
      TextBlock(word).beside(TextBlock(Ramp.spaced(marks), ink))
    }
    let parts = [part("above", Ramp.above, .above), part("below", Ramp.below, .below)]
    return .flow(parts, width: width, gap: 5)
  }

  /// The same in fewer columns, with the meaning of a space.
  static func shortRamp(_ note: String, width: Int) -> TextBlock {
    TextBlock.wrapped("\(Ramp.shortLegend)  \(note)", width: width, hanging: 2).withRampsInked
  }

  /// The colours from lowest to highest, with the values at the ends: `-0.755 ... 0.403`.
  ///
  /// - `ends`: Texts that replace these values.
  static func bar(
    _ scale: Scale, tone: Tint.Tone = .signed, ends: (low: String, high: String)? = nil
  ) -> TextBlock {
    let steps = Ramp.above.count
    let low = tone == .ink ? 0 : -steps
    let cells = (low...steps).map { step -> Glyph in
      let value = Double(step) / Double(steps)
      return Glyph(Ramp.mark(value), tint: Tint(upper: value, lower: value, tone: tone))
    }
    let lowest = tone == .ink ? scale.blank : scale.blank - scale.full
    let left = ends?.low ?? Numbers.compact(lowest)
    let right = ends?.high ?? Numbers.compact(scale.blank + scale.full)
    return TextBlock(rows: [Glyph.text(left + " ") + cells + Glyph.text(" " + right)])
  }
}

extension TextBlock {
  /// The block with any ramps in the inks of their signs.
  var withRampsInked: TextBlock {
    inked(String(decoding: Ramp.above, as: UTF8.self), .above)
      .inked(String(decoding: Ramp.below, as: UTF8.self), .below)
  }
}
