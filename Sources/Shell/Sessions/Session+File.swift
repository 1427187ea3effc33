import ArgumentParser
import ConvNet
import Lab
import Rendering

extension Session {
  /// The session as the bytes of a file.
  func bytes(on console: Console) throws -> [UInt8] {
    let archive: TimelineArchive
    do throws(ArchiveError) {
      archive = try timeline.archived(until: console.isInterrupted)
    } catch {
      throw error == .stopped
        ? CommandError.stopped : CommandError("The session cannot be saved: \(error).")
    }
    let bytes = try SessionFile.encode(
      document(of: archive), archive, network: diagram, updates: trainer.updates)
    guard !console.isInterrupted() else { throw CommandError.stopped }
    guard bytes.count <= Files.largest else {
      throw CommandError(
        "The session takes \(Numbers.bytes(bytes.count)), but files of more than "
          + "\(Numbers.bytes(Files.largest)) cannot be opened.", hint: "save FILE.safetensors")
    }
    return bytes
  }

  private func document(of archive: TimelineArchive) -> SessionDocument {
    let provenances = workspace.provenances
    return SessionDocument(
      timeline: archive.record,
      data: zip(archive.data, archive.dataPoints).map { data, point in
        let line = timeline.line(through: point) ?? timeline.line
        return SessionDocument.DataRecord(
          data, asked: provenances.value(on: line, at: point.time).data)
      },
      provenances: provenances.records(in: timeline) { ProvenanceRecord($0) },
      tests: workspace.testRecords, seed: seed, shown: shown,
      hiddenBugs: workspace[HiddenBugs.self],
      reported: reported, curves: workspace[KeptCurves.self].all)
  }

  /// Replaces the present session by one from a file. Image files are looked for where they were.
  mutating func open(
    _ contents: SessionFile.Contents, from file: String, on console: Console
  ) throws {
    var archive = contents.archive
    for (record, stored) in zip(contents.document.data, contents.stored) {
      archive.data.append(try stored ?? find(record, for: file))
    }
    let timeline: Timeline<Float>
    do throws(ArchiveError) {
      timeline = try Timeline(
        archive, hook: BugCatalog.hook(named:), until: console.isInterrupted)
    } catch {
      guard error != .stopped else { throw CommandError.stopped }
      throw SessionFile.Fault.document("\(error)")
    }
    let document = contents.document
    guard document.isPossible,
      let provenances = Dated(document.provenances, in: timeline, \.provenance),
      var opened = Workspace(
        timeline, provenances: provenances, tests: document.tests, seed: document.seed,
        shown: document.shown)
    else { throw SessionFile.Fault.document("its points are not on its lines") }
    guard let curves = KeptCurves(document.curves ?? []) else {
      throw SessionFile.Fault.document("its curves cannot have been kept")
    }
    opened[DataFolders.self] = folders
    opened[HiddenBugs.self] = document.hiddenBugs
    opened[Reported.self] = document.reported
    opened[KeptCurves.self] = curves
    workspace = opened
    noteBranchesTold()
    noteSaved()
  }

  /// The data of a record: already in use, or found by `load` where it was, or found anywhere.
  private func find(
    _ record: SessionDocument.DataRecord, for file: String
  ) throws -> DataSplit {
    if let known = timeline.everyData.first(where: record.matches) { return known }
    var problem = "they were not found"
    for asked in [record.asked, record.askedAnywhere] {
      do {
        let command = try LoadCommand.parse(TokenizedLine(asked).commands.first?.map(\.text) ?? [])
        let data = try command.find(in: folders).split
        if record.matches(data) { return data }
        problem = "the images found there are different"
      } catch {
        problem = CommandError(error).problem
      }
    }
    throw CommandError(
      "\(file) needs \(record.name) with \(Numbers.count(record.training.count)) training and "
        + "\(Numbers.count(record.test.count, "test image")), loaded by `load \(record.asked)`: "
        + problem + (problem.hasSuffix(".") ? "" : "."), at: file,
      hint: "load those images from where they are now, then try again")
  }
}

extension SessionDocument.DataRecord {
  /// The request, without the folder.
  fileprivate var askedAnywhere: String {
    let words = TokenizedLine(asked).commands.first ?? []
    guard words.count > 1, !words[1].text.hasPrefix("--") else { return asked }
    return (words.prefix(1) + words.dropFirst(2)).map(\.asTyped).joined(separator: " ")
  }
}

/// The state when the session was last saved to a file, or read from one.
private struct SavedState: WorkspacePart, Equatable {
  var end: TimelinePoint?
  var branches: [Int?] = []
  var curves: [String] = []
}

extension Session {
  private var presentState: SavedState {
    SavedState(
      end: timeline.endPoint, branches: timeline.branches.map(\.number),
      curves: workspace[KeptCurves.self].all.map(\.name))
  }

  /// Records that everything is saved in a file.
  mutating func noteSaved() { workspace[SavedState.self] = presentState }

  /// Whether there are updates, or images and numbers made by hand, that are not saved in a file.
  var hasUnsavedWork: Bool { workspace[SavedState.self] != presentState && timeline.hasWork }
}
