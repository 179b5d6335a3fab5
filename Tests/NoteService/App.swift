/// Two minimal services for tests that kill processes: `publisher` writes notes, `reader` has effects on them.
@main
struct App {
    static func main() async {
        await NoteProcess.run()
    }
}
