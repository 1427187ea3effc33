// swift-tools-version: 6.3
import PackageDescription

let swift: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Debug builds of what computes are optimised, too: the tests train networks and read thousands of
/// screens, and unoptimised code would take many times as long. The shell is not: compiling it with
/// optimisation takes longer than it saves. A package that depends on this one may not have flags of
/// its own, so there they are left out.
let isDependency = Context.packageDirectory.contains("/checkouts/")

let optimised: [SwiftSetting] =
  isDependency
  ? swift
  : swift + [.unsafeFlags(["-O", "-wmo", "-num-threads", "2"], .when(configuration: .debug))]

let kernels: [CSetting] =
  isDependency ? [] : [.unsafeFlags(["-O2"], .when(configuration: .debug))]

let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

let package = Package(
  name: "Backstep",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "ConvNet", targets: ["ConvNet"]),
    .executable(name: "backstep", targets: ["backstep"]),
  ],
  dependencies: [
    // The program reads its description of a command's arguments, whose format may change in a
    // minor version.
    .package(
      url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.0")),
    .package(url: "https://github.com/apple/swift-system", .upToNextMinor(from: "1.8.1")),
  ],
  targets: [
    .target(name: "CTerminal", linkerSettings: [.linkedLibrary("edit")]),
    .systemLibrary(
      name: "CZlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "CEmbedded", exclude: ["data"]),
    .target(name: "CKernels", cSettings: kernels),

    .target(name: "ConvNet", dependencies: ["CKernels"], swiftSettings: optimised),
    .target(name: "Lab", dependencies: ["ConvNet"], swiftSettings: optimised),
    .target(
      name: "Datasets", dependencies: ["ConvNet", "CEmbedded", "CZlib", system],
      swiftSettings: optimised),
    .target(name: "Rendering", dependencies: ["ConvNet", "CZlib"], swiftSettings: optimised),
    .target(name: "Course", swiftSettings: optimised),
    .target(name: "Terminal", dependencies: ["CTerminal", system], swiftSettings: optimised),
    .target(
      name: "Shell",
      dependencies: [
        "ConvNet", "Lab", "Datasets", "Rendering", "Course", "Terminal", "CEmbedded", system,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swift),
    .executableTarget(
      name: "backstep",
      dependencies: [
        "Shell", "Terminal", system,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swift),

    .target(
      name: "TestSupport", dependencies: ["ConvNet", "Lab"], path: "Tests/Support",
      swiftSettings: swift),
    .testTarget(
      name: "ConvNetTests", dependencies: ["ConvNet", "Lab", "TestSupport"], exclude: ["Golden"],
      swiftSettings: swift),
    .testTarget(
      name: "LabTests", dependencies: ["ConvNet", "Lab", "TestSupport"], swiftSettings: swift),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets", "TestSupport"], swiftSettings: swift),
    .testTarget(
      name: "RenderingTests", dependencies: ["Rendering", "TestSupport"], swiftSettings: swift),
    .testTarget(
      name: "CourseTests", dependencies: ["Course", "TestSupport"], swiftSettings: swift),
    .testTarget(
      name: "TerminalTests", dependencies: ["Terminal", "Rendering", "TestSupport", system],
      swiftSettings: swift),
    .testTarget(
      name: "ShellTests",
      dependencies: [
        "Shell", "ConvNet", "Lab", "Datasets", "Rendering", "Course", "Terminal", "backstep",
        "TestSupport",
      ],
      exclude: ["terminal", "Exercises/solutions"],
      swiftSettings: swift),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)

// The fuzzers, which Tests/Fuzz/run builds.
if Context.environment["BACKSTEP_FUZZERS"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "ConvNet", "Lab", "Datasets", "Course", "Terminal", "Shell", "CEmbedded", system,
      ],
      path: "Tests/Fuzz", exclude: ["run", "seeds.py"], swiftSettings: swift,
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]))
}
