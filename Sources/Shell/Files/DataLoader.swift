import ConvNet
import Datasets
import Lab

/// Finding of data sets, as `load` does it.
enum DataLoader {
  static var names: [String] { DatasetCatalog.all.map { $0.word } }

  /// The data set that a word means.
  static func kind(_ word: String) throws(CommandError) -> any DatasetKind.Type {
    try Arguments.choice(word, "data set", among: DatasetCatalog.all) { $0.word }
  }

  /// Reads a data set from a folder, or else from wherever it is found.
  static func load(
    _ kind: any DatasetKind.Type, path: String?, selection: Selection, folders: DataFolders
  ) throws -> LoadedDataset {
    guard let path else { return try kind.find(in: folders.places(of: kind), selection) }
    guard kind.folderName != nil else {
      throw CommandError(
        "The \(kind.title) images are built in; they are in no folder.", at: path)
    }
    return try kind.load(folder: Files.expand(path), selection)
  }

  /// Classes, by their numbers or their names: `3,5` or `cat,dog`.
  static func classes(_ text: String, of kind: any DatasetKind.Type) throws(CommandError) -> [Int] {
    let names = kind.classNames.map { $0.lowercased() }
    var classes: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let word = String(part.drop { $0 == " " })
      if word.isEmpty || names.allSatisfy({ Int($0) != nil }) || Int(word) != nil {
        classes.append(try Arguments.integer(word, "A class", in: 0...255))
      } else {
        let known = Array(names.enumerated())
        classes.append(
          try Arguments.choice(word.lowercased(), "class", among: known) { $0.element }.offset)
      }
    }
    return classes
  }
}

extension Preset {
  /// The preset made for images like these.
  static func standard(for data: DataSplit) -> Preset {
    let shape = data.training.pixelShape
    if shape == sigmoidLab.input, data.training.classes.count == 2 { return sigmoidLab }
    return all.first { $0.normalisation.padding == 0 && $0.input == shape } ?? digits
  }
}
