/// Where to begin: with the commands, with what is to be done, or with another program's words.
extension HelpTopic {
  static let beginnings = [
    HelpTopic(
      name: "start", also: ["first steps", "getting started", "beginner", "quick start", "basics"],
      title: "Start: the commands to begin with",
      text: """
        image 7       take training image 7 and show it
        step          do the next operation of the network; repeat it and watch
        back          undo it
        where         show the tape: what has been done, and what comes next
        forward       do the rest of the forward pass, up to the loss
        backward      do the backward pass, from the loss to the image
        probs         show the answer as probabilities
        maps conv     show what each filter makes of the image
        why conv.out[2,10,18]   show the arithmetic of a number: help place
        sgd 100       make 100 updates, each from image to update
        test          measure loss and accuracy on the test images
        diagnose      find out what is wrong with the training
        lesson 0      take the tour; `lesson` lists all lessons
        help WORD     search for help; `help recipes` shows how things are done

        Tab completes, Up brings earlier lines back, Ctrl-C stops, Ctrl-D or `quit` ends.
        """,
      example: "image 7; step 3; where; forward; probs"),
    HelpTopic(
      name: "recipes",
      also: ["recipe", "how to", "howto", "how-to", "examples", "example", "tasks"],
      title: "Recipes: how things are done",
      text: Recipe.page, example: "sgd 30; goto 20"),
    HelpTopic(
      name: "pytorch",
      also: [
        "keras", "tensorflow", "torch", "zero_grad", "zero grad", "optimizer.zero_grad", "autograd",
        "model.fit", "fit", "loss.backward", "optimizer.step", "other tools",
      ],
      title: "For users of PyTorch and Keras: the same things here",
      text: """
        model(x)                forward
        loss.backward()         backward
        optimizer.step()        update
        optimizer.zero_grad()   nothing: gradients never add up from step to step
        conv.weight.grad        conv.d_filters; autograd is why and trace
        model.train()           set mode training
        model.eval()            set mode evaluation
        model.fit(epochs=3)     train 3
        model.evaluate()        test
        model.predict()         forward; probs
        model.summary()         net
        lr=0.01                 set learning-rate 0.01
        batch_size=32           set batch 32
        Conv2d(1, 8, 3)         conv2d 8 3x3, or conv3x3 8, which has no bias
        MaxPool2d(2)            maxpool2
        Linear(1352, 10)        fc 10
        manual_seed(1)          init --seed 1
        torch.save              save net.safetensors

        `export torch FOLDER` writes the network and its training as a PyTorch program;
        `export numpy FOLDER` as one that computes every gradient itself, with NumPy.
        """,
      example: "image 7; forward; backward; print conv.d_filters[2]; update"),
  ]
}
