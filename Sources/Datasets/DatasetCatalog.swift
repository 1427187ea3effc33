/// Every data set that can be loaded by name: to add one, add its file and a line here.
package enum DatasetCatalog {
  /// The data sets, in the order in which they are offered.
  package static var all: [any DatasetKind.Type] {
    [MNIST.self, FashionMNIST.self, CIFAR10.self, Toys.self]
  }

  /// The data set with the given name.
  package static func named(_ word: String) -> (any DatasetKind.Type)? {
    all.first { $0.word == word }
  }
}
