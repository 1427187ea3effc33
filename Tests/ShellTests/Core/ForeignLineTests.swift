import TestSupport
import Testing

@testable import Shell

/// Lines in the language of other programs, and slips: what is suggested can be run as it is.
@Suite struct ForeignLineTests {
  /// Lines, and what is suggested for them in a session with a step whose gradients are computed.
  static let meanings: [(String, String)] = [
    ("classify 3", "image 3; forward; probs"), ("gradient conv", "print conv.d_filters"),
    ("print d_image[14,10]", "print conv.d_in[14,10]"),
    ("print conv.d_in[0,14,10]", "print conv.d_in[14,10]"),
    ("print image.grad", "print conv.d_in"), ("print image[3,4].grad", "print conv.d_in[3,4]"),
    ("print conv.weight.grad[2]", "print conv.d_filters[2]"),
    ("until max(x) > 1", "until max(conv.in) > 1"), ("print(conv.out)", "print conv.out"),
    ("print(loss)", "print loss"), ("loss > 3", "until loss > 3"),
    ("accuracy > 0.95", "until accuracy > 0.95"), ("until acc > 0.9", "until accuracy > 0.9"),
    ("until accuracy > 95", "until accuracy > 95%"),
    ("net new Conv2D(8, 3), MaxPooling2D(2), Dense(10)", "net new conv2d 8 3x3, maxpool2, fc 10"),
    (
      "net new Conv2D(8, (3, 3), activation='relu'), Flatten(), Dense(10, activation='softmax')",
      "net new conv2d 8 3x3, relu, flatten, softmax 10"
    ),
    (
      "model = nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(1176, 10))",
      "net new conv2d 6 5x5 padding=2, relu, maxpool2, flatten, fc 10"
    ),
    ("Conv2D(8, 3), Dense(10)", "net new conv2d 8 3x3, fc 10"),
    ("route 0", "route pool 0"), ("maps 3", "maps conv 3"), ("pool 0", "route pool 0"),
    ("conv 2", "maps conv 2"), ("p loss", "print loss"), ("n", "step"), ("rs", "back"),
    ("opt.step()", "update"), ("opt.zero_grad()", "help zero_grad"),
    ("model.eval()", "set mode evaluation"), ("model.train()", "set mode training"),
    ("model.fit(epochs=1)", "train 1"), ("model.summary()", "net"), ("bt", "where"),
    ("torch.manual_seed(3)", "init --seed 3"),
    (
      "optimizer = torch.optim.Adam(model.parameters(), lr=0.001)",
      "set optimizer adam; set learning-rate 0.001"
    ),
    ("break wrong", "until wrong"), ("print conv.out[99,0,0]", "print conv.out[7,0,0]"),
  ]

  @Test(arguments: meanings)
  func `what is meant is suggested`(_ line: String, _ meant: String) throws {
    let shell = try TestShell("image 0; forward; backward")
    #expect(shell.error(line)?.hint == meant, "\(line)")
  }

  static let more = [
    // Keras and PyTorch.
    "loss.backward()", "model.predict(x)", "model.evaluate(x, y)", "model(x)", "y = model(x)",
    "model.forward(x)", "loss.item()", "torch.save(model, 'x.pt')", "model.load_weights('x.h5')",
    "plt.plot(losses)", "plt.show()", "plt.imshow(image)", "print(model)", "print(image[3])",
    "model.compile(optimizer='adam')", "nn.Conv2d(1, 8, 3)", "Dense(10)", "net new Dense(10)",
    "net new Linear(784, 10)", "net new nn.Linear(784, 10), nn.Softmax(dim=1)",
    "scheduler.step()", "from torch import nn", "for epoch in range(3)", "with torch.no_grad()",
    "optimizer = torch.optim.SGD(model.parameters(), lr=0.01)", "print(conv.weight)",
    "print(conv.weight.grad)", "print conv.grad", "conv.weight.grad", "x.grad", "image.grad",
    "print softmax.weight.grad", "print softmax.bias", "model.parameters()", "model.add(Dense(10))",
    "forward()", "step()", "step(3)", "back(2)", "sgd(100)", "train()", "test()", "probs()",
    "set(lr, 0.1)", "lr = 0.1", "batch_size=32", "epochs=3", "accuracy", "val_accuracy > 0.9",
    // Debuggers.
    "r", "c", "s", "ni", "si", "l", "b conv", "break conv", "break loss > 3", "watch loss",
    "watch conv.out", "display conv.out", "info locals", "info", "x conv.out", "p conv.out[2]",
    "p image", "finish", "reverse-step", "reverse-continue", "rc", "backtrace", "frame", "delete 1",
    "print $1", "set var x = 3", "list", "tbreak wrong", "rn 2",
    // Slips.
    "image(7)", "maps 9", "route 9 9 9", "route conv", "why 3", "why conv", "trace conv",
    "gradcheck conv", "gradcheck(conv)", "classify", "predict 3", "recognize 7", "gradient pool",
    "gradient softmax", "gradient nothing", "until max(x)", "until norm(conv.d_filter) < 1",
    "until test acuracy > 0.9", "until accuracy", "until test loss", "until average loss",
    "load net.safetensors", "load image.npy", "print conv.in[0,0,0,0]", "print loss[3]",
    "pool", "conv", "softmax 3", "relu 2", "conv.out", "image[3,4]", "d_image", "filters 3",
  ]

