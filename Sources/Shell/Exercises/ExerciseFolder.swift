import ConvNet
import Datasets
import Lab
import Rendering

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// An exercise with its seed, and the files in which a student gets it.
///
/// A folder holds the numbers of its cases, but they are derived from the exercise and the seed, and
/// never read back.
struct ExerciseFolder {
  let exercise: Exercise
  let seed: UInt64

  init(_ exercise: Exercise, seed: UInt64) {
    (self.exercise, self.seed) = (exercise, seed)
  }

  /// The file that says which exercise a folder holds.
  static let recordName = "cases/exercise.json"

  /// The cases.
  func cases() throws -> [ExerciseCase] {
    let digits = try MNIST.bundled().split.training
    return try exercise.cases(seed: seed, digits: digits)
  }

  /// The file in which a program puts a result.
  static func answer(_ result: String, in own: ExerciseCase) -> String {
    "answers/\(own.name).\(result).npy"
  }

  /// Names and contents of the files.
  func files(_ cases: [ExerciseCase]) -> [(name: String, bytes: [UInt8])] {
    [
      ("TASK.md", task(cases)), ("layers.py", layers), ("run.py", program),
      (Self.recordName, record(cases)),
    ].map { ($0.0, Array($0.1.utf8)) }
      + cases.flatMap { own in
        own.inputs.map { ("cases/\(own.name).\($0.name).npy", NPYFile.encode($0.tensor)) }
      }
  }
}

// MARK: The record

extension ExerciseFolder {
  private struct Record: Decodable {
    let exercise: String
    let seed: UInt64
    let version: Int
  }

  /// The largest record that is read, in bytes.
  private static let largestRecord = 1 << 16

  /// The record of a folder.
  static func record(in folder: String) throws(CommandError) -> [UInt8] {
    let path = "\(folder)/\(recordName)"
    guard Files.isThere(path) else {
      throw CommandError(
        "\(folder) is not the folder of an exercise: it has no \(recordName).", at: folder,
        hint: "exercise")
    }
    return try Files.read(path, atMost: largestRecord)
  }

  /// The exercise of a folder, according to its record.
  init(_ bytes: [UInt8], in folder: String) throws(CommandError) {
    let path = "\(folder)/\(Self.recordName)"
    guard let record = try? JSONDecoder().decode(Record.self, from: Data(bytes)) else {
      throw CommandError("\(path) does not say which exercise this is.", at: folder)
    }
    guard let exercise = Exercises.all.first(where: { $0.name == record.exercise }) else {
      throw CommandError(
        "\(path) names an exercise that does not exist: `\(record.exercise.clipped(to: 40))`.",
        at: folder)
    }
    guard record.version == Exercise.version else {
      throw CommandError(
        "\(folder) was written by another version of Backstep; its cases are different now.",
        at: folder, hint: "exercise \(exercise.name) \(Word.quoted(folder)) --force")
    }
    self.init(exercise, seed: record.seed)
  }

  /// What programs need to know about the cases, and the judge about the exercise.
  private func record(_ cases: [ExerciseCase]) -> String {
    let all = cases.map { own in
      let settings = own.settings.map { "\"\($0.name)\": \(Self.number($0.value))" }
      let results = own.results.map { "\"\($0.name)\"" }
      return """
            "\(own.name)": {
              "settings": {\(settings.joined(separator: ", "))},
              "results": [\(results.joined(separator: ", "))]
            }
        """
    }
    return """
      {
        "exercise": "\(exercise.name)", "seed": \(seed), "version": \(Exercise.version),
        "cases": {
      \(all.joined(separator: ",\n"))
        }
      }

      """
  }

  private static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }
}

// MARK: What a student reads

