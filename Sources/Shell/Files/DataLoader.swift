import ConvNet
import Datasets
import Lab
import Terminal

/// Finds data sets, as `load` does.
enum DataLoader {
  static var names: [String] { DatasetCatalog.all.map { $0.word } }

  /// The data set that a word means.
  static func kind(_ word: String) throws(CommandError) -> any DatasetKind.Type {
    let other =
      word.hasSuffix(".safetensors") ? "open" : word.hasSuffix(".npy") ? "read image" : nil
    if let other {
      throw CommandError(
        "`\(word)` is not a data set.", at: word, hint: "help \(other.prefix { $0 != " " })",
        typing: ["\(other) \(Word.quoted(word))"])
    }
    return try Arguments.choice(word, "data set", among: DatasetCatalog.all) { $0.word }
  }

  /// The path of the user's own images, if a word is one and not the name of a data set.
  static func ownPath(_ word: String) -> String? {
    guard !names.contains(where: { $0.hasPrefix(word) }), !word.hasSuffix(".safetensors"),
      !word.hasSuffix(".npy"),
      word.contains("/") || word.contains(".")
        || FileSystem.type(Files.expand(word)) != nil
    else { return nil }
    return Files.expand(word)
  }

  /// Reads a data set from a folder, or else from wherever it is found.
  static func load(
    _ kind: any DatasetKind.Type, path: String?, selection: Selection, folders: DataFolders
  ) throws -> LoadedDataset {
    guard let path else { return try kind.find(in: folders.places(of: kind), selection) }
    guard kind.folderName != nil else {
      throw CommandError(
        "The \(kind.title) images are built in; they do not come from a folder.", at: path)
    }
    return try kind.load(folder: Files.expand(path), selection)
  }

  /// Classes, by their numbers or, if they have any, their names: `3,5` or `cat,dog`.
  static func classes(_ text: String, named names: [String]) throws(CommandError) -> [Int] {
    let names = names.map { $0.lowercased() }
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
  /// The preset that is made for images like these, if there is one.
  static func standard(for data: DataSplit) -> Preset? {
    let shape = data.training.pixelShape
    if shape == sigmoidLab.input, data.training.classes.count == 2 { return sigmoidLab }
    return all.first { $0.normalisation.padding == 0 && $0.input == shape }
  }

  /// The layers of a small network for images that no preset takes.
  static func diagram(for data: DataSplit) -> String {
    let (shape, classes) = (data.training.imageShape, max(2, data.training.classes.count))
    let maps = min(shape[1], shape[2]) >= 4 ? "conv3x3 8, maxpool2, " : ""
    return "\(maps)softmax \(classes)"
  }
}
