import ConvNet
import Lab
import Rendering

/// A setting of the session. To add one, add it to the list.
struct Setting {
  let name: String
  let summary: String
  let choices: (Session) -> [String]
  let value: (Session) -> String
  /// A consequence of the present value that may surprise the user.
  var remark: (Session) -> String? = { _ in nil }
  /// Sets another value.
  let change: (String, inout Session) throws -> Void

  /// A training setting: changing it is an action, which `back` undoes.
  init(
    name: String, summary: String, choices: @escaping (Session) -> [String] = { _ in [] },
    value: @escaping (Session) -> String, remark: @escaping (Session) -> String? = { _ in nil },
    action: @escaping (String, Session) throws -> Timeline<Float>.Action
  ) {
    self.init(name: name, summary: summary, choices: choices, value: value) { text, session in
      session.workspace.perform(try action(text, session))
    }
    self.remark = remark
  }

  /// A setting of the shell, which does not affect any number.
  init(
    name: String, summary: String, choices: @escaping (Session) -> [String],
    value: @escaping (Session) -> String,
    change: @escaping (String, inout Session) throws -> Void
  ) {
    self.name = name
    self.summary = summary
    self.choices = choices
    self.value = value
    self.change = change
  }

  /// A setting that is on or off.
  private init(
    name: String, summary: String, isOn: @escaping (Session) -> Bool,
    change: @escaping (Bool, inout Session) -> Void
  ) {
    self.init(
      name: name, summary: summary, choices: { _ in ["on", "off"] },
      value: { isOn($0) ? "on" : "off" },
      change: { text, session in
        change(try Arguments.choice(text, "value", among: ["on", "off"]) == "on", &session)
      })
  }

