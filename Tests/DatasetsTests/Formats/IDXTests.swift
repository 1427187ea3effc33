import ConvNet
import Datasets
import TestSupport
import Testing

@Suite struct IDXTests {
  @Test func `images and labels come as the files have them`() throws {
    let data = try SmallMNIST().load()
    #expect(data.train.imageShape.extents == [1, 2, 3])
    #expect(data.train.pixels == SmallMNIST.trainPixels(Array(0..<6)))
    #expect(data.train.labels == SmallMNIST.trainLabels)
    #expect(data.test.pixels == Array(100..<118))
    #expect(data.test.labels == SmallMNIST.testLabels)
  }

  @Test func `a file cut off at any byte is refused there`() throws {
    let whole = SmallMNIST()
    let folder = try TemporaryFolder()
    for count in whole.trainImages.indices {
      try whole.write(to: folder)
      try folder.write(Array(whole.trainImages.prefix(count)), to: "train-images-idx3-ubyte")
      let error = #expect(throws: DatasetError.self) { try MNIST.load(folder: folder.path) }
      #expect(error?.problem == (count == 0 ? .empty : cutOff(count, header: 16, total: 52)))
      #expect(error?.file?.hasSuffix("/train-images-idx3-ubyte") == true)
    }
    for count in whole.testLabels.indices {
      try whole.write(to: folder)
      try folder.write(Array(whole.testLabels.prefix(count)), to: "t10k-labels-idx1-ubyte")
      let error = #expect(throws: DatasetError.self) { try MNIST.load(folder: folder.path) }
      #expect(error?.problem == (count == 0 ? .empty : cutOff(count, header: 8, total: 11)))
    }
  }

  private func cutOff(_ count: Int, header: Int, total: Int) -> DatasetError.Problem {
    .cutOff(expected: count < header ? header : total, found: count)
  }

  @Test func `a file with a byte too many is refused`() throws {
    var data = SmallMNIST()
    data.trainLabels.append(0)
    #expect(try data.problem()?.problem == .tooLong(expected: 14, found: 15))
  }

  @Test func `swapped files are told by their magic numbers`() throws {
    var data = SmallMNIST()
    swap(&data.testImages, &data.testLabels)
    let error = try #require(try data.problem())
    #expect(error.problem == .idx(.wrongMagic(expected: 2_051, found: 2_049)))
    #expect(error.place == .byte(0))
  }

  @Test(arguments: [
    [Int(UInt32.max), 2, 3], [6, Int(UInt32.max), Int(UInt32.max)],
    [Int(UInt32.max), Int(UInt32.max), Int(UInt32.max)], [1 << 30, 1, 2],
  ])
  func `extents beyond all bounds are refused before anything is allocated`(
    _ extents: [Int]
  ) throws {
    var data = SmallMNIST()
    data.trainImages = SmallMNIST.header(count: extents[0], rows: extents[1], columns: extents[2])
    let error = try #require(try data.problem())
    #expect(error.problem == .tooLarge(extents: extents, maximumBytes: 1 << 30))
  }

  @Test func `an extent of zero is named`() throws {
    for (extents, offset, what) in [
      ([0, 2, 3], 4, "images"), ([6, 0, 3], 8, "rows"), ([6, 2, 0], 12, "columns"),
    ] {
      var data = SmallMNIST()
      data.trainImages = SmallMNIST.header(count: extents[0], rows: extents[1], columns: extents[2])
      let error = try #require(try data.problem())
      #expect(error.problem == .nothingInIt(what: what))
      #expect(error.place == .byte(offset))
    }
  }

  @Test func `a label above 9 is a class of its own, unless the data set names its classes`() throws
  {
    var data = SmallMNIST()
    data.trainLabels[8 + 4] = 10
    #expect(try data.load().train.classNames.count == 11)
    let folder = try TemporaryFolder()
    try data.write(to: folder)
    let error = #expect(throws: DatasetError.self) { try FashionMNIST.load(folder: folder.path) }
    #expect(error?.problem == .labelOutOfRange(label: 10, item: 4, classes: 10))
    #expect(error?.place == .byte(12))
  }

  @Test func `as many labels as images are asked for`() throws {
    var data = SmallMNIST()
    data.testLabels = SmallMNIST.labels([1, 2])
    let problem = try #require(try data.problem()).problem
    guard case .countsDiffer(images: 3, labels: 2, let file) = problem else {
      Issue.record("found \(problem)")
      return
    }
    #expect(file.hasSuffix("/t10k-labels-idx1-ubyte"))
  }

  @Test func `training and test images of two sizes are refused`() throws {
    var data = SmallMNIST()
    data.testImages = SmallMNIST.images(count: 3, rows: 3, columns: 3)
    let problem = try #require(try data.problem()).problem
    guard case .sizesDiffer(expected: "2x3", found: "3x3", _) = problem else {
      Issue.record("found \(problem)")
      return
    }
  }

  @Test func `random damage is an error or another dataset, never a crash`() throws {
    var random = ByteDamage(seed: 1)
    let folder = try TemporaryFolder()
    let whole = SmallMNIST()
    try whole.write(to: folder)
    var refused = 0
    for round in 0..<2_000 {
      let (name, bytes) =
        round % 2 == 0
        ? ("train-images-idx3-ubyte", whole.trainImages)
        : ("train-labels-idx1-ubyte", whole.trainLabels)
      try folder.write(random.damaging(bytes), to: name)
      do {
        let train = try MNIST.load(folder: folder.path).train
        #expect(train.labels.allSatisfy { $0 < train.classNames.count })
        #expect(train.pixels.count == train.count * train.imageShape.count)
      } catch {
        refused += 1
      }
      try folder.write(bytes, to: name)
    }
    #expect(refused > 500)
  }
}
