import Foundation
import Rendering
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A page as Markdown and as HTML.
@Suite struct DocumentTests {
  private static let hostile = "<script>alert('x')</script> & \"quoted\" `code <b>` ]]> \u{1B}[2J"

  private static func document(_ text: String) -> Document {
    Document(
      title: text,
      parts: [
        .heading(text), .subheading(text), .paragraph(text), .quote(text), .list([text, "b"]),
        .facts([Document.Fact("Name", text)]), .screen([text, "```", "a  b"]), .ruled(2),
        .pageBreak,
      ])
  }

  /// The names of the elements and the text of a page, read as XML.
  private final class Reader: NSObject, XMLParserDelegate {
    var names: Set<String> = []
    var attributes: Set<String> = []
    var text = ""

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes found: [String: String]
    ) {
      names.insert(name)
      attributes.formUnion(found.keys)
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
  }

  @Test(
    arguments: [
      Hostile(hostile), "", "a", "` ` `", "\u{202E}turned\u{0}", "Zoë 世界 \u{1F600}",
    ])
  func `HTML is well-formed, and what is said in it stays text`(_ hostile: Hostile) throws {
    let text = hostile.text
    let html = Self.document(text).html
    let reader = Reader()
    let parser = XMLParser(data: Data(html.utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(reader.names.isDisjoint(with: ["script", "b", "img", "link", "iframe"]))
    #expect(reader.attributes.isDisjoint(with: ["src", "href", "onload", "style"]))
    if text == Self.hostile { #expect(reader.text.contains("<script>alert('x')</script> &")) }
  }

  @Test func `HTML asks for nothing from elsewhere, and no control character is in it`() {
    let html = Self.document(Self.hostile).html
    #expect(!html.contains("http://") && !html.contains("https://") && !html.contains("url("))
    #expect(html.contains("default-src 'none'"))
    #expect(html.contains("<code>code &lt;b&gt;</code>"))
    #expect(!html.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
  }

  @Test func `in Markdown nothing that is said is taken for a mark`() {
    let text = Document(
      title: "T", parts: [.paragraph("# *a* [b](c) <d> _e_"), .quote("- f"), .list(["1. g"])]
    ).text(as: .markdown)
    #expect(
      text == """
        # T

        \\# \\*a\\* \\[b\\](c) \\<d\\> \\_e\\_

        > \\- f

        - 1\\. g

        """)
  }

  @Test func `a screen is fenced by more backticks than any in it`() {
    let text = Document(title: "T", parts: [.screen(["a", "````", "b"])]).text(as: .markdown)
    #expect(text.hasSuffix("`````text\na\n````\nb\n`````\n"))
  }

  @Test func `code stays code, and a lonely backtick stays a backtick`() {
    func paragraph(_ text: String) -> String {
      Document(title: "T", parts: [.paragraph(text)]).text(as: .markdown)
    }
    #expect(paragraph("say `a*b` now").hasSuffix("\nsay `a*b` now\n"))
    #expect(paragraph("5` wide").hasSuffix("\n5\\` wide\n"))
  }

  @Test func `the ending says which kind of file it is`() {
    #expect(Document.Format(file: "a/b.md") == .markdown)
    #expect(Document.Format(file: "b.html") == .html)
    for name in ["b.txt", ".md", "a/.html", "md", ""] {
      #expect(Document.Format(file: name) == nil, "\(name)")
    }
  }

  // MARK: On paper

  private static let figure = Figure(
    title: "a <map>", notes: ["one note"], drawing: Drawing(width: 10, height: 10))

  @Test func `figures are numbered, with their words for those who do not see them`() {
    let document = Document(
      title: "T",
      parts: [
        .figure(Self.figure, caption: "first", .large), .paragraph("between"),
        .figure(Self.figure, caption: "second", .small),
      ])
    let markdown = document.text(as: .markdown, figuresIn: "my figures")
    #expect(markdown.contains("![a \\<map\\>. one note.](my%20figures/figure-1.svg)"))
    #expect(markdown.contains("*Figure 2: second*"))
    #expect(document.figures.map(\.name) == ["figure-1.svg", "figure-2.svg"])
    let html = document.html
    #expect(html.contains("<title>a &lt;map&gt;</title>\n<desc>one note</desc>"))
    #expect(html.contains("<figure class=\"small\">") && html.contains("Figure 2: second"))
  }

  @Test func `a run of underscores is room to write in, one in a name is not`() {
    let html = Document(title: "T", parts: [.screen(["sum ______ of d_out"])]).html
    #expect(html.contains("<pre>sum <span class=\"blank\">______</span> of d_out</pre>"))
  }

  @Test func `what is said on every page cannot end its style`() throws {
    var document = Document(title: "T", parts: [.heading("H"), .sheet("S", running: "\"</style>")])
    document.mark = "a \"mark\" \\ </style>"
    document.running = Self.hostile
    let rules = try #require(document.html.components(separatedBy: "@page").dropFirst().first)
    #expect(rules.contains("content: \"a \\22 mark\\22  \\5c  \\3c \\2f style\\3e \""))
    #expect(document.html.components(separatedBy: "</style>").count == 2)
    #expect(document.text(as: .markdown).contains("## H\n\n*a \"mark\""))
    let parser = XMLParser(data: Data(document.html.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
  }

  @Test func `a table is a table in both`() {
    let document = Document(title: "T", parts: [.table(["a", "b|c"], rows: [["1", "`x`"]])])
    #expect(
      document.text(as: .markdown).hasSuffix("| a | b\\|c |\n| --- | --- |\n| 1 | `x` |\n"))
    #expect(document.html.contains("<tr><td>1</td><td><code>x</code></td></tr>"))
  }
}
