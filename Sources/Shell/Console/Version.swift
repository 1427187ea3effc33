/// The version of the program.
package enum Version {
  package static let text = "backstep 0.1.0"
}
