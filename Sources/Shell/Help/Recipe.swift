/// How something is done that people ask for: the commands, ready to type.
struct Recipe {
  /// What is done; it follows the word "To".
  let task: String
  /// Other words that people ask with.
  var words = ""
  let line: String

  /// All recipes; a new one is added here.
  static let all = [
    Recipe(
      task: "see the gradient of one pixel", words: "saliency input image sensitivity",
      line: "image 7; backward; print conv.d_in[14,10]"),
    Recipe(
      task: "see the gradient of one weight", words: "filter kernel parameter derivative",
      line: "image 7; backward; print conv.d_filters[2,0,1]; why conv.d_filters[2,0,1]"),
    Recipe(
      task: "train until 95 % of the test images are right",
      words: "accuracy percent reach stop early stopping threshold target",
      line: "until test accuracy > 95%"),
    Recipe(
      task: "compare two learning rates", words: "runs experiments settings versus difference",
      line: "set learning-rate 0.002; sgd 200; goto 0; set learning-rate 0.02; sgd 200; branches"),
    Recipe(
      task: "undo ten updates", words: "go back take revert rewind earlier time travel",
      line: "sgd 30; goto 20"),
    Recipe(
      task: "use a picture of your own", words: "png file files photo load import digit draw",
      line: "draw me.png --label 3"),
    Recipe(
      task: "use data of your own", words: "files file folder dataset images idx import",
      line: "load mnist ./my-folder"),
    Recipe(
      task: "work through an exercise on paper (help given)",
      words: "example exam homework small matrix 5x5 own image upstream given gradient enter",
      line: "image new 4x4; set image[0] 1 2 0 1; net new conv2d 1 2x2; set conv.d_out 1; backward"),
    Recipe(
      task: "see which filters respond to vertical edges (help kernels)",
      words: "find filter detects responds edge horizontal orientation learned",
      line: "sgd 500; filters; image 7; forward; maps conv"),
    Recipe(
      task: "see what a filter for vertical edges does", words: "sobel kernel by hand edge",
      line: "filters set conv 0 sobel-x; image 7; forward; maps conv 0"),
    Recipe(
      task: "see what each filter makes of an image", words: "feature map maps activations",
      line: "image 7; forward; maps conv"),
    Recipe(
      task: "see how a number was computed", words: "arithmetic explain calculation formula",
      line: "image 7; forward; why conv.out[2,10,18]"),
    Recipe(
      task: "check the gradients", words: "numeric gradient finite differences verify correct",
      line: "image 7; gradcheck conv.filters"),
    Recipe(
      task: "find out why the network does not learn",
      words: "nan stuck loss falling wrong problem debug", line: "sgd 100; diagnose"),
    Recipe(
      task: "see the mistakes", words: "errors misclassified images wrong answers confusion",
      line: "sgd 100; test; wrong; confusion"),
    Recipe(
      task: "add a layer", words: "insert relu deeper build change network architecture",
      line: "net insert relu after conv"),
    Recipe(
      task: "build a network of your own", words: "new layers architecture model create define",
      line: "net new conv3x3 8, relu, maxpool2, fc 50, relu, softmax 10"),
    Recipe(
      task: "train in minibatches", words: "batch size", line: "set batch 32; sgd 20"),
    Recipe(
      task: "change a pixel and see what it does", words: "edit set image effect loss whatif",
      line: "image 7; forward; whatif image[14,10] 0.5"),
    Recipe(
      task: "plot the loss", words: "draw curve graph chart learning svg picture export",
      line: "sgd 500; curve > loss.svg"),
    Recipe(
      task: "keep the weights", words: "save store checkpoint export load open reload",
      line: "save net.safetensors; open net.safetensors"),
  ]

  var lines: String { "To \(task):\n    \(line)" }

  /// All of them, for a page of help.
  static var page: String {
    all.map(\.lines).joined(separator: "\n")
  }

  /// The recipes that most of the words are about, the best first; a single word must be in the task
  /// or the words, and two thirds of several words.
  static func search(_ words: [String]) -> [Recipe] {
    guard !words.isEmpty else { return [] }
    let scored = all.map { recipe in
      (recipe, matches: words.count { HelpQuery.speaks("\(recipe.task) \(recipe.words)", of: $0) })
    }
    guard let best = scored.map(\.matches).max(), best * 3 >= words.count * 2, best > 0 else {
      return []
    }
    return scored.filter { $0.matches == best }.map(\.0)
  }
}
