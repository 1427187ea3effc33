import Datasets
import Testing

@Suite struct DatasetErrorTests {
  @Test(arguments: [
    (
      DatasetError(file: "t10k", at: .byte(0), .idx(.wrongMagic(expected: 2_051, found: 2_049))),
      ["t10k: at byte 0: ", "2051 (images)", "2049 (labels)", "swapped?"]
    ),
    (
      DatasetError(file: "t10k", at: .byte(0), .idx(.wrongMagic(expected: 2_049, found: 7))),
      ["t10k: at byte 0: ", "2049 (labels)", "7;", "format."]
    ),
    (
      DatasetError(file: "a.gz", at: .unpackedByte(51), .cutOff(expected: 52, found: 51)),
      ["a.gz: at byte 51 of the unpacked data: ", "52 bytes", "51;", "again."]
    ),
    (
      DatasetError(.tooManyAsked(.holdout, asked: 3, available: 2, isSample: false)),
      ["holdout ", "3 images", "only 2 ", "fewer."]
    ),
    (
      DatasetError(
        file: "/data",
        .filesMissing(
          ["t10k-labels-idx1-ubyte"], of: "the four files of MNIST's format", mayBePacked: true)),
      ["/data: ", "four files", "t10k-labels-idx1-ubyte", ".gz", "folder."]
    ),
    (
      DatasetError(.unknownClass(12, known: 10)),
      ["only ", "class 12", "0 to 9."]
    ),
  ])
  func `an error says what, where, and what to do`(_ error: DatasetError, _ facts: [String]) {
    let words = error.description
    #expect(words.hasPrefix(facts[0]) && words.hasSuffix(facts[facts.count - 1]), "\(words)")
    for fact in facts { #expect(words.contains(fact), "\(words)") }
  }

  @Test func `whoever asked for images names the options, and may add to the sentence`() {
    let error = DatasetError(.tooManyAsked(.train, asked: 7, available: 6, isSample: true))
    let sentence = error.sentence(optionPrefix: "--", more: ", or ask elsewhere")
    #expect(sentence.hasPrefix("--train ") && sentence.hasSuffix(", or ask elsewhere."))
    #expect(
      DatasetError(.noClassNamed).statement(optionPrefix: "--").contains("--only 0,1"))
  }

  @Test func `faults are equal where they are the same fault of the same format`() {
    let cutOff = DatasetError.Problem.gzip(.cutOff)
    #expect(cutOff == .gzip(.cutOff))
    #expect(cutOff != .gzip(.trailingBytes))
    #expect(cutOff != .picture(.cutOff))
    #expect(Set([cutOff, .gzip(.cutOff), .picture(.cutOff)]).count == 2)
  }
}
