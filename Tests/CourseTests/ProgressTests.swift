import Course
import Testing

@Suite struct ProgressTests {
  @Test func `what is written is read`() {
    var progress = Progress()
    progress["tour"] = Progress.Entry(isDone: true)
    progress["pool"].step = "winners"
    progress["maps"] = Progress.Entry(isDone: true, step: "look")
    progress["image"] = Progress.Entry()
    #expect(Progress(parsing: progress.text) == progress)
    #expect(progress.text.hasPrefix("# "))
    #expect(!progress.text.contains("image"))
  }

  @Test func `damage costs the damaged lines only`() {
    let progress = Progress(
      parsing:
        "tour done\nXXX\u{0}\npool at\nmaps at Look\r\nfilter done at\n\u{1B}[2J done\nimage at look"
    )
    #expect(progress["tour"].isDone)
    #expect(progress["image"].step == "look")
    for id in ["pool", "maps", "filter"] { #expect(progress[id] == Progress.Entry()) }
    #expect(Progress(parsing: "") == Progress())
    #expect(Progress(parsing: String(repeating: "a done\n", count: 100_000))["a"].isDone)
  }

  private static let old = """
    # Backstep: lessons done, and the step to go on with
    image done
    pool at windows
    softmax done at scores
    """

  @Test func `what an earlier version wrote is read`() {
    let progress = Progress(parsing: Self.old)
    #expect(progress["image"] == Progress.Entry(isDone: true))
    #expect(progress["pool"] == Progress.Entry(step: "windows"))
    #expect(progress["softmax"] == Progress.Entry(isDone: true, step: "scores"))
  }

  @Test(arguments: ["/home/ada/pool.md", "/tmp/a b#c%.md", "/größe/x.md"])
  func `a lesson in a file has progress of its own`(_ path: String) {
    let key = Progress.key(of: "pool", inFile: path)
    var progress = Progress(parsing: Self.old)
    progress[key] = Progress.Entry(isDone: true)
    let again = Progress(parsing: progress.text)
    #expect(again == progress)
    #expect(again[key].isDone && !again["pool"].isDone)
    #expect(!again[Progress.key(of: "pool", inFile: path + "x")].isDone)
  }

  @Test func `lines that cannot be read are passed over`() {
    let text = "/ done\n/a b done\n/a#B done\n../x#y done\nimage done\n"
    var progress = Progress()
    progress["image"].isDone = true
    #expect(Progress(parsing: text) == progress)
  }
}
