/// The whole of an executable: reads the command line and does what it says.
package enum ServiceMain {
    /// Runs the command and ends the process.
    ///
    /// ```swift
    /// @main struct App { static func main() async { await ServiceMain.run(.accounts) } }
    /// ```
    package static func run(_ definition: ServiceDefinition) async -> Never {
        fatalError("not yet")
    }
}
