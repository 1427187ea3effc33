import ArgumentParser
import ConvNet
import Lab
import Rendering

struct RouteCommand: ShellCommand {
  static let group = CommandGroup.look
  static let traits = CommandTraits.work
  static let configuration = CommandConfiguration(
    named: "route", abstract: "Show where the gradient goes through max pooling.",
    discussion: """
      route               filter 0 of the first pooling
      route pool 2        filter 2: winners, losers, ties and the gradient over the whole map
      route pool 2 5 7    one window: its values, who won, what came and what left
      route pool 2 --all  every row of a map that is too large for a screen

      `forward` computes the winners, `backward` the gradient.
      """)

  @Argument(help: ArgumentHelp("A pooling layer.", valueName: "layer")) var layer: String?
  @Argument(help: ArgumentHelp("Which map.", valueName: "filter")) var filter: String?
  @Argument(help: ArgumentHelp("The window's row.", valueName: "row")) var row: String?
  @Argument(help: ArgumentHelp("The window's column.", valueName: "column"))
  var column: String?
  @Flag(help: "Show every row, even of a large map.") var all = false

  var onlyLooks: Bool { true }

  func run(in session: inout Session, on console: Console) throws {
    let (route, window) = try shown(in: session)
    console.print(
      window.map {
        WindowPicture.block(
          route, row: $0.row, column: $0.column,
          aboutTies: .init(rule: "`set ties`", more: "see `help ties`"), width: console.width())
      }
        ?? RoutePicture.block(
          route, title: Self.line(route),
          more: "one window: \(Self.line(route)) \(route.middle.row) \(route.middle.column)",
          width: console.width(), height: all ? nil : (22, "\(Self.line(route)) --all")))
    if !route.followsRule {
      console.print("\(Narration.ofDeviation(session.trainer))   next: gradcheck")
    }
  }

  /// The command that shows a route.
  private static func line(_ route: PoolingRoute) -> String {
    "\(name) \(route.layer) \(route.filter)"
  }

  /// The pooling of a map, and the window to show in full.
  private func shown(
    in session: Session
  ) throws -> (route: PoolingRoute, window: (row: Int, column: Int)?) {
    let network = session.trainer.network
    let pooling = try Self.pooling(layer, in: network)
    let (index, name) = (pooling.layer, pooling.name)
    let shape = network.outputs[index]
    let filter =
      try self.filter.map {
        try Arguments.integer($0, "A map of `\(name)`", in: 0...shape[0] - 1, after: [layer])
      } ?? 0
    let route = try Captions.route(
      session.trainer, layer: index, filter: filter, shown: session.shown)
    guard let row else { return (route, nil) }
    guard let column else {
      throw CommandError(
        "`route` needs a row and a column, or neither.", at: CommandError.end,
        hint: "route \(name) \(filter) \(row) 0")
    }
    let before = [layer, self.filter]
    let r = try Arguments.integer(row, "The window's row", in: 0...shape[1] - 1, after: before)
    let c = try Arguments.integer(
      column, "The window's column", in: 0...shape[2] - 1, after: before + [row])
    return (route, (r, c))
  }

  /// The max pooling layers, with their positions in the network and their window sizes.
  static func poolings(
    of network: Network<Float>
  ) -> [(layer: Int, name: String, window: Int)] {
    network.nodes.enumerated().compactMap { layer, node in
      (node.layer as? any MaxPooling<Float>).map { (layer, node.name, $0.window) }
    }
  }

  /// The max pooling layer with a name; the first one if no name is given.
  static func pooling(
    _ name: String?, in network: Network<Float>
  ) throws(CommandError) -> (layer: Int, name: String, window: Int) {
    let poolings = poolings(of: network)
    guard let first = poolings.first else {
      let mean = network.nodes.first { $0.layer is any Pooling<Float> }
      throw CommandError(
        "The network has no max pooling.",
        hint: mean.map { "print \($0.name).d_in" } ?? "net preset digits")
    }
    guard let name else { return first }
    return try Arguments.choice(name, "max pooling", among: poolings) { $0.name }
  }

  static func candidates(after words: [String], in session: Session) -> [Offer] {
    let network = session.trainer.network
    guard let layer = words.first else {
      return poolings(of: network).map { Offer($0.name) }
    }
    guard words.count < 4, let index = Completer.layer(layer, in: session),
      network.outputs[index].rank == 3
    else { return [] }
    return Completer.numbers(network.outputs[index][words.count - 1])
  }
}

extension RouteCommand: PicturedCommand {
  static var figureSaysAll: Bool { true }

  func figure(in session: Session, on console: Console) throws -> Figure? {
    let (route, window) = try shown(in: session)
    // What blank paper gives is asked of the layer before; an image itself is drawn against 0.
    let source = session.trainer.network.index(of: route.layer).map { $0 - 1 } ?? -1
    let blank = source < 0 ? nil : Captions.blanks(session.trainer, layer: source)?[route.filter]
    guard let window else {
      return route.figure(
        title: Captions.heading("the route through \(route.layer), map \(route.filter)", session),
        blank: blank, howToGetGradient: Narration.command(for: .lossGradient))
    }
    return route.figure(
      title: Captions.heading(
        "window (\(window.row),\(window.column)) of \(route.layer), map \(route.filter)", session),
      row: window.row, column: window.column, blank: blank)
  }
}
