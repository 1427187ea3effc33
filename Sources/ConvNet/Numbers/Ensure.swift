/// Ends the program with a sentence unless a condition holds that the caller must ensure.
///
/// Unlike `precondition`, it prints its sentence in optimised builds, too.
func ensure(
  _ condition: Bool, _ sentence: @autoclosure () -> String, file: StaticString = #file,
  line: UInt = #line
) {
  if !condition { fatalError(sentence(), file: file, line: line) }
}
