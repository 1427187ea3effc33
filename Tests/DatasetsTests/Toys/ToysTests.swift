import ConvNet
import Datasets
import Testing

@Suite struct ToysTests {
  @Test func `the toy has four raw images of two classes`() throws {
    let toy = try Toys.load()
    #expect(toy.source == .made)
    #expect(toy.train.count == 4)
    #expect(toy.train.labels == [0, 1, 1, 1])
    #expect(toy.train.classNames == ["0", "1"])
    #expect(toy.train.normalisation == .raw)
    #expect(toy.train.imageShape.extents == [1, 6, 6])
    #expect(toy.test.pixels == toy.train.pixels)
  }

  @Test func `the lab's second image is the first moved down by a row`() throws {
    #expect(try ones(of: 1) == [[0, 4], [2, 4], [4, 4]])
    #expect(try ones(of: 2) == [[1, 4], [3, 4], [5, 4]])
  }

  @Test func `the last image is the lab's first moved by a column`() throws {
    #expect(try ones(of: 3) == [[0, 3], [2, 3], [4, 3]])
  }

  @Test func `pooling hides the step of a row for every filter, that of a column seldom`() throws {
    var random = RandomSource(seed: 6)
    var sameAfterColumn = 0
    let images = try (1...3).map { Array(try Toys.load().train.rawImage($0)).map(Double.init) }
    for _ in 0..<1_000 {
      let filter = (0..<9).map { _ in Double.random(in: -1...1, using: &random) }
      let pooled = images.map { pool(convolve($0, filter)) }
      #expect(pooled[0] == pooled[1])
      if pooled[0] == pooled[2] { sameAfterColumn += 1 }
    }
    #expect((50...200).contains(sameAfterColumn))
  }

  @Test func `the toy can be selected from, too`() throws {
    let toy = try Toys.load(Selection(train: 1, holdout: 2))
    #expect(toy.test.labels == [1, 1])
    #expect(toy.isTestHeldOut)
    #expect(throws: DatasetError(.unknownClass(2, known: 2))) {
      try Toys.load(Selection(only: [2]))
    }
  }

  private func ones(of index: Int) throws -> [[Int]] {
    try Toys.load().train.rawImage(index).enumerated()
      .compactMap { $0.element == 1 ? [$0.offset / 6, $0.offset % 6] : nil }
  }

  /// The 4x4 map of a 3x3 filter over a 6x6 image.
  private func convolve(_ image: [Double], _ filter: [Double]) -> [Double] {
    var map = [Double](repeating: 0, count: 16)
    for place in 0..<16 {
      for tap in 0..<9 {
        let (row, column) = (place / 4 + tap / 3, place % 4 + tap % 3)
        map[place] += image[row * 6 + column] * filter[tap]
      }
    }
    return map
  }

  /// The maximum of each 2x2 window of a 4x4 map.
  private func pool(_ map: [Double]) -> [Double?] {
    [0, 2, 8, 10].map { corner in [0, 1, 4, 5].map { map[corner + $0] }.max() }
  }
}
