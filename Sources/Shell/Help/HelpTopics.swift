extension HelpTopic {
  /// The topics that are specific to Backstep. To add one, add it here.
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
        0 and are written in brackets: conv.out[2,5,7] is filter 2, row 5, column 7. Fewer
        indices name a part: conv.out[2] is a map. `net` shows the layers; Tab completes.
        """,
      example: "image 7; forward; print conv.out[2,5]; print pool.out[2]; print loss"),
    HelpTopic(
      name: "legend", also: ["sign", "signs", "plus", "minus"],
      title: "What the sign of a gradient says",
      text: """
        +  raising this value raises the loss
        -  raising this value lowers the loss
        0  a small change of this value does not change the loss; an example is a value that
           did not win in max pooling

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

        step          do the next operation
        step value    the same, one value at a time
        play          the rest of the step as a film; play conv: one operation
        back          undo the last operation
        forward       do the rest of the forward pass, up to loss
        backward      do the backward pass, up to <- of the first layer
        update        do the remaining operations, including the update
        sgd 100       make a hundred updates
        where         show the tape and your place on it
        goto 12       go to right after update 12; goto 12.3: to the third operation after it
        until wrong   train until something happens

        After `back` or `goto`, `step` repeats what was undone. If you do anything else (an
        edit, a setting, another image), it is kept as a branch. `keep good` names a point.
        """,
      example: "step 3; where; back; step; goto 0"),
    HelpTopic(
      name: "batches",
      also: [
        "batch", "minibatch", "minibatches", "mini-batch", "batch size", "batchsize", "sample",
        "samples",
      ],
      title: "Minibatches: several images per step",
      text: """
        set batch 32       sets the batch size: each step after this one takes 32 images,
                           and its loss is the mean of their losses
        image 7            begins a step with image 7 and the 31 that follow it
        image --sample 5   shows sample 5 of the batch; maps, route and probs show it too

        Every number of the forward pass exists once per sample, so the index of the sample
        comes first: conv.out[5,2,10,18]. Parameters and their gradients exist once: the
        gradient of a weight is a sum over places and samples, and because the loss is a mean,
        the part of each sample is divided by 32. `train` and `sgd N` count minibatches. Images
        at the end that do not fill a batch are dropped.
        """,
      example: "set batch 4; image 7; forward; image --sample 2; print loss"),
    HelpTopic(
      name: "modes",
      also: [
        "mode", "training mode", "evaluation", "evaluation mode", "batch norm", "batchnorm",
        "batch normalisation", "dropout",
      ],
      title: "Modes: batch norm and dropout in training and in evaluation",
      text: """
        set mode training     batch norm takes mean and variance from the batch, and
                              keeps a running average of them; dropout drops
        set mode evaluation   batch norm takes the running averages; nothing is dropped

        `test` is always in evaluation mode, `train` and `sgd` need training mode. In
        evaluation mode you can step an image through the network as `test` does. Before
        the first update there are no running averages; it uses mean 0, variance 1.

        Batch norm computes (x - mean) / sqrt(variance + 1e-8). The variance is the sum of
        squared distances divided by their number m, not m - 1; the running one, too. Each
        update makes a running average keep x old + (1 - keep) x the batch's; the first
        batch's is taken whole. keep is 0.9 for maps and 0.99 after flat layers, unless
        batchnorm keep=... says otherwise.
        """,
      example: "set mode evaluation; image 7 --test; forward; set mode training"),
    HelpTopic(
      name: "ties", also: ["tie", "tied", "tie policy"],
      title: "Ties: when several values of a pooling window are the largest",
      text: """
        On blank paper all values of a window are equal, so more than half of the windows of
        an MNIST digit tie. Which of them gets the gradient?

        set ties first   the first of them, row by row: the default, and what PyTorch does
        set ties split   each of them gets an equal share
        set ties all     each of them gets all of it, so the sum of d_in is no longer the sum
                         of d_out

        `route pool 0` marks the ties.
        """,
      example: "image 7; backward; route pool 0; set ties split; route pool 0"),
    HelpTopic(
      name: "loss",
      also: [
        "losses", "one-hot", "one hot", "one-hot encoding", "cross-entropy", "crossentropy",
        "binary cross-entropy", "mse",
        "mean squared error", "error function", "cost",
      ],
      title: "The loss, and where the gradient begins",
      text: """
        With softmax the loss is cross-entropy: -log of the probability of the right class.
        With sigmoid, or a single logit (fc 1), it is binary cross-entropy. Both are computed on
        the totals (logits), together with their gradient, d_totals = p - y: the label y is
        one-hot, 1 for the right class and 0 for the others. Computed this way, it never
        overflows.

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

        What an optimizer remembers has places: conv.velocity_filters; conv.mean_filters and
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
        Batch norm's sums, which are as long as a batch, are added in eight columns too, but
        in Double (16 digits), and only their totals are rounded.
        """,
      example: "image 7; forward; why softmax.totals[3] --all"),
    HelpTopic(
      name: "backprop",
      also: [
        "backpropagation", "chain rule", "backward passes", "accumulate", "local gradient",
        "upstream", "upstream gradient", "downstream", "downstream gradient",
      ],
      title: "Backpropagation: the chain rule, layer by layer",
      text: """
        gradient in    from the right, upstream: how the loss changes with this output
        local          how this output changes with one input or one weight
        product        gradient in x local: the chain rule
        accumulate     add the products of all places where the number was used
        gradient out   continues to the left, downstream; for a weight, `update` uses it
        """,
      example: "image 0; backward; why conv.d_filters; why --from 1; why --from 1"),
    HelpTopic(
      name: "kernels",
      also: [
        "kernel", "hand-made kernels", "sobel", "blur", "edge", "edges", "vertical edges",
        "edge detection", "sharpen",
      ],
      title: "Kernels made by hand, and what they do",
      text: """
        blur          sharpen       sobel-x       sobel-y       edge          identity
        1 2 1          0 -1  0      -1  0  1      -1 -2 -1      -1 -1 -1      0 0 0
        2 4 2  / 16   -1  5 -1      -2  0  2       0  0  0      -1  8 -1      0 1 0
        1 2 1          0 -1  0      -1  0  1       1  2  1      -1 -1 -1      0 0 0

        If the numbers sum to 1 (blur, sharpen, identity), an even area keeps its value; if
        they sum to 0 (sobel, edge), it becomes 0, and only changes are visible.
        In a larger window blur is wider ([1 4 6 4 1] down and across, / 256, for 5x5); the
        others are in the middle, with zeros around them. With several channels, each channel
        has the kernel divided by the number of channels. Filters are not flipped.

        A filter responds to vertical edges if its left and right columns have opposite signs,
        as in sobel-x, and to horizontal ones if its top and bottom rows do, as in sobel-y.
        What do learned filters (train; filters) have in common with these?
        """,
      example: "filters set conv gallery; image 7; forward; maps conv"),
    HelpTopic(
      name: "scripts", also: ["scripting", "pipe", "batch file"],
      title: "Scripts: commands from a file",
      text: """
        backstep FILE     backstep < FILE     backstep -c 'image 0' -c forward

        All three print the same. A script stops at the first command that fails, with
        `FILE:LINE: error: ...` on standard error and exit code 1; with --keep-going it
        continues. With -i the session continues at the prompt: backstep -i FILE,
        backstep -i -c 'sgd 500'. If a quote or a bracket is still open at the end of a line,
        the next line continues it; the line break counts as a space, or ends a row of a matrix.
        `source FILE` runs a file inside a session, `log FILE` keeps a transcript,
        `record FILE.cast` a recording; `backstep check` compares either with another run.

        A Markdown file, such as a log, may come from somebody else. Its commands may only write
        new files inside the working folder, unless you say --trust (help source).
        """,
      example: "image 0; forward"),
    HelpTopic(
      name: "redirection",
      also: ["redirect", "output to a file", "append", "csv", "json", "data for other programs"],
      title: "Redirection: write what a command prints to a file",
      text: """
        sgd 500 > run.txt        a new file; an existing one is not overwritten
        sgd 500 >! run.txt       overwrites it; so does > run.txt --force
        test >> run.txt          adds to the end of the file
        curve --csv > curve.csv  data for other programs; --json for JSON
        curve > curve.svg        a picture, with .svg or .png: help picture
        sgd 500 > /dev/null      discards it

        The file gets what the screen would show, as wide as the screen, but without colours,
        progress, and lines that begin with `next:`. It is written when the command is done; a
        command that fails writes nothing. If the file cannot be written, the command does not
        run.

        `until loss > 3` compares; `until loss > 3 > run.txt` does both. In quotes, in the
        definition of an alias and in an answer, > is only a character.
        """,
      example: "sgd 500 > /dev/null; test; curve --csv"),
    HelpTopic(
      name: "config",
      also: [
        "init file", "editrc", "pager", "environment", "folders", "keys", "xdg",
      ],
      title: "Your own settings: the init file, history, keys, pager, folders",
      text: """
        ~/.config/backstep/init   commands that run when a session begins: aliases, settings,
                                  load. They print only errors; after an error the rest is
                                  skipped, and the session begins. --no-init skips the file
        ~/.local/state/backstep   history: the lines you typed, except those that begin with a
                                  space; progress: the lessons you have done. To keep neither,
                                  replace them with links to /dev/null
        ~/.local/share/backstep   data sets
        ~/.editrc                 keys: see editrc(5); `bind -v` gives those of vi

        At the prompt, Up and Down go through earlier lines that begin like the one being typed,
        Ctrl-R searches, Tab completes, Alt-. inserts the last word of the previous line.
        Ctrl-X Ctrl-E, or \\e at the end of the line, opens it in your text editor.

        XDG_CONFIG_HOME, XDG_STATE_HOME and XDG_DATA_HOME move the folders.
        BACKSTEP_PAGER, PAGER     the program that shows output longer than the screen. If not
                                  set: Enter shows a line, Space a page, q quits, and any
                                  other key begins the next line. Empty or `cat`: no
                                  pager; `set pager off` is for one session
        NO_COLOR, CLICOLOR, CLICOLOR_FORCE, COLORTERM
                                  whether and how colours are used; --color comes first
        TERM=dumb, or not set     plain lines: no editing, no colour, no pager
        COLUMNS, LINES            the size, if the terminal does not report it

        A simple init file is one line: alias s step
        """,
      example: "alias s step; s; set pager off"),
  ]
}
