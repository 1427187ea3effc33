import ConvNet
import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct CatalogueTests {
  @Test func `every data set has a name of its own, a summary and different class names`() {
    let kinds = DatasetCatalog.all
    #expect(Set(kinds.map { $0.word }).count == kinds.count)
    for kind in kinds {
      #expect(DatasetCatalog.named(kind.word) == kind)
      #expect(kind.word == kind.word.lowercased())
      #expect(!kind.summary.isEmpty && kind.summary.count <= 64)
      #expect(Set(kind.classNames.map { $0.lowercased() }).count == kind.classNames.count)
    }
  }

  @Test func `what is found nowhere says where it was looked for and what to do`() {
    for kind in DatasetCatalog.all {
      do throws(DatasetError) {
        let data = try kind.find(in: ["/no/such/folder", "/nor/this"])
        #expect(data.source == .bundled || data.source == .made, "\(kind.word)")
      } catch {
        #expect(
          error.problem
            == .foundNowhere(
              title: kind.title, folders: ["/no/such/folder", "/nor/this"], remedy: kind.remedy))
        #expect(error.description.contains("/no/such/folder and in /nor/this"))
      }
    }
    let words = #expect(throws: DatasetError.self) { try FashionMNIST.find(in: []) }?.description
    #expect(words?.contains("apt-get install dataset-fashion-mnist") == true)
  }

  @Test func `Fashion-MNIST has MNIST's format and classes of its own`() throws {
    let folder = try TemporaryFolder()
    try SmallMNIST().write(to: folder)
    let data = try FashionMNIST.find(in: ["/no/such/folder", folder.path])
    #expect(data.source == .folder(folder.path))
    #expect(data.train.name == "Fashion-MNIST")
    #expect(data.available == (6, 3))
    #expect(data.train.classNames[9] == "Ankle boot")
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: "/usr/share/datasets/fashion-mnist"),
      "Debian's package dataset-fashion-mnist is not there"))
  func `Debian's package holds the whole of Fashion-MNIST`() throws {
    let data = try FashionMNIST.find(in: ["/usr/share/datasets/fashion-mnist"])
    #expect(data.available == (60_000, 10_000))
    #expect(data.train.counts == [Int](repeating: 6_000, count: 10))
    #expect(data.train.labels.prefix(3) == [9, 0, 0])
  }
}
