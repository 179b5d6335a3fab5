import ServiceKit

@main
struct App {
    static func main() async {
        await ServiceMain.run(.instructorQualification)
    }
}
