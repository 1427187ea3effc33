import Shell
import Testing

/// What people type by a slip, or because another tool calls it so, and what is suggested.
@Suite struct SpellingTests {
  static let slips: [(typed: String, meant: String)] = [
    // Commands: letters swapped, missing, doubled, wrong case.
    ("stpe", "step"), ("bakc", "back"), ("forwrad", "forward"), ("bakward", "backward"),
    ("updat4", "update"), ("trian", "train"), ("tset", "test"), ("imgae 3", "image"),
    ("Forward", "forward"), ("HELP", "help"), ("filetrs", "filters"), ("mpas conv", "maps"),
    ("rotue pool", "route"), ("wyh conv.out", "why"), ("gradchek", "gradcheck"),
    ("confsuion", "confusion"), ("invarience", "invariance"), ("pritn loss", "print"),
    ("lessons", "lesson"), ("hints", "hint"), ("probe", "probs"), ("wheer", "where"),
    ("what-if conv.filters 0", "whatif"), ("go_to 3", "goto"), ("grad-check", "gradcheck"),
    ("print-gradient", "print"), ("diagnoze", "diagnose"), ("unitl wrong", "until"),
    // Commands that other tools have.
    ("undo", "back"), ("redo", "step"), ("next", "step"), ("run", "train"), ("fit", "train"),
    ("epochs", "train"), ("continue", "step"), ("bye", "quit"), ("ls", "help"),
    ("predictions", "probs"), ("weights", "filters"), ("gradient", "backward"),
    ("gradients", "backward"), ("evaluate", "test"), ("accuracy", "test"), ("model", "net"),
    ("summary", "net"), ("plot", "curve"), ("errors", "wrong"), ("reset", "init"),
    ("undo 3", "back"), ("explain conv.out", "why"), ("dataset", "data"), ("jump 3", "goto"),
    ("activations", "maps"), ("reload", "load"), ("download mnist", "fetch"), ("layers", "net"),
    // Settings, places, topics typed as commands.
    ("lr 0.1", "set learning-rate"), ("learning_rate", "set learning-rate"),
    ("optimiser adam", "set optimizer"), ("momentum", "set momentum"), ("loss", "print loss"),
    ("conv.out[2]", "print conv.out[2]"), ("tie", "help ties"),
    ("clear", "Ctrl-L clears the screen"),
    // Settings and their values.
    ("set lr 0.1", "set learning-rate"), ("set learning_rate 0.1", "set learning-rate"),
    ("set learningrate 1", "set learning-rate"), ("set optimiser adam", "set optimizer"),
    ("set batch_size 4", "set batch"), ("set batchsize 4", "set batch"),
    ("set weight_decay 0.1", "set weight-decay"), ("set wd 0.1", "set weight-decay"),
    ("set moment 0.9", "set momentum"), ("set optimizer adma", "adam"),
    ("set optimizer Adam", "adam"), ("set loss crossentropy", "cross-entropy"),
    ("set loss cross_entropy", "cross-entropy"), ("set ties frist", "first"),
    ("set mode trainig", "training"),
    ("set shuffle false", "off"), ("set shuffle yes", "on"), ("set pixels centered", "centred"),
    // Places.
    ("print conv.filter", "conv.filters"), ("print cnov.out", "conv.out"),
    ("print conv.weights[2]", "conv.filters[2]"), ("print conv.grad", "conv.d_filters"),
    ("print conv.gradient", "conv.d_filters"), ("print softmax.filters", "softmax.weights"),
    ("print softmax.bias", "softmax.biases"), ("print conv.output", "conv.out"),
    ("print pool.winner", "pool.winners"), ("print conv.dout", "conv.d_out"),
    ("print softmax.logits", "softmax.totals"), ("print probabilites", "probabilities"),
    ("print pol.otu[1]", "pool.out[1]"), ("print softmax.dw", "softmax.d_weights"),
    ("why conv.d_filter[0,0,0]", "conv.d_filters[0,0,0]"), ("print conv1.out", "conv.out"),
    ("print Conv.Out", "conv.out"), ("print lable", "label"), ("print img", "image"),
    // Layers, presets, bugs, data, lessons, options, help.
    ("maps cnov", "conv"), ("maps conv1", "conv"), ("route pol", "pool"),
    ("net new conv3x3 8, maxpol2, softmax 10", "maxpool2"),
    ("net new conv3x3 8, relu2, softmax 10", "relu"),
    ("net new dense 10, softmax 10", "fc"), ("net new conv 8, softmax 10", "conv3x3"),
    ("net new conv3x3 8, Softmax 10", "softmax"), ("net new batch_norm, softmax 10", "batchnorm"),
    ("net new linear 5, softmax 10", "fc"), ("net new conv2d 2 3x3 strid=2, softmax 10", "stride"),
    ("net preset digts", "digits"), ("net preset le_net", "lenet"), ("net presets", "preset"),
    ("bug on conv-fliped", "conv-flipped"), ("bug on conv_flipped", "conv-flipped"),
    ("load minst", "mnist"), ("load cifar-10", "cifar10"), ("load fashion_mnist", "fashion"),
    ("image 3 --tset", "--test"), ("train --test_every 10", "--test-every"),
    ("maps conv --gradient", "--grad"), ("filters set conv blurr", "blur"),
    ("filters set conv sobel_x", "sobel-x"), ("curve acuracy", "accuracy"),
    ("help forwrad", "help forward"), ("help gradeint", "help gradient"),
    ("help softmaxx", "help softmax"), ("until wrnog", "wrong"), ("until rihgt", "right"),
  ]

  @Test func `a hundred slips, and what is meant`() throws {
    #expect(Self.slips.count >= 100)
    let shell = try TestShell()
    try shell.run("image 0; forward; backward")
    let before = shell.state
    var failures: [String] = []
    for (typed, meant) in Self.slips {
      let error = shell.error(typed)
      if error?.hint != meant {
        failures.append("\(typed): \(error?.hint ?? "nothing"), not \(meant)")
      }
    }
    #expect(shell.state == before)
    let right = Self.slips.count - failures.count
    print("\(right) of \(Self.slips.count) slips get what is meant; not these:")
    for failure in failures { print("  \(failure)") }
    #expect(right * 10 >= Self.slips.count * 9, "\(failures.joined(separator: "\n"))")
  }

  @Test(arguments: ["xyzzy", "qqqq", "frobnicate", "1234567", "%%%"])
  func `what is like nothing gets no wild guess`(_ word: String) throws {
    let shell = try TestShell("load toy")
    #expect(shell.error(word)?.hint?.hasPrefix("help lists the commands") == true)
    #expect(shell.error("set \(word)a 1")?.hint == "set lists the settings")
  }
}
