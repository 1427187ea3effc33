import ConvNet
import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct MNISTTests {
  @Test func `the bundled sample has 2,000 and 1,000 digits of every class`() throws {
    let sample = try MNIST.bundled()
    #expect(sample.source == .bundled)
    #expect(sample.available == (2_000, 1_000))
    #expect(sample.train.imageShape.extents == [1, 28, 28])
    #expect(sample.train.labels.prefix(10) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    #expect(sample.test.labels.prefix(5) == [7, 2, 1, 0, 4])
    #expect(sample.train.counts == [191, 220, 198, 191, 214, 180, 200, 224, 172, 210])
    #expect(sample.train.classNames == (0...9).map { "\($0)" })
    #expect(sample.train.normalisation == .centred)
  }

  @Test(.enabled(if: Fixtures.hasMNIST, "the files of MNIST are not beside the checkout"))
  func `the whole of MNIST is read, and the sample is its beginning`() throws {
    let all = try MNIST.load(folder: Fixtures.mnist.path)
    #expect(all.source == .folder(Fixtures.mnist.path))
    #expect(all.train.count == 60_000)
    #expect(all.test.count == 10_000)

    let sample = try MNIST.bundled()
    let first = try MNIST.load(folder: Fixtures.mnist.path, Selection(train: 2_000, test: 1_000))
    #expect(first.available == (60_000, 10_000))
    for (mine, theirs) in [(sample.train, first.train), (sample.test, first.test)] {
      #expect(mine.pixels == theirs.pixels)
      #expect(mine.labels == theirs.labels)
    }
    #expect(all.train.pixels.starts(with: sample.train.pixels))
  }

  @Test(.enabled(if: Fixtures.hasMNIST, "the files of MNIST are not beside the checkout"))
  func `zeros and ones alone are 12,665 and 2,115`() throws {
    let lab = try MNIST.load(folder: Fixtures.mnist.path, Selection(only: [0, 1]))
    #expect(lab.train.count == 12_665)
    #expect(lab.test.count == 2_115)
  }

  @Test func `every usual spelling of the file names is found`() throws {
    for ending in ["", ".gz"] {
      let folder = try TemporaryFolder()
      let data = SmallMNIST()
      try folder.write(data.trainImages, to: "train-images.idx3-ubyte" + ending)
      try folder.write(data.trainLabels, to: "train-labels.idx1-ubyte" + ending)
      try folder.write(data.testImages, to: "t10k-images-idx3-ubyte" + ending)
      try folder.write(data.testLabels, to: "t10k-labels.idx1-ubyte" + ending)
      #expect(try MNIST.load(folder: folder.path).available == (6, 3))
    }
  }

  @Test func `the search takes the first folder that has the files`() throws {
    let (empty, full) = (try TemporaryFolder(), try TemporaryFolder())
    try SmallMNIST().write(to: full)
    let found = try MNIST.find(in: ["/no/such/folder", empty.path, full.path])
    #expect(found.source == .folder(full.path))
    #expect(found.train.count == 6)
  }

  @Test func `the search ends with the bundled sample`() throws {
    let empty = try TemporaryFolder()
    #expect(try MNIST.find(in: [empty.path], Selection(train: 5)).source == .bundled)
  }

  @Test func `half a dataset is an error, not a reason to take another`() throws {
    let folder = try TemporaryFolder()
    try folder.write(SmallMNIST().trainImages, to: "train-images-idx3-ubyte")
    let error = #expect(throws: DatasetError.self) { try MNIST.find(in: [folder.path]) }
    #expect(
      error?.problem
        == .filesMissing(
          ["train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"],
          of: "the four files of MNIST's format", mayBePacked: true))
  }

  @Test func `a folder that is not there, or is a file, is an error`() throws {
    let missing = #expect(throws: DatasetError.self) { try MNIST.load(folder: "/no/such/folder") }
    #expect(missing?.problem == .cannotOpen(reason: "there is no such folder"))
    let folder = try TemporaryFolder()
    try folder.write([1], to: "file")
    let file = #expect(throws: DatasetError.self) { try MNIST.load(folder: folder.path + "/file") }
    #expect(file?.problem == .notAFolder)
  }

  @Test func `damage behind the images asked for is found all the same`() throws {
    var data = SmallMNIST()
    data.trainImages = GzipWriter.pack(data.trainImages)
    data.trainImages[data.trainImages.count - 8] ^= 1
    #expect(
      try data.problem(Selection(train: 1))?.problem
        == .gzip(.corrupt(reason: "incorrect data check")))
  }
}
