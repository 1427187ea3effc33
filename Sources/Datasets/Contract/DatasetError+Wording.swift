extension DatasetError: CustomStringConvertible {
  /// `FILE: at byte N: what is wrong; what to do`.
  package var description: String {
    [file, place?.description, problem.description].compactMap(\.self).joined(separator: ": ")
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

extension DatasetError.Problem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .cannotOpen(let reason): "cannot be opened: \(reason)"
    case .cannotRead(let reason): "cannot be read: \(reason)"
    case .notAFile(let kind): "expected a file, found \(kind.rawValue)"
    case .notAFolder: "expected a folder with the dataset's files, found a file; name its folder"
    case .empty: "the file is empty; \(Self.fetchAgain)"
    case .filesMissing(let names):
      "expected the four files of MNIST's format, found no \(names.joined(separator: ", no "));"
        + " put what is missing there, packed (.gz) or not, or name another folder"
    case .batchesMissing(let names):
      "expected the files of CIFAR-10's binary version, found no \(names.joined(separator: ", no "));"
        + " put what is missing there, or name another folder"
    case .foundNowhere(let title, let folders, let remedy):
      "\(title) is not here"
        + (folders.isEmpty ? "" : " (looked in \(folders.joined(separator: " and in ")))")
        + ": \(remedy)"

    case .gzipCutOff: "the gzip data ends too early; \(Self.fetchAgain)"
    case .gzipCorrupt(let reason): "the gzip data is damaged (\(reason)); \(Self.fetchAgain)"
    case .gzipTrailingBytes:
      "expected the end of the file or another gzip member, found other bytes; \(Self.fetchAgain)"
    case .outOfMemory: "there is not enough memory to unpack it"

    case .picture(let fault): fault.description

    case .wrongMagic(let expected, let found):
      "expected \(Self.magic(expected)), found \(Self.magic(found)); "
        + (IDX.Kind(rawValue: found) == nil
          ? "this is not a file in MNIST's format" : "were two files swapped?")
    case .nothingInIt(let what): "expected at least one of the \(what), found 0"
    case .tooLarge(let extents, let most):
      "promises \(extents.map(String.init).joined(separator: " x ")) bytes, more than the "
        + "\(most) that are read; is this the right file?"
    case .promisesMore(let promised, let atMost):
      "promises \(promised) bytes, but a file of this size unpacks to \(atMost) at most;"
        + " \(Self.fetchAgain)"
    case .cutOff(let expected, let found):
      "expected \(expected) bytes in all, found only \(found); \(Self.fetchAgain)"
    case .tooLong(let expected, let found):
      "expected the end after \(expected) bytes, found "
        + (found.map(String.init) ?? "more") + "; \(Self.fetchAgain)"
    case .labelOutOfRange(let label, let item, let classes):
      "expected a label from 0 to \(classes - 1), found \(label) for image \(item);"
        + " \(Self.fetchAgain)"

    case .moreThanIsRead(let found, let most):
      "\(found) bytes, with the files before it more than the \(most) that are read;"
        + " is this the right file?"
    case .recordsNotWhole(let record, let whole, let rest):
      "expected whole records of \(record) bytes, found \(whole) of them and \(rest) bytes more;"
        + " \(Self.fetchAgain)"

    case .wrongChecksum(let expected, let found):
      "expected the CRC-32 \(Self.hex(expected)), found \(Self.hex(found)); \(Self.fetchAgain)"

    case .countsDiffer(let images, let labels, let labelsFile):
      "\(images) images, but \(labelsFile) has \(labels) labels; take both from one dataset"
    case .sizesDiffer(let expected, let found, let expectedFile):
      "images of \(found), but those of \(expectedFile) are \(expected); take both from one dataset"

    case .notPositive(let option, let found):
      "\(option.rawValue) must ask for at least 1 image, found \(found)"
    case .tooManyAsked(let option, let asked, let available, let isSample):
      "\(option.rawValue) asks for \(asked) images, but there are only \(available)"
        + " \(option.supply); ask for fewer"
        + (isSample ? ", or `fetch mnist`: all of MNIST's files" : "")
    case .twoTestSets:
      "--test and --holdout both say what the test set is; give one of them"
    case .noClassNamed: "--only names no class; name at least one, as in --only 0,1"
    case .classTwice(let label): "--only names class \(label) twice; name it once"
    case .unknownClass(let label, let known):
      "--only names class \(label), but the classes go from 0 to \(known - 1)"
    case .noneLeft(let subset):
      "there is no \(subset.rawValue) image of the classes that --only names; name others"
    }
  }

  private static let fetchAgain = "copy or download it again"

  private static func hex(_ number: UInt32) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  private static func magic(_ number: UInt32) -> String {
    let kind = IDX.Kind(rawValue: number).map { " (\($0.title))" } ?? ""
    return "the magic number \(number)\(kind)"
  }
}
