// swift-tools-version: 6.2
import PackageDescription

// The suite builds from the Swift toolchain and Debian packages alone: there is no outside Swift package here, and each
// C library is a system-library target that names the Debian package which brings it.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

func system(_ name: String, pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, path: "Shared/System/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func shared(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource]? = nil
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Shared/\(name)", exclude: exclude, resources: resources,
        swiftSettings: settings)
}

/// What a service is built from: the kit, a target for each purpose.
let kit: [Target.Dependency] = ["Configuration", "DomainClock", "Idempotency", "ServiceKit", "UseCases", "Web"]

/// Two targets a service: the rules, which can import nothing that does I/O, and the executable around them.
func service(
    _ name: String, _ extra: [Target.Dependency] = [], resources: [Resource]? = nil
) -> [Target] {
    [
        .target(
            name: "\(name)Domain", dependencies: ["Primitives"], path: "Services/\(name)/Domain",
            swiftSettings: settings),
        .executableTarget(
            name: "\(name)Service",
            dependencies: [
                "Contracts", .byName(name: "\(name)Domain"), "HTTP", "JSONSchema", "JSONTree", "Messaging",
                "Observability", "Postgres", "Primitives", "RulePacks", "Security",
            ] + kit + extra,
            path: "Services/\(name)/Service", resources: resources, swiftSettings: settings),
        tests("\(name)Domain", [.byName(name: "\(name)Domain"), "Primitives"]),
        tests(
            "\(name)Service",
            [
                .byName(name: "\(name)Service"), .byName(name: "\(name)Domain"), "Contracts", "HTTP", "JSONSchema",
                "Kafka", "Messaging", "Observability", "Postgres", "Primitives", "RulePacks", "Security",
            ] + kit + extra),
    ]
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies + ["TestSupport"], path: "Tests/\(name)Tests",
        swiftSettings: settings)
}

