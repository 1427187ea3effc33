import Datasets
import TestSupport
import Testing

@testable import ConvNet

/// Images in tables of text: how they are read, and what is wrong with them.
@Suite struct TableImagesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func load(_ text: String, as name: String = "a.csv") throws -> LoadedDataset {
    try folder.write(Array(text.utf8), to: name)
    return try OwnImages.load("\(folder.path)/\(name)")
  }

  private func fault(_ text: String) throws -> DatasetError? {
    do {
      _ = try load(text)
      return nil
    } catch let error as DatasetError {
      return error
    }
  }

  @Test(
    arguments: [
      "1,10,20,30,40\n0,1,2,3,255\n",
      "label,1x1,1x2,2x1,2x2\r\n1,10,20,30,40\r\n\r\n0,1,2,3,255",
      "pixel1;pixel2;pixel3;pixel4;class\n10;20;30;40;1\n1;2;3;255;0\n",
      "\u{FEFF}\"label\",\"a\",\"b\",\"c\",\"d\"\n\"1\", 10 ,20.0,3e1,40\n0,1,2,3,255\n",
      "1\t10\t20\t30\t40\n0\t1\t2\t3\t255\n",
    ] as [Hostile])
  func `a label and pixels, in any of the usual dresses`(_ text: Hostile) throws {
    let data = try load(text.text)
    #expect(data.train.pixels + data.test.pixels == [10, 20, 30, 40, 1, 2, 3, 255])
    #expect(data.train.labels + data.test.labels == [1, 0])
    #expect(data.train.pixelShape == Shape(1, 2, 2))
    #expect(data.train.classNames == ["0", "1"])
    #expect(data.isTestHeldOut)
  }

  @Test func `the names of the columns tell another size`() throws {
    let names = (1...2).flatMap { row in (1...3).map { "\(row)x\($0)" } }.joined(separator: ",")
    #expect(try load("label,\(names)\n7,1,2,3,4,5,255\n").train.pixelShape == Shape(1, 2, 3))
    #expect(try load("0" + String(repeating: ",9", count: 12)).train.pixelShape == Shape(3, 2, 2))
  }

  @Test func `fractions are spread over the range of a byte, small numbers over the input's`()
    throws
  {
    #expect(try load("0,0,0.5,1,0.25\n").train.pixels == [0, 128, 255, 64])
    let digits = try load("0,0,8,16,4\n").train
    #expect(digits.pixels == [0, 8, 16, 4])
    #expect(digits.image(0, as: Float.self).values == [-0.5, 0, 0.5, -0.25])
  }

  @Test func `the file named alike with test for train holds the test images`() throws {
    try folder.write(Array("1,9,9,9,99\n".utf8), to: "my_test.csv")
    let data = try load("0,1,2,3,255\n1,1,2,3,255\n", as: "my_train.csv")
    #expect(data.train.count == 2)
    #expect(data.test.labels == [1])
    #expect(!data.isTestHeldOut)
  }

  @Test func `test images that cannot be read, or are of another size, are refused`() throws {
    for (text, place) in [("1,9,9,9,9\n2,x,9,9,9\n", 2), ("1,9,9,9,9,9,9,9,9,9\n", nil)] {
      try folder.write(Array(text.utf8), to: "my_test.csv")
      let error = #expect(throws: DatasetError.self) {
        try self.load("0,1,2,3,255\n1,1,2,3,255\n", as: "my_train.csv")
      }
      #expect(error?.description.contains("my_test.csv") == true)
      if let place { #expect(error?.place == .line(place)) }
    }
  }

  @Test(
    arguments: [
      ("", nil), ("label,a,b,c,d\n", 1), ("1,2,3\n", 1), ("1,2,3,4,5\n1,2,3\n", 2),
      ("1,2,3,4,5\n1,2,x,4,5\n", 2), ("1,2,3,4,5\n\n1,2,,4,5\n", 3),
    ] as [(String, Int?)])
  func `what is no such table is refused at its line`(_ text: String, _ line: Int?) throws {
    let error = try #require(try fault(text))
    #expect(error.place == line.map { .line($0) })
  }

  @Test(arguments: [
    "0,1,2,3,256\n", "0,1,2,3,-1\n", "0,1,2,3,2.5\n", "256,1,2,3,4\n", "0.5,1,2,3,4\n",
    "0,1,2,3,nan\n",
  ])
  func `numbers that are neither pixels nor labels are refused`(_ text: String) throws {
    #expect(try fault(text) != nil)
  }

  @Test func `random damage is an error or other data, never a crash`() throws {
    var random = ByteDamage(seed: 1)
    let whole = Array("label,1x1,1x2,2x1,2x2\n1,10,20,30,40\n0,1,2,3,255\n".utf8)
    for _ in 0..<500 {
      try folder.write(random.damaging(whole), to: "b.csv")
      if let data = try? OwnImages.load("\(folder.path)/b.csv") {
        #expect(data.train.labels.allSatisfy { $0 < data.train.classNames.count })
      }
    }
  }

  @Test func `another ending, an empty folder and a missing path are refused`() throws {
    try folder.write([1], to: "a.xls")
    for name in ["a.xls", "", "nothing", "nothing.csv"] {
      #expect(throws: DatasetError.self) { try OwnImages.load("\(folder.path)/\(name)") }
    }
  }
}
