import ConvNet
import Lab
import Rendering

/// What the pages of some commands have no room for.
extension HelpTopic {
  static let details = [
    HelpTopic(
      name: "layers", also: ["layer", "diagram", "diagrams", "residual", "1-d layers"],
      title: "Layers: what a network is made of",
      text: """
        \(Diagram.vocabulary.map { "\($0.usage)".padded(to: 28) + $0.summary }
          .joined(separator: "\n"))

        `softmax 1352 10` states the inputs, too; a single logit, `fc 1`, tells two classes apart.
        conv2d and the poolings round down, as in PyTorch: (size + 2 padding - K) / stride + 1
        windows fit, and `net` says which rows and columns no window covers. padding=same
        keeps the size; it is for square kernels of odd size with stride 1.

        There are no residual connections: the tape, `back` and `trace` follow one path from the
        image to the loss. There are no 1-D layers either: an image of one row with kernels of
        1xK, conv2d 4 1x5, is the same arithmetic.
        """,
      example: "net new conv2d 4 5x5 padding=2, relu, maxpool2, fc 10, relu, softmax 10; net"),
    HelpTopic(
      name: "bugs", also: ["debugging"],
      title: "Bugs: those that can be switched on, to practise finding them",
      text: """
        \(BugCatalog.all.map(\.name).joined(separator: ", ")).

        `bug list` says what each does; `detect` shows which check sees which bug. A bug that
        cannot show in the network does nothing until it can.

        Two together explain a known result, 10 % right on CIFAR-10: the first answers are certain
        and wrong, the first update is huge, and after it every ReLU gives 0.
          load cifar10; set pixels raw; bug on kernel-unscaled; bug on kernels-integer
          set optimizer sgd; set learning-rate 0.001; set batch 3750; sgd 5; confusion
        """,
      example: "image 7; bug list; bug on conv-flipped; gradcheck"),
    HelpTopic(
      name: "assignments", also: ["assignment", "grade", "grading", "marks"],
      title: "Assignments: lessons that are handed in and graded",
      text: """
        Front matter that makes a lesson an assignment; besides `id` and `title`, the first
        line is enough:
          assignment: hw1
          due: Friday       shown, not enforced
          seed: student     draws other weights, images and hidden bugs for each student
          hints: 1          how many hints each part gives
          answer: no        `answer` does not show answers; skip: no is the same for `skip`
          why: after        what would show an answer is locked until the question is answered

        A student:  backstep lesson hw1.md --student 42   then   hand-in hw1-42.md
        A teacher:  backstep grade FOLDER --of hw1.md --csv marks.csv --feedback pages

        Grading runs each journal again with the student's numbers and recomputes what is right.
        `practice exam` in an assignment draws its questions for the student, and the results that
        `judge` reads are handed in, too; each has a column of its own. Put both before the last
        part, or end that one with a question: an assignment ends as soon as a last part without
        one is shown.

        Grading cannot show who typed the lines. Whoever edits the file and its hashes can alter times
        and leave out tries and hints; a student can also begin again after `lesson forget`. What
        was printed and what is right cannot be forged.
        """,
      example: "practice exam; answer; practice stop"),
    HelpTopic(
      name: "checks", also: ["check", "conservation", "sanity checks"],
      title: "Checks: what detect and gradcheck look at",
      text: """
        loss      the reported loss falls: its last fifth is below 95 % of the first
        accuracy  the reported accuracy is well above guessing
        grad      the gradient check, for some numbers of every group, on two images
        cons      conservation: pooling passes on as much gradient as it gets
        update    every parameter moved as the rule says: -rate x gradient for SGD
        ranges    all values are finite and none is huge, no layer is all 0; also for an image
                  with ten thousand times the contrast

        `detect` takes the session's data if they have ten classes and images of 16x16 or more,
        otherwise MNIST. Its network, unless --here:
          \(DetectCommand.diagram)

        If the network has more than 20,000 numbers or takes minibatches, `gradcheck` checks 20
        numbers of each group, over at most 4 images: those with the largest gradients, and those
        of 40 drawn at random that agree least at one step.
        """,
      example: "image 7; gradcheck softmax.biases"),
    HelpTopic(
      name: "colours", also: ["colour", "color", "colors", "no_color"],
      title: "Colours: when they are used",
      text: """
        Colours are used on a terminal, not in scripts, files, pipes or logs, unless one of
        these, the first that applies, says otherwise:
          --color always, --color never   when Backstep is started
          NO_COLOR         set to anything: never
          CLICOLOR_FORCE   set, and not 0: always
          CLICOLOR         0: never
          TERM             dumb or unset, or a terminal without colours: never

        `style ascii` has colours only with --color always. With COLORTERM=truecolor any colour is
        used, otherwise 256. On a terminal with 8 or 16 colours, pictures are characters, red
        above 0 and blue below 0, and hints are magenta.
        """,
      example: "style"),
  ]
}
