import ServiceKit

/// The accounts service: people, sign-in, roles, agencies, memberships.
@main
struct App {
    static func main() async {
        await ServiceMain.run(.accounts)
    }
}