  /// Sessions in which a suggestion has to hold: a new one, one within a step, one with gradients,
  /// one with minibatches.
  static let beginnings = [
    "where", "image 0; forward", "image 0; forward; backward", "set batch 4; image 0; forward",
  ]

  @Test(arguments: beginnings)
  func `every suggestion can be run as it is`(_ beginning: String) throws {
    let shell = try TestShell(beginning)
    let folder = try TemporaryFolder()
    var tried = 0
    // Each line is tried in one of the sessions.
    let turn = Self.beginnings.firstIndex(of: beginning) ?? 0
    let lines = Self.meanings.map(\.0) + Self.more + SpellingTests.slips.map(\.typed)
    for (number, line) in lines.enumerated() where number % 4 == turn {
      let fresh = TestShell(from: shell.session)
      guard let error = fresh.error(line), error.isSuggestion, let hint = error.hint else {
        continue
      }
      tried += 1
      guard !hint.hasPrefix("save ") && !hint.hasPrefix("fetch ") else { continue }
      // Ctrl-C ends what would take long.
      let keyboard = Keyboard(questionsLeft: 10)
      let again = TestShell(from: shell.session, isInterrupted: { keyboard.ask() })
      // What is written goes to a folder of the test, not to the one where it runs.
      let words = hint.split(separator: " ")
      let typed =
        words.count == 3 && words[0] == "exercise"
        ? "exercise \(words[1]) '\(folder["\(tried)"])'" : hint
      if let next = again.error(typed), next.word != nil {
        Issue.record("\(beginning): \(line): `\(hint)` fails: \(next.problem)")
      }
    }
    #expect(tried >= 20, "\(tried)")
  }

  @Test(
    arguments: [
      ("Conv2D(6, 5, padding='same')", "conv2d 6 5x5 padding=2"),
      ("nn.Conv2d(1, 6, kernel_size=5, stride=2)", "conv2d 6 5x5 stride=2"),
      ("MaxPooling2D((3, 3), strides=2)", "maxpool 3 stride=2"), ("AvgPool2d(2)", "avgpool 2"),
      (
        "Dense(100), Dropout(0.5), Dense(1, activation='sigmoid')",
        "fc 100, dropout keep=0.5, sigmoid"
      ),
      ("nn.Linear(50, 10), nn.Softmax(dim=1)", "softmax 10"),
      (
        "Conv2D(6, 5, activation='sigmoid'), nn.Linear(9, 3), nn.Sigmoid(), nn.Linear(3, 10)",
        "conv2d 6 5x5, sigmoid, fc 3, sigmoid, fc 10"
      ),
      ("nn.Linear(9, 3), nn.Sigmoid(), nn.Linear(3, 1), nn.Sigmoid()", "fc 3, sigmoid, sigmoid"),
      ("Dense(3, activation='sigmoid')", nil), ("Flatten(), nn.Sigmoid()", nil),
      ("Sequential([Dense(10)])", "fc 10"), ("LSTM(3)", nil), ("conv3x3 8", nil),
      ("Softmax()", nil), ("Conv2D()", nil),
    ] as [(String, String?)])
  func `networks of other programs are translated`(_ text: String, _ diagram: String?) {
    #expect(ForeignDiagram.translated(text) == diagram)
  }
}
