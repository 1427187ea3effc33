extension HelpTopic {
  /// Those that are Backstep's own: to add one is to add it here.
  static let own = [
    HelpTopic(
      name: "place", also: ["places", "index", "indices", "name", "names", "number", "slice"],
      title: "Places: how numbers are named",
      text: """
        image  label  loss  probabilities  logits
        LAYER.in  LAYER.out  LAYER.d_in  LAYER.d_out
        LAYER.filters  LAYER.weights  LAYER.biases, and d_filters  d_weights  d_biases
        LAYER.totals  LAYER.d_totals     the logits of softmax and sigmoid
        LAYER.winners                    row and column in each pooling window
        LAYER.mean  LAYER.variance  LAYER.normalised  LAYER.running_mean  of batch norm
        LAYER.mask                       the slope of a ReLU, the factor of dropout
        With minibatches the sample comes first: conv.out[0,2,5,7] (help batches).

        d_x is dL/dx: how the loss changes with x. Layers are named by kind (conv, pool,
        softmax) and numbered where a kind occurs twice (conv1, conv2). Indices count from
        0 and stand in brackets: conv.out[2,5,7] is filter 2, row 5, column 7. Fewer
        indices name a part: conv.out[2] is a map. `net` shows the layers; Tab completes.
        """,
      example: "image 7; forward; print conv.out[2,5]; print pool.out[2]; print loss"),
    HelpTopic(
      name: "legend", also: ["sign", "signs", "plus", "minus"],
      title: "What the sign of a gradient says",
      text: """
        +  raising this value raises the loss
        -  raising this value lowers the loss
        0  the loss does not feel this value (a loser of max pooling, for one)

        `not computed` is not 0: no operation of this step has reached it yet.
        An update goes against the gradient: w = w - learning rate x gradient.
        """,
      example: "image 7; backward; why conv.d_filters"),
    HelpTopic(
      name: "tape",
      also: [
        "tapes", "operation", "operations", "step of training", "forward pass", "backward pass",
      ],
      title: "The tape: a step of training, one operation at a time",
      text: """
        image  conv  pool  softmax  loss | <-loss  <-softmax  <-pool  <-conv | update

        Values flow right; gradients flow left. A switch remembers who won. Shared weights
        add up. Nothing changes until update.

        step       the next operation          back       take the last one back
        forward    up to loss                  backward   up to the first layer's <-
        update     the rest of the step        sgd 100    a hundred whole steps
        where      the tape, and your place    step value   inside, one value at a time
        goto 12    right after update 12; goto 12.3 is the third operation after it
        until wrong, until loss > 3: train until something happens

        After `back` or `goto`, stepping on does again what lies ahead; anything new (an edit,
        a setting, another image) forgets it.
        """,
      example: "step 3; where; back; step; goto 0"),
    HelpTopic(
      name: "batches",
      also: [
        "batch", "minibatch", "minibatches", "mini-batch", "batch size", "sample", "samples",
      ],
      title: "Minibatches: several images a step",
      text: """
        set batch 32       from the next step on a step takes 32 images; its loss is
                           the mean of theirs
        image 7            begins a step with image 7 and the 31 that follow it
        image --sample 5   shows sample 5 of the batch; maps, route, probs are of it

        Every number of the forward pass is there once a sample, so the sample's
        index comes first: conv.out[5,2,10,18]. Parameters and their gradients are
        one for all: a weight's gradient is a sum over places and samples, and as
        the loss is a mean, each sample's part is divided by 32. `train` and `sgd N`
        count minibatches; what is left of the data and fills no batch is dropped.
        """,
      example: "set batch 4; image 7; forward; image --sample 2; print loss"),
    HelpTopic(
      name: "modes",
      also: [
        "mode", "training mode", "evaluation", "evaluation mode", "batch norm", "batchnorm",
        "batch normalisation", "dropout",
      ],
      title: "Modes: batch norm and dropout learn one way and answer another",
      text: """
        set mode training     batch norm takes mean and variance from the batch, and
                              keeps a running average of them; dropout drops
        set mode evaluation   batch norm takes the running averages; nothing is dropped

        `test` is always in evaluation mode, `train` and `sgd` want training mode. In
        evaluation mode one can step an image through the network as `test` does. Before
        the first update there are no running averages: mean 0 and variance 1 stand in.
        """,
      example: "set mode evaluation; image 7 --test; forward; set mode training"),
    HelpTopic(
      name: "ties", also: ["tie", "tied", "tie policy"],
      title: "Ties: when several values of a pooling window are the largest",
      text: """
        On blank paper all values of a window are equal, so more than half of the windows of
        an MNIST digit tie. Who gets the gradient then?

        set ties first   the first of them, row by row: the default, and what PyTorch does
        set ties split   each an equal share
        set ties all     each the whole: the gradient is multiplied, and the sum of d_in is
                         no longer the sum of d_out

        `route pool 0` marks the ties.
        """,
      example: "image 7; backward; route pool 0; set ties split; route pool 0"),
    HelpTopic(
      name: "loss",
      also: [
        "losses", "cross-entropy", "crossentropy", "binary cross-entropy", "mse",
        "mean squared error", "error function", "cost",
      ],
      title: "The loss, and where the gradient begins",
      text: """
        With softmax the loss is cross-entropy: -log of the probability of the right class.
        With sigmoid it is binary cross-entropy. Both are computed on the totals (logits),
        together with their gradient, which is simply d_totals = p - y: probability minus 1
        for the right class, probability minus 0 for the others. That never overflows.

        <-loss shows dL/d(out) = -1/p at the right class; <-softmax gives d_totals.

        set loss mse   the mean of (out - y)^2, y being 1 for the right class and 0 for
                       the others; d_out is then 2 (out - y) / outputs
        """,
      example: "image 7; forward; why loss; backward; why softmax.d_totals[3]"),
    HelpTopic(
      name: "optimizer",
      also: ["optimizers", "momentum", "adam", "sgd optimizer", "weight decay", "velocity"],
      title: "Optimizers: what update does with the gradients",
      text: """
        set optimizer sgd        w = w - rate x g
        set optimizer momentum   v = momentum x v - rate x g;  w = w + v
        set optimizer adam       m, s: running averages of g and of g x g, both
                                 corrected for their start at 0;
                                 w = w - rate x m / (sqrt(s) + 1e-8)
        set weight-decay 0.0004  before that, w = w x (1 - 0.0004)

        What they remember has places: conv.velocity_filters; conv.mean_filters and
        conv.square_filters. `why` on a parameter after an update shows the whole sum.
        Good rates differ: digits learns with sgd at 0.005, stack in batches of 32 with
        momentum at 0.01 and with adam at 0.001.
        """,
      example: "set optimizer momentum; sgd 2; print conv.velocity_filters[0]"),
    HelpTopic(
      name: "arithmetic", also: ["rounding", "order of sums", "sum", "sums", "precision"],
      title: "The order in which sums are added",
      text: """
        Computers round each product and each sum, so the order of adding shows in the last
        digits. Backstep has one order, and `why` adds in the same one: that is why its total
        is the stored number to the last bit, on every machine.

        A sum starts at 0 and adds its terms in the order in which `why --all` lists them.
        The totals of a dense layer are added in eight columns: term 1 goes to column 1,
        term 2 to column 2, term 9 to column 1 again; at the end the columns are added from
        left to right, then the bias. Filter gradients leave out places without gradient.
        """,
      example: "image 7; forward; why softmax.totals[3] --all"),
    HelpTopic(
      name: "backprop",
      also: ["backpropagation", "chain rule", "backward passes", "accumulate", "local gradient"],
      title: "The backward pass in five words",
      text: """
        gradient in    what comes from the right: how the loss changes with this output
        local          how this output changes with one input or one weight
        product        gradient in x local
        accumulate     add the products of all the places where the number was used
        gradient out   what goes on to the left; for a weight, what update uses
        """,
      example: "image 0; backward; why conv.d_filters; why --from 1; why --from 1"),
    HelpTopic(
      name: "kernels", also: ["kernel", "hand-made kernels", "sobel", "blur", "edge", "sharpen"],
      title: "Kernels made by hand, and what they do",
      text: """
        blur          sharpen       sobel-x       sobel-y       edge          identity
        1 2 1          0 -1  0      -1  0  1      -1 -2 -1      -1 -1 -1      0 0 0
        2 4 2  / 16   -1  5 -1      -2  0  2       0  0  0      -1  8 -1      0 1 0
        1 2 1          0 -1  0      -1  0  1       1  2  1      -1 -1 -1      0 0 0

        Where the numbers sum to 1 (blur, sharpen, identity), even ground stays as it
        is; where they sum to 0 (sobel, edge), it becomes 0 and only changes show.
        In a larger window blur is a wider bell ([1 4 6 4 1] down and across, / 256, for
        5x5); the others stand in the middle with zeros around. With several channels
        each has the kernel divided by their number. Filters are not flipped.

        What have learned filters (train; filters) in common with these?
        """,
      example: "filters set conv gallery; image 7; forward; maps conv"),
    HelpTopic(
      name: "scripts", also: ["script", "scripting", "pipe", "batch file"],
      title: "Scripts: the same commands without a person",
      text: """
        backstep FILE     backstep < FILE     backstep -c 'image 0' -c forward

        All three print the same. A script stops at the first command that fails, with
        `FILE:LINE: error: ...` on standard error and exit code 1; --keep-going goes on.
        `source FILE` runs a file inside a session, `log FILE` keeps a transcript,
        `record FILE.cast` a recording; `backstep check` compares either with another run.
        """,
      example: "image 0; forward"),
    HelpTopic(
      name: "config",
      also: [
        "init file", "editrc", "pager", "environment", "folders", "keys", "colours", "xdg",
      ],
      title: "Your own settings: the init file, history, keys, pager, folders",
      text: """
        ~/.config/backstep/init   commands that run when a session begins: aliases, settings,
                                  load. They print nothing but a mistake, and end there; the
                                  session begins all the same. --no-init leaves them out
        ~/.local/state/backstep   history: the lines you typed, but for those that begin with
                                  a space; progress: the lessons you have done
        ~/.local/share/backstep   data sets
        ~/.editrc                 keys, as editrc(5) says: `bind -v` for those of vi

        XDG_CONFIG_HOME, XDG_STATE_HOME and XDG_DATA_HOME move the folders.
        BACKSTEP_PAGER, PAGER     the program that shows what is longer than the screen. Not
                                  set: Enter a line, Space a page, q quits. Empty or `cat`:
                                  no stops; `set pager off` is for one session
        NO_COLOR, CLICOLOR, CLICOLOR_FORCE, COLORTERM
                                  whether and how there is colour; --color outranks them
        TERM=dumb, or not set     plain lines: no editing, no colour, no pager
        COLUMNS, LINES            the size, where the terminal does not tell it

        An init file to begin with is one line: alias s step
        """,
      example: "alias s step; s; set pager off"),
  ]
}
