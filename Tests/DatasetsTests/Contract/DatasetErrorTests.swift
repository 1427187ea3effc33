import Datasets
import Testing

@Suite struct DatasetErrorTests {
  @Test(arguments: [
    (
      DatasetError(file: "t10k", at: .byte(0), .idx(.wrongMagic(expected: 2_051, found: 2_049))),
      "t10k: at byte 0: expected the magic number 2051 (images), found the magic number 2049 "
        + "(labels); were two files swapped?"
    ),
    (
      DatasetError(file: "t10k", at: .byte(0), .idx(.wrongMagic(expected: 2_049, found: 7))),
      "t10k: at byte 0: expected the magic number 2049 (labels), found the magic number 7; "
        + "this is not a file in MNIST's format."
    ),
    (
      DatasetError(file: "a.gz", at: .unpackedByte(51), .cutOff(expected: 52, found: 51)),
      "a.gz: at byte 51 of the unpacked data: expected 52 bytes in all, found only 51; "
        + "copy or download it again."
    ),
    (
      DatasetError(.tooManyAsked(.holdout, asked: 3, available: 2, isSample: false)),
      "holdout asks for 3 images, but there are only 2 behind those to train on; ask for fewer."
    ),
    (
      DatasetError(
        file: "/data",
        .filesMissing(
          ["t10k-labels-idx1-ubyte"], of: "the four files of MNIST's format", mayBePacked: true)),
      "/data: expected the four files of MNIST's format, found no t10k-labels-idx1-ubyte; put what "
        + "is missing there, packed (.gz) or not, or name another folder."
    ),
    (
      DatasetError(.unknownClass(12, known: 10)),
      "only names class 12, but the classes go from 0 to 9."
    ),
  ])
  func `an error says what, where, and what to do`(_ error: DatasetError, _ words: String) {
    #expect(error.description == words)
  }

  @Test func `whoever asked for images names the options, and may add to the sentence`() {
    let error = DatasetError(.tooManyAsked(.train, asked: 7, available: 6, isSample: true))
    #expect(
      error.sentence(optionPrefix: "--", more: ", or ask elsewhere")
        == "--train asks for 7 images, but there are only 6 to train on; ask for fewer, or ask "
        + "elsewhere.")
    #expect(
      DatasetError(.noClassNamed).statement(optionPrefix: "--")
        == "--only names no class; name at least one, as in --only 0,1")
  }

  @Test func `faults are equal where they are the same fault of the same format`() {
    let cutOff = DatasetError.Problem.gzip(.cutOff)
    #expect(cutOff == .gzip(.cutOff))
    #expect(cutOff != .gzip(.trailingBytes))
    #expect(cutOff != .picture(.cutOff))
    #expect(Set([cutOff, .gzip(.cutOff), .picture(.cutOff)]).count == 2)
  }
}
