import Glibc

/// Files for code that reads only files; in memory, if the machine has a folder for that.
enum Scratch {
  static let folder: String = {
    let root = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    let path = "\(root)/backstep-fuzz-\(getpid())"
    mkdir(path, 0o700)
    return path
  }()

  /// Writes a file, replacing any earlier one, and returns its path.
  @discardableResult
  static func write(_ bytes: some Collection<UInt8>, to name: String) -> String {
    let path = "\(folder)/\(name)"
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    precondition(file >= 0, "\(path) cannot be written")
    let bytes = Array(bytes)
    precondition(Glibc.write(file, bytes, bytes.count) == bytes.count, "\(path): cut off")
    close(file)
    return path
  }
}
