@main
struct App {
    static func main() {
        DevelopmentBroker.run(Array(CommandLine.arguments.dropFirst()))
    }
}
