import ConvNet
import Testing

/// The gradient of an input as a convolution with rotated filters, in random geometries.
@Suite struct RotatedFilterTests {
  @Test(arguments: 1...24)
  func `the products below the rotated filters are the terms of the explanation`(
    _ seed: Int
  ) throws {
    let trainer = try RandomConvolutions.trainer(seed)
    for layer in ["conv1", "conv2"] {
      let whole = Place(layer: layer, quantity: "d_in")
      let shape = try trainer.values(whole).shape
      for offset in 0..<shape.count {
        let place = Place(layer: layer, quantity: "d_in", indices: shape.indices(at: offset))
        let explanation = try trainer.explain(place)
        guard case .sum(let terms, columns: 1) = explanation.arithmetic,
          let rotated = explanation.rotated
        else {
          Issue.record("\(place) is a sum of products of rotated filters")
          return
        }
        var drawn: [String: UInt32] = [:]
        for filter in 0..<rotated.count {
          let products = rotated.products(filter: filter)
          let cells = rotated.rows.flatMap { row in rotated.columns.map { (row, $0) } }
          #expect(products.count == cells.count)
          for (product, (row, column)) in zip(products, cells) {
            let origin = rotated.origin(row: row, column: column)
            #expect((product == nil) == (origin == nil))
            guard let product, let origin else { continue }
            drawn["\(filter): (\(origin.row),\(origin.column))"] = product.bitPattern
            // The map is d_out.
            let map = rotated.map(of: filter)
            let gradient = try trainer.values(
              Place(
                layer: map.layer, quantity: map.quantity,
                indices: map.indices + [origin.row, origin.column]))
            let isSame =
              rotated.gradient(filter: filter, row: row, column: column)
              == gradient.values[0]
            #expect(isSame)
          }
        }
        let listed = Dictionary(
          uniqueKeysWithValues: terms.map { ($0.label, $0.arithmetic.evaluate().bitPattern) })
        let areSame = drawn == listed
        #expect(areSame, "\(place)")
      }
    }
  }
}
