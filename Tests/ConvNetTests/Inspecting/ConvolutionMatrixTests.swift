import ConvNet
import Testing

/// The rules of a convolution as products of matrices, in random geometries.
@Suite struct ConvolutionMatrixTests {
  @Test(arguments: 1...24)
  func `the product of the matrices is what the places hold`(_ seed: Int) throws {
    let trainer = try RandomConvolutions.trainer(seed)
    #expect(trainer.matrixPlaces.count == 6)
    for whole in trainer.matrixPlaces {
      let samples = whole.quantity == "d_filters" ? 1 : trainer.step.count
      for sample in 0..<samples {
        let place = trainer.place(whole, ofSample: sample)
        let matrices = try #require(try trainer.matrices(of: place))
        let (left, right) = (matrices.left, matrices.right)
        #expect(left.columns == right.rows)
        #expect(matrices.product.rows == left.rows && matrices.product.columns == right.columns)
        // The product from the numbers of its factors.
        for row in 0..<left.rows {
          for column in 0..<right.columns {
            var sum: Float = 0
            for inner in 0..<left.columns { sum += left[row, inner] * right[inner, column] }
            let isSame = sum.bitPattern == matrices.product[row, column].bitPattern
            #expect(isSame)
          }
        }
        let stored = try trainer.values(place).values
        let result = numbers(matrices.result)
        let isStored = identical(numbers(matrices.stored), stored)
        let isByLoops = identical(numbers(matrices.loops), stored)
        #expect(isStored && isByLoops, "\(place)")
        if matrices.rule == .inputGradient {
          let distance = relativeDistance(result.map(Double.init), stored.map(Double.init))
          #expect(distance < 1e-6, "\(place)")
        }
        if matrices.rule != .inputGradient || matrices.geometry.filters == 1 {
          let isSame = identical(result, stored)
          #expect(isSame, "\(place)")
        }
      }
    }
  }

  @Test(arguments: [3, 8, 15])
  func `the position of a single number is where it is stored`(_ seed: Int) throws {
    let trainer = try RandomConvolutions.trainer(seed)
    for whole in trainer.matrixPlaces {
      let tensor = try trainer.values(whole)
      for offset in stride(from: 0, to: tensor.shape.count, by: 7) {
        let place = Place(
          layer: whole.layer, quantity: whole.quantity, indices: tensor.shape.indices(at: offset))
        let matrices = try #require(try trainer.matrices(of: place))
        let position = try #require(matrices.position)
        let isSame = matrices.stored[position.row, position.column] == tensor.values[offset]
        #expect(isSame, "\(place)")
        let sum = matrices.sources(row: position.row, column: position.column)
          .reduce(Float(0)) { $0 + matrices.product[$1.row, $1.column] }
        if matrices.rule == .inputGradient {
          let isSum = sum == matrices.result[position.row, position.column]
          #expect(isSum, "\(place)")
        }
      }
    }
  }

  @Test func `only out, d_filters and d_in of a convolution are products of matrices`() throws {
    let trainer = try RandomConvolutions.trainer(1)
    for place in ["conv1.filters", "conv1.d_out", "tanh.out", "fc.d_in", "image", "loss"] {
      #expect(try trainer.matrices(of: Place(parsing: place)) == nil)
    }
    #expect(throws: PlaceError.self) { try trainer.matrices(of: Place(parsing: "conv1.out[99]")) }
    #expect(throws: PlaceError.self) { try trainer.matrices(of: Place(parsing: "conv9.out")) }
  }

  private func numbers(_ matrix: NumberMatrix<Float>) -> [Float] {
    (0..<matrix.rows).flatMap { row in (0..<matrix.columns).map { matrix[row, $0] } }
  }
}
