extension Timeline<Float>.Run {
  /// The run as a record, whose numbers and pixels are added to an archive.
  ///
  /// - Parameters:
  ///   - archive: The archive to add to.
  ///   - trainer: The index of the new trainer among the record's trainers, if there is one.
  /// - Returns: The record.
  func record(in archive: inout TimelineArchive, trainer: Int?) -> RunRecord {
    var record = RunRecord(action: .operation, times: count == 1 ? nil : count)
    switch action {
    case .operation: break
    case .choose(let origin):
      record.action = .choose
      switch origin {
      case .training(let index): (record.set, record.index) = (.training, index)
      case .test(let index): (record.set, record.index) = (.test, index)
      case .drawn(let pixels, let label):
        (record.set, record.label) = (.drawn, Int(label))
        (record.start, record.count) = (archive.pixels.count, pixels.count)
        archive.pixels += pixels
      }
    case .write(let place, let values):
      (record.action, record.place) = (.write, place.description)
      (record.start, record.count) = (archive.values.count, values.count)
      archive.values += values
    case .shift(let sample, let dx, let dy):
      (record.action, record.index, record.dx, record.dy) = (.shift, sample, dx, dy)
    case .learningRate(let rate): (record.action, record.number) = (.learningRate, Double(rate))
    case .optimiser(let settings):
      (record.action, record.settings) = (.optimiser, settings.record)
    case .ties(let policy): (record.action, record.word) = (.ties, policy.rawValue)
    case .batch(let size): (record.action, record.index) = (.batch, size)
    case .mode(let mode): (record.action, record.word) = (.mode, mode.rawValue)
    case .loss(let loss): (record.action, record.word) = (.loss, loss.rawValue)
    case .freeze(let layer, let isFrozen):
      (record.action, record.index, record.isOn) = (.freeze, layer, isFrozen)
    case .hooks(let hooks): (record.action, record.names) = (.hooks, hooks.map { $0.name })
    case .shuffle(let shuffles): (record.action, record.isOn) = (.shuffle, shuffles)
    case .replace(_, let what):
      (record.action, record.word, record.trainer) = (.replace, what, trainer)
    }
    return record
  }
}

extension RunRecord {
  /// The action; `nil` if a part of it is missing or could not be valid anywhere.
  func action(
    in archive: TimelineArchive, trainers: [Trainer<Float>], hook: (String) -> (any StepHook)?
  ) -> Timeline<Float>.Action? {
    switch action {
    case .operation: return .operation
    case .choose:
      switch set {
      case .training: return index.map { .choose(.training($0)) }
      case .test: return index.map { .choose(.test($0)) }
      case .drawn:
        guard let pixels = part(of: archive.pixels), let label = label.flatMap(UInt8.init(exactly:))
        else { return nil }
        return .choose(.drawn(pixels: pixels, label: label))
      case nil: return nil
      }
    case .write:
      guard let values = part(of: archive.values), !values.isEmpty,
        let place = place.flatMap({ try? Place(parsing: $0) })
      else { return nil }
      return .write(place, values)
    case .shift:
      guard let index, let dx, let dy else { return nil }
      return .shift(sample: index, dx: dx, dy: dy)
    case .learningRate: return number.map { .learningRate(Float($0)) }
    case .optimiser: return settings?.settings.map { .optimiser($0) }
    case .ties: return word.flatMap(TiePolicy.init(rawValue:)).map { .ties($0) }
    case .batch: return index.map { .batch($0) }
    case .mode: return word.flatMap(Mode.init(rawValue:)).map { .mode($0) }
    case .loss: return word.flatMap(Loss.init(rawValue:)).map { .loss($0) }
    case .freeze:
      guard let index, let isOn else { return nil }
      return .freeze(layer: index, isOn)
    case .hooks:
      let hooks = (names ?? []).compactMap(hook)
      return hooks.count == (names ?? []).count ? .hooks(hooks) : nil
    case .shuffle: return isOn.map { .shuffle($0) }
    case .replace:
      guard let trainer, trainers.indices.contains(trainer), let word else { return nil }
      return .replace(trainers[trainer], word)
    }
  }

  /// The slice of all numbers, or of all pixels, that belongs to this action.
  private func part<Element>(of all: [Element]) -> [Element]? {
    guard let start, let count, start >= 0, count >= 0, start <= all.count,
      count <= all.count - start
    else { return nil }
    return Array(all[start..<start + count])
  }
}