  static var all: [Setting] {
    [
      Setting(
        name: "learning-rate", summary: "how large a step an update takes against the gradient",
        value: { session in
          // Under a schedule, show the rate of the next update beside the one that was set.
          let optimiser = session.trainer.optimiser
          let now = optimiser.rate(ofUpdate: session.trainer.updates + 1)
          return Numbers.compact(optimiser.learningRate, digits: 6)
            + (now == optimiser.learningRate ? "" : ", now \(Numbers.compact(now, digits: 6))")
        },
        action: { text, _ in
          let rate = try Arguments.number(text, "A learning rate")
          guard rate >= 0 else {
            throw CommandError(
              "A learning rate is 0 or more: below 0, an update would follow the gradient uphill.",
              at: text,
              instead: "0.01")
          }
          return .learningRate(rate)
        }),
      Setting(
        name: "optimizer", summary: "the rule that changes the parameters",
        choices: { _ in Optimiser<Float>.Rule.allCases.map(\.rawValue) },
        value: { $0.trainer.optimiser.settings.rule.rawValue },
        action: { text, session in
          var settings = session.trainer.optimiser.settings
          settings.rule = try Arguments.choice(text, "optimizer")
          try session.trainer.check(optimiser: settings)
          return .optimiser(settings)
        }),
      Setting(
        name: "momentum", summary: "the fraction of the velocity that is kept",
        value: { Numbers.compact($0.trainer.optimiser.settings.momentum, digits: 6) },
        action: { text, session in
          var settings = session.trainer.optimiser.settings
          settings.momentum = Double(try Setting.share(text, "Momentum"))
          return .optimiser(settings)
        }),
      Setting(
        name: "weight-decay", summary: "the fraction of a parameter that an update removes",
        value: { Numbers.compact($0.trainer.optimiser.settings.weightDecay, digits: 6) },
        action: { text, session in
          var settings = session.trainer.optimiser.settings
          settings.weightDecay = Double(try Setting.share(text, "Weight decay"))
          return .optimiser(settings)
        }),
      Setting(
        name: "schedule", summary: "how the learning rate falls; step EVERY FACTOR",
        choices: { _ in ["constant", "step"] },
        value: { $0.trainer.optimiser.settings.schedule.word },
        action: { text, session in
          var settings = session.trainer.optimiser.settings
          settings.schedule = try Setting.schedule(text)
          return .optimiser(settings)
        }),
      Setting(
        name: "batch", summary: "how many images each step takes",
        value: { Numbers.count($0.trainer.batchSize) },
        remark: { session in
          let all = session.trainer.data.training.count
          return session.trainer.batchSize > all
            ? all == 1
              ? "There is only 1 training image, so a step takes just that one."
              : "There are only \(Numbers.count(all)) training images, so a step takes all of them."
            : nil
        },
        action: { text, session in
          let size = try Arguments.integer(text, "A batch size", in: 1...100_000)
          try session.trainer.check(batchSize: size)
          return .batch(size)
        }),
      Setting(
        name: "pixels", summary: "how a pixel p enters the network: as p/255 - 0.5, or unchanged",
        choices: { _ in ["centred", "raw"] },
        value: { session in
          let own = session.trainer.data.training.normalisation
          return Setting.normalisations.first { $0.value == own }?.name ?? "the preset's"
        },
        action: { text, session in
          let chosen = try Arguments.choice(
            text, "scaling of pixels", among: Setting.normalisations
          ) { $0.name }
          let trainer = session.trainer
          guard trainer.data.training.normalisation.padding == 0 else {
            throw CommandError(
              "The network takes the padded images that its preset makes.", at: text,
              hint: "net preset digits")
          }
          var next = try trainer.successor(
            data: trainer.data.entering(by: chosen.value), journal: trainer.journal)
          next.shuffles = trainer.shuffles
          next.setHooks(trainer.switchedOn)
          return .replace(next, "set pixels \(chosen.name)")
        }),
      Setting(
        name: "loss", summary: "how the error of an answer is measured",
        choices: { Setting.losses($0).map(\.word) },
        value: { $0.trainer.loss.word },
        action: { text, session in
          let losses = Setting.losses(session)
          if !session.trainer.network.hasLoss, !losses.contains(where: { $0.word == text }) {
            throw CommandError.noClassifier(for: "set loss", in: session)
          }
          return .loss(try Arguments.choice(text, "loss", among: losses) { $0.word })
        }),
      Setting(
        name: "mode", summary: "how batch norm and dropout behave (help modes)",
        choices: { _ in Mode.allCases.map(\.rawValue) },
        value: { $0.trainer.context.mode.rawValue },
        action: { text, _ in .mode(try Arguments.choice(text, "mode")) }),
      Setting(
        name: "shuffle", summary: "a new order for each pass over the training set",
        isOn: { $0.trainer.shuffles }, change: { $1.workspace.perform(.shuffle($0)) }),
      Setting(
        name: "ties", summary: "which of the equal maxima in a pooling window get the gradient",
        choices: { _ in TiePolicy.allCases.map(\.rawValue) },
        value: { $0.trainer.context.ties.rawValue },
        action: { text, _ in .ties(try Arguments.choice(text, "tie policy")) }),
      Setting(
        name: "pager", summary: "whether long output stops after every screenful",
        isOn: { $0.pagesOutput }, change: { $1.pagesOutput = $0 }),
      Setting(
        name: "clear", summary: "whether each part of a lesson begins on a clear screen",
        isOn: { $0.clearsScreen ?? $0.isPresenting }, change: { $1.clearsScreen = $0 }),
    ]
  }

  private static let normalisations: [(name: String, value: Normalisation)] = [
    ("centred", .centred), ("raw", .raw),
  ]

  /// The losses that fit the network's last layer.
  private static func losses(_ session: Session) -> [Loss] {
    let network = session.trainer.network
    return Loss.allCases.filter { $0.fits(network.ending, outputs: network.outputCount) }
  }

  private static func schedule(_ text: String) throws -> OptimiserSettings.Schedule {
    let words = text.split(separator: " ").map(String.init)
    if try Arguments.choice(words.first ?? "", "schedule", among: ["constant", "step"])
      == "constant", words.count == 1
    {
      return .constant
    }
    guard words.count == 3 else {
      throw CommandError(
        "A schedule is `constant`, or `step` with a number of updates and a factor.",
        at: words.first,
        hint: "set schedule step 30 0.9")
    }
    let factor = try Arguments.number(words[2], "A factor")
    guard factor > 0, factor <= 1 else {
      throw CommandError(
        "The factor must be above 0 and at most 1.", at: words[2], after: Array(words.prefix(2)),
        instead: "0.9")
    }
    return .step(
      every: try Arguments.integer(words[1], "The number of updates", in: 1...1_000_000_000),
      factor: Double(words[2]) ?? Double(factor))
  }

  /// A number that is at least 0 and below 1.
  private static func share(_ text: String, _ what: String) throws(CommandError) -> Float {
    let share = try Arguments.number(text, what)
    guard (0..<1).contains(share) else {
      throw CommandError(
        "\(what) is at least 0 and below 1, not \(text).", at: text, instead: "0.9")
    }
    return share
  }
}
