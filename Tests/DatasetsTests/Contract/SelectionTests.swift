import ConvNet
import Datasets
import Testing

@Suite struct SelectionTests {
  // Training labels 3 1 4 1 5 0, test labels 1 0 9.
  private let small = SmallMNIST()

  @Test func `train and test keep the first so many`() throws {
    let data = try small.load(Selection(train: 2, test: 1))
    #expect(data.train.pixels == SmallMNIST.trainPixels([0, 1]))
    #expect(data.train.labels == [3, 1])
    #expect(data.test.labels == [1])
    #expect(data.available == (6, 3))
    #expect(!data.isTestHeldOut)
  }

  @Test func `held-out images follow those kept for training`() throws {
    let data = try small.load(Selection(train: 2, holdout: 3))
    #expect(data.train.pixels == SmallMNIST.trainPixels([0, 1]))
    #expect(data.test.pixels == SmallMNIST.trainPixels([2, 3, 4]))
    #expect(data.test.labels == [4, 1, 5])
    #expect(data.isTestHeldOut)
  }

  @Test func `without train the last images are held out`() throws {
    let data = try small.load(Selection(holdout: 2))
    #expect(data.train.labels == [3, 1, 4, 1])
    #expect(data.test.labels == [5, 0])
  }

  @Test func `only filters before anything is counted, and keeps the order of the classes`() throws
  {
    let data = try small.load(Selection(train: 2, only: [1, 0]))
    #expect(data.train.pixels == SmallMNIST.trainPixels([1, 3]))
    #expect(data.train.classes == [1, 0])
    #expect(data.test.labels == [1, 0])
    let held = try small.load(Selection(train: 1, holdout: 2, only: [1, 0]))
    #expect(held.train.pixels == SmallMNIST.trainPixels([1]))
    #expect(held.test.pixels == SmallMNIST.trainPixels([3, 5]))
    #expect(held.test.classes == [1, 0])
  }

  @Test func `all classes stay where none is named`() throws {
    #expect(try small.load().train.classes == Array(0...9))
  }

  @Test func `from a file and from memory the same images are selected`() throws {
    let all = try small.load()
    for selection in [
      .all, Selection(train: 2, test: 1), Selection(train: 2, holdout: 3), Selection(holdout: 2),
      Selection(train: 1, holdout: 1, only: [1, 0]), Selection(test: 1, only: [0, 1]),
    ] {
      let fromFile = try small.load(selection)
      let fromMemory = try selection.applied(to: (all.train, all.test))
      #expect(fromFile.train.pixels == fromMemory.train.pixels)
      #expect(fromFile.train.labels == fromMemory.train.labels)
      #expect(fromFile.train.classes == fromMemory.train.classes)
      #expect(fromFile.test.pixels == fromMemory.test.pixels)
      #expect(fromFile.test.labels == fromMemory.test.labels)
    }
  }

  @Test(arguments: [
    (
      Selection(train: 7),
      DatasetError.Problem.tooManyAsked(.train, asked: 7, available: 6, isSample: false)
    ),
    (Selection(test: 4), .tooManyAsked(.test, asked: 4, available: 3, isSample: false)),
    (
      Selection(train: 4, holdout: 3),
      .tooManyAsked(.holdout, asked: 3, available: 2, isSample: false)
    ),
    (Selection(holdout: 6), .tooManyAsked(.holdout, asked: 6, available: 5, isSample: false)),
    (
      Selection(train: 4, only: [0, 1]),
      .tooManyAsked(.train, asked: 4, available: 3, isSample: false)
    ),
    (
      Selection(train: 6, holdout: 1),
      .tooManyAsked(.holdout, asked: 1, available: 0, isSample: false)
    ),
    (Selection(train: 0), .notPositive(.train, 0)),
    (Selection(test: -1), .notPositive(.test, -1)),
    (Selection(holdout: 0), .notPositive(.holdout, 0)),
    (Selection(test: 1, holdout: 1), .twoTestSets),
    (Selection(only: []), .noClassNamed),
    (Selection(only: [1, 0, 1]), .classTwice(1)),
    (Selection(only: [1, 10]), .unknownClass(10, known: 10)),
    (Selection(only: [-1]), .unknownClass(-1, known: 10)),
    (Selection(only: [7]), .noneLeft(.train)),
    (Selection(only: [3]), .noneLeft(.test)),
    (
      Selection(train: .max, holdout: .max),
      .tooManyAsked(.train, asked: .max, available: 6, isSample: false)
    ),
    (Selection(holdout: .max), .tooManyAsked(.holdout, asked: .max, available: 5, isSample: false)),
  ])
  func `what cannot be had is refused`(_ selection: Selection, _ problem: DatasetError.Problem)
    throws
  {
    #expect(try small.problem(selection)?.problem == problem)
  }

  @Test func `classes without test images can be held out from the training images`() throws {
    let data = try small.load(Selection(holdout: 1, only: [4, 5]))
    #expect(data.train.labels == [4])
    #expect(data.test.labels == [5])
  }

  @Test func `too large a request of the sample knows that it is one`() throws {
    let error = #expect(throws: DatasetError.self) { try MNIST.bundled(Selection(train: 5_000)) }
    #expect(
      error == DatasetError(.tooManyAsked(.train, asked: 5_000, available: 2_000, isSample: true)))
  }
}
