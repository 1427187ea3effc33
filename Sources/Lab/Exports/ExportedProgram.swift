import ConvNet

/// A program in Python, as a script or as a notebook.
struct ExportedProgram {
  /// A part of the program.
  struct Cell {
    let title: String
    let code: String

    init(_ title: String, _ code: String) {
      self.title = title
      self.code = code
    }

    init(_ part: PythonPart) { self.init(part.title, part.code) }
  }

  /// What it is, in one line.
  let title: String
  /// How the script is run.
  let usage: String
  /// What it needs.
  let needs: String
  let cells: [Cell]

  /// The line of a script that finds its own folder.
  static let here = "HERE = Path(__file__).resolve().parent"

  /// The script `model.py`. A line that begins with `# %%` begins a cell for editors that know it.
  var script: String {
    let opening = """
      \"""\(ProgramText.wrapped(title))

      \(usage)

      \(needs)
      \"""
      """
    return opening + "\n\n"
      + cells.map { "# %% \($0.title)\n\n\($0.code)" }.joined(separator: "\n\n\n")
      + "\n\n\nif __name__ == \"__main__\":\n    main()\n"
  }

  /// The notebook `model.ipynb`: the same cells under headings, and a call at the end. (nbformat
  /// 4.5.)
  var notebook: String {
    let run = [
      Cell("Run it", "main([])"),
      Cell("Continue training", "main([\"--train\", \"100\"])"),
    ]
    let cells =
      [("markdown", "# \(title)\n\n\(needs)")]
      + (cells + run).flatMap { cell in
        [
          ("markdown", "## \(cell.title)"),
          ("code", cell.code.replacing(Self.here, with: "HERE = Path().resolve()")),
        ]
      }
    let entries = cells.enumerated().map { number, cell in
      let (kind, text) = cell
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).joined(
        separator: "\n\u{0}"
      ).split(separator: "\u{0}").map { JSONText.quoted(String($0)) }
      return """
          {
           "cell_type": "\(kind)",\(kind == "code" ? "\n   \"execution_count\": null," : "")
           "id": "cell-\(number)",
           "metadata": {},\(kind == "code" ? "\n   \"outputs\": []," : "")
           "source": [
            \(lines.joined(separator: ",\n    "))
           ]
          }
        """
    }
    return """
      {
       "cells": [
      \(entries.joined(separator: ",\n"))
       ],
       "metadata": {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"}
       },
       "nbformat": 4,
       "nbformat_minor": 5
      }

      """
  }
}
