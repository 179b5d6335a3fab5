import Configuration
import Contracts
import FoundationEssentials
import HTTPClient
import Primitives
import RegistrationDomain
import Testing

@testable import RegistrationService

/// Card settings.
@Suite struct CardConfigTests {
    private func cards(_ more: [String: String]) throws -> (any PaymentProvider)? {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(PaymentID.new())").path
        try Data("sk_test_of_a_test".utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let environment = more.mapValues { $0 == "a secret" ? path : $0 }
        let configuration = try ConfigurationReader(
            .registration, keys: RegistrationConfig.keys, environment: environment
        ).read()
        let client = HTTPClient(threads: 1)
        defer { client.shutdown() }
        return try RegistrationConfig.cards(configuration, client)
    }

    private static let secrets = [
        "REGISTRATION_STRIPE_SECRET_KEY_FILE": "a secret", "REGISTRATION_STRIPE_WEBHOOK_SECRET_FILE": "a secret",
    ]

    @Test
    func `without settings there is no provider; one of Stripe's two secrets without the other stops the startup`()
        throws
    {
        #expect(try cards([:]) == nil)
        #expect(try cards(Self.secrets)?.name == .stripe)
        for (name, value) in Self.secrets {
            #expect(throws: ConfigurationError.self) { try cards([name: value]) }
        }
    }

    @Test(arguments: [
        ("https://stripe.example", true), ("http://127.0.0.1:12111/", true), ("http://localhost:12111", true),
        ("http://stripe.example", false), ("http://127.0.0.1.stripe.example", false),
    ])
    func `the secret key is sent by TLS, except on this machine`(url: String, isTaken: Bool) throws {
        let settings = Self.secrets.merging(["REGISTRATION_STRIPE_URL": url]) { $1 }
        if isTaken {
            #expect(try cards(settings) != nil)
        } else {
            #expect(throws: ConfigurationError.self) { try cards(settings) }
        }
    }
}
