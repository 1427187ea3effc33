import ConvNet

extension TorchExport {
  private var rule: OptimiserSettings.Rule { trainer.optimiser.settings.rule }

  /// PyTorch's momentum takes the present rate to all of the velocity, so it is ours only while the
  /// rate stays.
  private var hasOwnMomentum: Bool {
    rule == .momentum
      && (trainer.optimiser.settings.schedule != .constant || trainer.optimiser.learningRate == 0)
  }

  /// The optimiser, with what it remembers.
  var optimizer: String {
    let momentum = trainer.optimiser.settings.momentum
    var lines = ["def make_optimizer(model):"]
    var memory: [String] = []
    switch rule {
    case .sgd: lines.append("    return torch.optim.SGD(model.parameters(), lr=RATE)")
    case .momentum where hasOwnMomentum:
      lines.append("    optimizer = Momentum(model.parameters(), RATE, \(momentum))")
      memory = [#"state["velocity"] = memory[f"velocity.{name}"]"#]
    case .momentum:
      lines += [
        "    # v = momentum v - rate g; w = w + v. PyTorch keeps v / -rate, the same while the rate "
          + "stays.",
        "    optimizer = torch.optim.SGD(model.parameters(), lr=RATE, momentum=\(momentum))",
      ]
      memory = [#"state["momentum_buffer"] = memory[f"velocity.{name}"] / -RATE"#]
    case .adam:
      lines.append("    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)")
      memory = [
        "state[\"step\"] = torch.tensor(\(Double(trainer.optimiser.rememberedUpdates)))",
        #"state["exp_avg"] = memory[f"mean.{name}"]"#,
        #"state["exp_avg_sq"] = memory[f"square.{name}"]"#,
      ]
    }
    if !memory.isEmpty {
      lines += [
        "    memory = load(HERE / \"backstep.safetensors\")",
        "    for name, weights in model.named_parameters():",
        "        if f\"\(rule.memories[0]).{name}\" in memory and weights.requires_grad:",
        "            state = optimizer.state[weights]",
      ]
      lines += memory.map { "            \($0)" } + ["    return optimizer"]
    }
    return (hasOwnMomentum ? TorchText.momentum + "\n\n\n" : "") + lines.joined(separator: "\n")
  }

  /// Updates as Backstep does them.
  var training: String {
    let settings = trainer.optimiser.settings
    var between: [String] = []
    if case .step(let every, let factor) = settings.schedule {
      between += [
        "        for group in optimizer.param_groups:",
        "            group[\"lr\"] = RATE * \(factor) ** (update // \(every))",
      ]
    }
    if settings.weightDecay != 0 {
      between += [
        "        with torch.no_grad():  # whatever the rate; PyTorch's weight_decay depends on it",
        "            for weights in decaying:",
        "                weights.mul_(1 - WEIGHT_DECAY)",
      ]
    }
    let decaying =
      settings.weightDecay == 0
      ? ""
      : "\n    decaying = [weights for part in model.children() "
        + "if not isinstance(part, nn.BatchNorm2d)\n"
        + "                for weights in part.parameters() if weights.requires_grad]"
    let order =
      trainer.shuffles
      ? "torch.randperm(count)  # another order than Backstep's" : "torch.arange(count)"
    let first = trainer.shuffles ? "torch.arange(0)" : "torch.arange(count)[\(positionInPass):]"
    return """
      def train(model, updates):
          \"\"\"Goes on where Backstep stopped; yields number and loss of each update.\"\"\"
          pixels, targets = images("train")
          count = len(targets)
          batch = min(BATCH, count)
          optimizer = make_optimizer(model)\(decaying)
          model.train()
          order = \(first)
          for update in range(UPDATES + 1, UPDATES + updates + 1):
              if len(order) < batch:  # what is left of a pass and fills no batch is dropped
                  order = \(order)
              taken, order = order[:batch], order[batch:]
              loss = loss_of(model(enter(pixels[taken])), targets[taken])
              optimizer.zero_grad()
              if loss.requires_grad:  # unless all is frozen
                  loss.backward()
      \((between + ["        optimizer.step()"]).joined(separator: "\n"))
              yield update, loss.item()
      """
  }

  /// How many images of the present pass over the data are behind.
  private var positionInPass: Int {
    (trainer.batchesInEpoch - trainer.batchesLeftInEpoch)
      * min(trainer.batchSize, trainer.data.training.count) % max(trainer.data.training.count, 1)
  }
}
