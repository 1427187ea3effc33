import ConvNet

extension DatasetError: CustomStringConvertible {
  /// `FILE: at byte N: what is wrong; what to do.`
  package var description: String { sentence() }

  /// The error as a sentence.
  ///
  /// - Parameters:
  ///   - optionPrefix: The prefix of the options' names where the user typed them, such as `--`.
  ///   - more: Text to add before the sentence ends.
  /// - Returns: The sentence, with its final punctuation.
  package func sentence(optionPrefix: String = "", more: String = "") -> String {
    let words = statement(optionPrefix: optionPrefix) + more
    return words.hasSuffix("?") ? words : words + "."
  }

  /// The same, without the final punctuation.
  package func statement(optionPrefix: String = "") -> String {
    [file, place?.description, problem.words(optionPrefix)].compactMap(\.self)
      .joined(separator: ": ")
  }
}

extension DatasetError.Place: CustomStringConvertible {
  package var description: String {
    switch self {
    case .byte(let offset): "at byte \(offset)"
    case .unpackedByte(let offset): "at byte \(offset) of the unpacked data"
    case .line(let number): "line \(number)"
    }
  }
}

extension DatasetError {
  /// What to do about a file that was damaged in transit.
  static let fetchAgain = "copy or download it again"
}

extension DatasetError.Problem {
  fileprivate func words(_ prefix: String) -> String {
    switch self {
    case .cannotOpen(let reason): "cannot be opened: \(reason)"
    case .cannotRead(let reason): "cannot be read: \(reason)"
    case .notAFile(let kind): "expected a file, found \(kind.rawValue)"
    case .notAFolder: "expected a folder with the data set's files, found a file; name its folder"
    case .empty: "the file is empty; \(DatasetError.fetchAgain)"
    case .filesMissing(let names, let whole, let mayBePacked):
      "expected \(whole), but \(names.joined(separator: ", ")) "
        + "\(names.count == 1 ? "is" : "are") missing; put what is missing there,"
        + (mayBePacked ? " packed (.gz) or not," : "") + " or name another folder"
    case .foundNowhere(let title, let folders, let remedy):
      "\(title) was not found"
        + (folders.isEmpty ? "" : " (looked in \(folders.joined(separator: " and in ")))")
        + ": \(remedy)"

    case .format(let fault): fault.description
    case .outOfMemory: "there is not enough memory to unpack it"
    case .nothingInIt(let what): "the number of \(what) is 0"
    case .tooLarge(let extents, let most):
      "declares \(extents.map(String.init).joined(separator: " x ")) bytes; "
        + "the limit is \(most.grouped). Is this the right file?"
    case .promisesMore(let promised, let atMost):
      "declares \(promised.counted("byte")), but a file of this size unpacks to \(atMost) at most;"
        + " \(DatasetError.fetchAgain)"
    case .cutOff(let expected, let found):
      "expected \(expected.counted("byte")) in all, found only \(found.grouped); "
        + DatasetError.fetchAgain
    case .tooLong(let expected, let found):
      "expected \(expected.counted("byte")) in all, found "
        + (found.map(\.grouped) ?? "more") + "; \(DatasetError.fetchAgain)"
    case .labelOutOfRange(let label, let item, let classes):
      "expected a label from 0 to \(classes - 1), found \(label) for image \(item);"
        + " \(DatasetError.fetchAgain)"

    case .moreThanIsRead(let found, let most):
      "its \(found.counted("byte")) and those of the files before it are more than "
        + "the limit of \(most.grouped). Is this the right file?"
    case .recordsNotWhole(let record, let whole, let rest):
      "expected whole records of \(record.counted("byte")), found \(whole.grouped) of them and "
        + "\(rest.grouped) more \(rest.form(of: "byte"));"
        + " \(DatasetError.fetchAgain)"

    case .wrongChecksum(let expected, let found):
      "expected the CRC-32 \(expected.hexadecimal), found \(found.hexadecimal); "
        + DatasetError.fetchAgain

    case .countsDiffer(let images, let labels, let labelsFile):
      "has \(images.counted("image")), but \(labelsFile) has \(labels.counted("label")); "
        + "take both from the same data set"
    case .sizesDiffer(let expected, let found, let expectedFile):
      "has images of \(found), but those of \(expectedFile) are \(expected); "
        + "take both from the same data set"

    case .notPositive(let option, let found):
      "\(prefix)\(option.rawValue) must ask for at least 1 image, not \(found)"
    case .tooManyAsked(let option, let asked, let available, _):
      "\(prefix)\(option.rawValue) asks for \(asked.counted("image")), but there "
        + "\(available == 1 ? "is" : "are") only \(available.grouped) \(option.supply); "
        + "ask for fewer"
    case .twoTestSets:
      "\(prefix)test and \(prefix)holdout both choose the test set; give only one of them"
    case .noClassNamed:
      "\(prefix)only names no class; name at least one, as in \(prefix)only 0,1"
    case .classTwice(let label): "\(prefix)only names class \(label) twice; name it once"
    case .unknownClass(let label, let known):
      "\(prefix)only names class \(label), but the classes go from 0 to \(known - 1)"
    case .noneLeft(let subset):
      "there is no \(subset.rawValue) image of the classes that \(prefix)only names; name others"
    }
  }
}
