import SystemPackage
import Terminal
import TestSupport
import Testing

@Suite struct OpenFileTests {
  private func isOpen(_ descriptor: FileDescriptor) -> Bool { (try? descriptor.stat()) != nil }

  @Test func `a file is closed at the end of its life`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/weights"
      writeFile(path, "step")
      let descriptor: FileDescriptor
      do {
        let file = try OpenFile(path, .readOnly)
        descriptor = file.descriptor
        #expect(try file.read(100) == Array("step".utf8))
        #expect(try descriptor.stat().inode == Stat(path).inode)
      }
      // By now, another test may have opened another file with the same descriptor number.
      let now = try? descriptor.stat().inode
      #expect(try now != Stat(path).inode)
    }
  }

  @Test func `a file that was closed early is not closed again, whoever has its number then`()
    throws
  {
    var hasHadTheNumber = false
    // Another thread may take the number first.
    for _ in 0..<1_000 where !hasHadTheNumber {
      let number: Int32
      let next: FileDescriptor
      do {
        let file = try OpenFile("/dev/null", .readOnly)
        number = file.descriptor.rawValue
        try file.close()
        next = try FileDescriptor.open("/dev/null", .readOnly)
      }
      hasHadTheNumber = next.rawValue == number
      #expect(isOpen(next))
      try next.close()
    }
    #expect(hasHadTheNumber)
  }

  @Test func `a pipe carries what is written until the end that was kept is closed`() throws {
    let pipe = try Pipe()
    let source = pipe.readEnd.descriptor
    try pipe.writeEnd.descriptor.writeAll(Array("step".utf8))
    let kept = pipe.keepReadEnd()
    #expect(kept.descriptor == source)
    #expect(try kept.read(100) == Array("step".utf8))
  }

  @Test func `a file that cannot be opened says why`() {
    let error = #expect(throws: Errno.self) { _ = try OpenFile("/no/such", .readOnly) }
    #expect(error?.isMissingFile == true)
    #expect(error?.description == "No such file or directory")
  }
}

@Suite struct ReplacementTests {
  @Test func `a new file takes the place of the old one and leaves nothing beside it`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/weights"
      for text in ["old", "new"] {
        try Replacement(of: path, creating: .ownerReadWrite).finish(with: Array(text.utf8))
        #expect(readFile(path) == text)
      }
      #expect(try SystemCalls.names(in: folder) == ["weights"])
      #expect(mode(of: path) == 0o600)
    }
  }

  @Test func `the permissions that are to be kept are kept, whatever the mask says`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/weights"
      try Replacement(
        of: path, creating: .ownerReadWrite, keeping: FilePermissions(rawValue: 0o666)
      ).finish(with: [])
      #expect(mode(of: path) == 0o666)
    }
  }

  @Test func `a long content that is stopped on the way changes nothing`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/weights"
      try Replacement(of: path, creating: .ownerReadWrite).finish(with: Array("old".utf8))
      let long = [UInt8](repeating: 1, count: 40_000_000)
      for asked in 1...2 {
        var questions = 0
        #expect(throws: Errno.canceled) {
          try Replacement(of: path, creating: .ownerReadWrite).finish(with: long) {
            questions += 1
            return questions == asked
          }
        }
        #expect(questions == asked)
        #expect(readFile(path) == "old")
        #expect(try SystemCalls.names(in: folder) == ["weights"])
      }
      try Replacement(of: path, creating: .ownerReadWrite).finish(with: long)
      #expect(try OpenFile(path, .readOnly).status().size == 40_000_000)
    }
  }

  @Test func `where it cannot take the place, the error says so and nothing is left`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/weights"
      try SystemCalls.makeFolder(path, permissions: .ownerReadWriteExecute)
      #expect(throws: Errno.isDirectory) {
        try Replacement(of: path, creating: .ownerReadWrite).finish(with: [1])
      }
      #expect(try SystemCalls.names(in: folder) == ["weights"])
    }
  }
}
