/// The colours that stand for numbers: blue below the background, white on it, orange above. Both
/// sides are equally light, so that a print without colours can be read.
package enum PaperPalette {
  /// From the background to full scale, in equal steps; both sides are equally light at each.
  private static let above: [(Double, Double, Double)] = [
    (255, 255, 255), (255, 222, 190), (250, 176, 112), (224, 118, 42), (168, 70, 6), (102, 40, 4),
  ]
  private static let below: [(Double, Double, Double)] = [
    (255, 255, 255), (208, 233, 251), (152, 200, 240), (84, 155, 217), (40, 108, 172),
    (18, 62, 110),
  ]

  /// The colour of a number in units of full scale; NaN is grey.
  package static func diverging(_ value: Double) -> Colour {
    guard !value.isNaN else { return .missing }
    return mixed(value < 0 ? below : above, at: min(1, value.magnitude))
  }

  /// Ink on paper: 0 is white, 1 is black. NaN is blue, because grey is a valid value.
  package static func ink(_ value: Double) -> Colour {
    guard !value.isNaN else { return .below }
    return mixed([(255, 255, 255), (0, 0, 0)], at: min(1, max(0, value)))
  }

  private static func mixed(_ stops: [(Double, Double, Double)], at share: Double) -> Colour {
    let place = share * Double(stops.count - 1)
    let index = min(stops.count - 2, Int(place))
    let (a, b, t) = (stops[index], stops[index + 1], place - Double(index))
    func mix(_ a: Double, _ b: Double) -> UInt8 {
      UInt8(min(255, max(0, (a + (b - a) * t).rounded())))
    }
    return Colour(red: mix(a.0, b.0), green: mix(a.1, b.1), blue: mix(a.2, b.2))
  }
}

extension Colour {
  /// Its perceived lightness, from 0 to 255.
  var lightness: Double {
    0.299 * Double(red) + 0.587 * Double(green) + 0.114 * Double(blue)
  }

  /// A text colour that is readable on it.
  var readable: Colour { lightness < 140 ? .white : .black }
}
