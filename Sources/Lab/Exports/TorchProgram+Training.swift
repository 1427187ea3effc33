import ConvNet

extension TorchProgram {
  private var rule: OptimiserSettings.Rule { trainer.optimiser.settings.rule }

  /// PyTorch's momentum applies the present rate to the whole velocity, so it equals ours only if
  /// the rate does not change.
  private var hasOwnMomentum: Bool {
    rule == .momentum
      && (trainer.optimiser.settings.schedule != .constant || trainer.optimiser.learningRate == 0)
  }

  /// The optimiser, with its memory.
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
    let orders = export.orders(array: "torch.tensor", range: "torch.arange")
    return """
      def train(model, updates):
          \"\"\"Continues where Backstep stopped; yields the number and loss of each update.\"\"\"
          pixels, targets = images("train")
          count = len(targets)
          batch = min(BATCH, count)
          optimizer = make_optimizer(model)\(decaying)
          model.train()
          \(orders.first.joined(separator: "\n    "))
          for update in range(UPDATES + 1, UPDATES + updates + 1):
              if len(order) < batch:  # the rest of a pass that fills no batch is dropped
                  order = \(orders.next)
              taken, order = order[:batch], order[batch:]
              loss = loss_of(model(enter(pixels[taken])), targets[taken])
              optimizer.zero_grad()
              if loss.requires_grad:  # unless all is frozen
                  loss.backward()
      \((between + ["        optimizer.step()"]).joined(separator: "\n"))
              yield update, loss.item()
      """
  }
}