extension ExerciseFolder {
  /// The text of `TASK.md`.
  private func task(_ cases: [ExerciseCase]) -> String {
    func shapes(_ arrays: [ExerciseCase.Numbers]) -> String {
      arrays.map { "`\($0.name)` \(JudgeText.shape($0.tensor.shape.extents))" }
        .joined(separator: ", ")
    }
    let rows = cases.map { own in
      let settings = own.settings.map { "\($0.name) \(Self.number($0.value))" }
      return "| `\(own.name)` | \(([own.about] + settings).joined(separator: "; ")) "
        + "| \(shapes(own.inputs)) | \(shapes(own.results)) |"
    }
    return """
      # \(exercise.name): \(exercise.summary)

      \(exercise.task)

      ## What to do

      Fill in the functions in `layers.py`; the comment in each says what it is given and what it
      returns. `python3 run.py` calls them on every case and writes what they return to `answers`.
      It needs NumPy and nothing else.

      Or use another language: read `cases/CASE.NAME.npy` and, for the settings,
      `cases/exercise.json`; write `answers/CASE.NAME.npy`.

      | case | what it is | given | wanted |
      |---|---|---|---|
      \(rows.joined(separator: "\n"))

      Arrays are in NumPy's order: images N,C,H,W; filters F,C,rows,columns.

      ## How it is judged

      In Backstep: `judge FOLDER`, or in a terminal: `backstep -c "judge FOLDER"`. It names the
      first wrong number of each result, and if the numbers are those of a known slip, it asks a
      question about it. Backstep then holds that case, so that `why` shows the sum of any number.

      """
  }

  /// The text of `layers.py`.
  private var layers: String {
    """
    \"\"\"\(exercise.name): \(exercise.summary). See TASK.md.\"\"\"

    import numpy as np


    \(exercise.functions)

    """
  }

  /// The text of `run.py`.
  private var program: String {
    let calls = exercise.calls.map { call in
      let line =
        "    \"\(call.results.joined(separator: " "))\": lambda c: layers.\(call.expression),"
      guard line.count > 99 else { return line }
      return "    \"\(call.results.joined(separator: " "))\":\n"
        + "        lambda c: layers.\(call.expression),"
    }
    return """
      \"\"\"Calls the functions of layers.py on every case and writes what they return to answers.

          python3 run.py

      Needs Python 3 and NumPy. There is nothing to change here.
      \"\"\"

      import json
      import os
      import shlex
      import traceback
      from pathlib import Path
      from types import SimpleNamespace

      import numpy as np

      import layers

      HERE = Path(__file__).resolve().parent
      ANSWERS = HERE / "answers"

      # Each call, under the names of what it returns. c has the arrays and settings of a case.
      CALLS = {
      \(calls.joined(separator: "\n"))
      }



      """ + Self.runner
  }

  private static let runner = #"""
    def case(name, settings):
        """The arrays and settings of a case, under their names."""
        arrays = {}
        for path in sorted((HERE / "cases").glob(name + ".*.npy")):
            array = np.load(path).astype(float)
            word = path.name.split(".")[1]
            arrays[word] = array.astype(int) if word == "labels" else array
        return SimpleNamespace(**settings, **arrays)


    def main():
        exercise = json.loads((HERE / "cases" / "exercise.json").read_text())
        ANSWERS.mkdir(exist_ok=True)
        written, missing = 0, []
        for name, about in exercise["cases"].items():
            for results, call in CALLS.items():
                results = results.split()
                if not set(results) <= set(about["results"]):
                    continue
                paths = [ANSWERS / f"{name}.{result}.npy" for result in results]
                for path in paths:
                    if path.exists():
                        path.unlink()
                try:
                    values = call(case(name, about["settings"]))
                    if len(results) == 1:
                        values = [values]
                    if len(values) != len(results):
                        raise ValueError(f"{len(results)} results are wanted: {results}")
                    values = [np.array(value, dtype=float, order="C") for value in values]
                except NotImplementedError as error:
                    missing.append(str(error))
                    continue
                except Exception:
                    print(f"{name}, {' '.join(results)}:")
                    traceback.print_exc()
                    continue
                for path, value in zip(paths, values):
                    np.save(path, value)
                    written += 1
        print(f"{written} results are in {os.path.relpath(ANSWERS)}.")
        if missing:
            print("Not written yet: " + ", ".join(dict.fromkeys(missing)))
        judge = "judge " + shlex.quote(os.path.relpath(HERE))
        print(f"next: backstep -c {shlex.quote(judge)}   (or in Backstep: {judge})")


    if __name__ == "__main__":
        main()

    """#
}