let package = Package(
    name: "Muster",
    products: [
        .executable(name: "accounts", targets: ["AccountsService"]),
        .executable(name: "registration", targets: ["RegistrationService"]),
        .executable(name: "certification", targets: ["CertificationService"]),
        .executable(name: "instructor-qualification", targets: ["InstructorQualificationService"]),
        .executable(name: "development-broker", targets: ["DevelopmentBroker"]),
        .executable(name: "benchmarks", targets: ["Benchmarks"]),
    ],
    targets: [
        system("CLibPQ", pkgConfig: "libpq", apt: "libpq-dev"),
        system("CRdKafka", pkgConfig: "rdkafka", apt: "librdkafka-dev"),
        system("CMicroHTTPD", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
        system("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
        system("CPangoCairo", pkgConfig: "pangocairo", apt: "libpango1.0-dev"),
        system("CQREncode", pkgConfig: "libqrencode", apt: "libqrencode-dev"),
        system("CMagic", pkgConfig: "libmagic", apt: "libmagic-dev"),
        system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        // It has no pkg-config file; its header lies where the compiler looks.
        .systemLibrary(
            name: "CUniString", path: "Shared/System/CUniString", providers: [.apt(["libunistring-dev"])]),

        shared("Primitives", ["CUniString"]),
        shared("JSONTree", []),
        shared("JSONSchema", ["JSONTree", "Primitives"]),
        shared("Executors", []),
        shared("Postgres", ["CLibPQ", "Executors", "Primitives", "JSONSchema", "JSONTree"], exclude: ["Plans.md"]),
        shared("Kafka", ["CRdKafka", "Executors", "JSONTree"]),
        shared("HTTP", ["CMicroHTTPD", "Executors"]),
        shared("HTTPClient", ["CCurl", "Executors"]),
        shared("Security", ["CSodium", "Executors", "Primitives"]),
        shared("Observability", []),
        shared("Contracts", ["Primitives", "JSONSchema", "JSONTree"], exclude: ["Documents", "Released"]),
        shared("Leases", ["Executors", "Postgres"]),
        shared(
            "Messaging",
            [
                "Contracts", "Executors", "JSONSchema", "JSONTree", "Kafka", "Leases", "Observability", "Postgres",
                "Primitives",
            ]),
        shared("Jobs", ["Executors", "Leases", "Observability", "Postgres", "Primitives"]),
        shared("PersonMerges", ["Postgres", "Primitives"]),
        shared("DomainClock", ["Primitives"]),
        shared("Configuration", ["Contracts", "DomainClock", "Postgres", "Primitives", "Security"]),
        shared("UseCases", ["Primitives"]),
        shared(
            "Web",
            [
                "Executors", "HTTP", "JSONSchema", "JSONTree", "Observability", "Postgres", "Primitives", "Security",
                "UseCases",
            ]),
        shared(
            "Idempotency", ["HTTP", "JSONTree", "Messaging", "Postgres", "Primitives", "Security", "UseCases", "Web"]),
        shared("Imports", ["JSONSchema", "JSONTree", "Web"]),
        shared(
            "TokenKeys",
            ["Contracts", "Messaging", "Observability", "Postgres", "Primitives", "Security", "UseCases"]),
        shared(
            "ServiceKit",
            [
                "Configuration", "Contracts", "DomainClock", "Executors", "HTTP", "Idempotency", "JSONSchema",
                "JSONTree", "Jobs", "Kafka", "Messaging", "Observability", "Postgres", "Primitives", "Security",
                "TokenKeys",
                "UseCases", "Web",
            ]),
        shared("RulePacks", ["Configuration", "Contracts", "JSONTree", "Primitives"]),
        shared("Uploads", ["CMagic", "Web"]),
        shared(
            "Mail",
            [
                "CCurl", "Configuration", "Contracts", "DomainClock", "Executors", "JSONSchema", "JSONTree", "Jobs",
                "Messaging", "Observability", "Postgres", "Primitives", "Security", "ServiceKit", "Web",
            ]),
        shared("Documents", ["CPangoCairo", "CQREncode", "Executors", "Primitives"]),
        .executableTarget(
            name: "DevelopmentBroker", dependencies: ["Kafka", "Executors"], path: "Shared/DevelopmentBroker",
            swiftSettings: settings),
    ]
        + service("Accounts", ["Imports", "Jobs", "Mail", "TokenKeys"], resources: [.embedInCode("Mail/Templates")])
        + service(
            "Registration",
            ["Documents", "Executors", "HTTPClient", "Imports", "Jobs", "Mail", "PersonMerges", "Uploads"],
            resources: [.embedInCode("Mail/Templates")])
        + service("Certification", ["Documents", "PersonMerges", "Uploads"])
        + service("InstructorQualification", ["PersonMerges", "Uploads"])
        + [
            .target(
                name: "TestSupport",
                dependencies: [
                    "CRdKafka", "Configuration", "Contracts", "DomainClock", "Executors", "HTTP", "JSONSchema",
                    "JSONTree", "Jobs", "Kafka", "Messaging", "Observability", "Postgres", "Primitives", "Security",
                    "ServiceKit", "TokenKeys", "UseCases", "Web",
                ],
                path: "Tests/TestSupport", swiftSettings: settings),
            .executableTarget(
                name: "Benchmarks",
                dependencies: [
                    "CLibPQ", "CMicroHTTPD", "CRdKafka", "Configuration", "Contracts", "Executors", "HTTP",
                    "JSONSchema", "JSONTree", "Kafka", "Messaging", "Observability", "Postgres", "Primitives",
                    "Security", "ServiceKit", "UseCases", "Web",
                ],
                path: "Tests/Benchmarks", swiftSettings: settings),
            .executableTarget(
                name: "NoteService",
                dependencies: [
                    "Configuration", "Contracts", "Executors", "JSONSchema", "JSONTree", "Jobs", "Messaging",
                    "Observability", "Postgres", "Primitives", "ServiceKit", "Web",
                ],
                path: "Tests/NoteService", swiftSettings: settings),
            tests("Primitives", ["Primitives"]),
            tests("JSONTree", ["JSONTree", "Primitives"]),
            tests("JSONSchema", ["JSONSchema", "JSONTree", "Primitives"]),
            tests("Executors", ["Executors"]),
            tests("Postgres", ["Postgres", "Executors", "JSONSchema", "JSONTree", "Primitives"]),
            tests("Kafka", ["Kafka", "Executors", "DevelopmentBroker"]),
            tests("HTTP", ["HTTP"]),
            tests("HTTPClient", ["HTTPClient", "HTTP", "Executors"]),
            tests("Security", ["Security", "Primitives"]),
            tests("Observability", ["Observability"]),
            tests("Contracts", ["Contracts", "JSONSchema", "JSONTree", "Primitives"]),
            tests(
                "Messaging",
                [
                    "Messaging", "Contracts", "Executors", "JSONSchema", "JSONTree", "Kafka", "Observability",
                    "Postgres",
                    "Primitives",
                ]),
            tests("DomainClock", ["DomainClock", "Primitives"]),
            tests(
                "Configuration",
                ["Configuration", "Contracts", "DomainClock", "Messaging", "Primitives", "Security", "ServiceKit"]),
            tests(
                "Web",
                [
                    "Web", "HTTP", "JSONSchema", "JSONTree", "Observability", "Postgres", "Primitives", "Security",
                    "UseCases",
                ]),
            tests(
                "Idempotency",
                [
                    "Idempotency", "Contracts", "HTTP", "JSONSchema", "JSONTree", "Messaging", "Observability",
                    "Postgres", "Primitives", "Web",
                ]),
            tests("Imports", ["Imports"]),
            tests(
                "ServiceKit",
                [
                    "Configuration", "Contracts", "DomainClock", "Executors", "HTTP", "JSONSchema", "JSONTree", "Jobs",
                    "Kafka", "Messaging", "Observability", "Postgres", "Primitives", "Security", "ServiceKit",
                    "TokenKeys", "UseCases", "Web",
                ]),
            tests("Jobs", ["Jobs", "Executors", "Leases", "Observability", "Postgres"]),
            tests("RulePacks", ["RulePacks", "Configuration", "Contracts", "JSONTree", "Primitives"]),
            tests("PersonMerges", ["PersonMerges", "Postgres", "Primitives"]),
            tests("Documents", ["Documents", "Primitives"]),
            tests("Uploads", ["Uploads"]),
            tests(
                "Mail",
                [
                    "Mail", "Configuration", "Contracts", "Executors", "JSONSchema", "JSONTree", "Messaging",
                    "Observability", "Postgres", "Primitives", "Security", "ServiceKit", "Web",
                    // Started as a process, not imported.
                    "AccountsService",
                ]),
            tests("TestSupport", ["Contracts", "HTTP", "Jobs", "Postgres", "Primitives", "ServiceKit", "Web"]),
            tests("Deploy", []),
            tests(
                "Fault",
                [
                    "Configuration", "Contracts", "Executors", "Kafka", "Messaging", "NoteService", "Observability",
                    "Postgres", "Primitives", "ServiceKit",
                ]),
            tests(
                "EndToEnd",
                [
                    "Configuration", "Contracts", "Executors", "JSONSchema", "JSONTree", "Kafka", "Postgres",
                    "Primitives", "ServiceKit", "UseCases", "Web",
                    // Started as processes, not imported.
                    "AccountsService", "RegistrationService", "CertificationService", "InstructorQualificationService",
                    "DevelopmentBroker",
                ]),
        ]
)
