import Foundation
import Glibc
package import Postgres

/// A PostgreSQL server of the test process' own, in a folder of its own, from Debian's package.
///
/// It dies with the test process, however that ends: its parent is a shell that waits for the end of a pipe which only
/// the test process holds, then stops the server and removes the folder.
package final class PostgresServer: Sendable {
    /// Also the folder of the Unix socket, so its name is short.
    package let folder: String
    package let port: Int
    private let lifeline: Int32

    private init(folder: String, port: Int, lifeline: Int32) {
        self.folder = folder
        self.port = port
        self.lifeline = lifeline
    }

    deinit {
        Glibc.close(lifeline)
    }

    /// Makes a cluster and starts it.
    ///
    /// - Parameters:
    ///   - isDurable: `fsync` on. A crash of the server process alone loses nothing even without it; a test that cuts
    ///     the machine's power wants it.
    ///   - settings: for `postgresql.conf`.
    ///   - prepare: puts files such as certificates into the data folder, given as the argument, before the start. They
    ///     must be readable by the server's user: see `own`.
    package static func start(
        isDurable: Bool = false, settings: [String: String] = [:], authentication: [String] = [],
        prepare: (_ dataFolder: String) throws -> Void = { _ in }
    ) async throws -> PostgresServer {
        let folder = try makeFolder()
        let port = try freePort()
        var all = [
            "unix_socket_directories": "'\(folder)'", "listen_addresses": "'127.0.0.1'", "port": "\(port)",
            "max_connections": "200", "shared_buffers": "'64MB'", "max_wal_size": "'1GB'", "timezone": "'UTC'",
            "lc_messages": "'C'", "fsync": isDurable ? "on" : "off", "full_page_writes": isDurable ? "on" : "off",
        ]
        all.merge(settings) { _, own in own }
        let files = folder + "/files"
        try FileManager.default.createDirectory(atPath: files, withIntermediateDirectories: false)
        try prepare(files)
        let text = all.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)\n" }.joined()
        try text.write(toFile: folder + "/own.conf", atomically: false, encoding: .utf8)
        try authentication.map { $0 + "\n" }.joined().write(
            toFile: folder + "/own.hba", atomically: false, encoding: .utf8)
        try giveToServerUser(folder)
        let lifeline = try await Shell.run(script(folder))
        return PostgresServer(folder: folder, port: port, lifeline: lifeline)
    }

    /// The superuser's way in, over the Unix socket.
    package var configuration: PostgresConfiguration {
        get throws {
            try PostgresConfiguration(url: "host=\(folder) port=\(port) user=postgres dbname=postgres")
        }
    }

    /// `pg_ctl` with these arguments: `restart`, `stop -m immediate` …; returns when it is done.
    package func control(_ arguments: String) async throws {
        let path = try Self.programs()
        let held = try await Shell.run(
            """
            '\(path)/pg_ctl' -D '\(folder)/data' -l '\(folder)/log' -w \(arguments) >/dev/null \
            && echo ready || echo failed
            """
        )
        Glibc.close(held)
    }

    private static func script(_ folder: String) throws -> String {
        let path = try programs()
        return """
            trap '' PIPE
            cd '\(folder)'
            {
              '\(path)/initdb' -D data -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync &&
              echo "include '\(folder)/own.conf'" >> data/postgresql.conf &&
              cat own.hba data/pg_hba.conf > hba && cat hba > data/pg_hba.conf &&
              find files -type f -exec cp -p {} data/ \\; &&
              '\(path)/pg_ctl' -D '\(folder)/data' -l log -w start
            } > start.log 2>&1 && echo ready || { cat start.log log; echo failed; }
            cat > /dev/null
            '\(path)/pg_ctl' -D '\(folder)/data' -m immediate stop > /dev/null 2>&1
            cd / && rm -rf '\(folder)'
            """
    }
}

extension PostgresServer {
    private struct Failure: Error {
        let description: String
    }

    private static func makeFolder() throws -> String {
        // A socket's path holds 107 bytes, so not the test process' own long temporary folder.
        var template = Array("/tmp/muster-pg-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(description: "no temporary folder") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// PostgreSQL refuses to run as root, so root gives all of it to Debian's user for it.
    private static func giveToServerUser(_ folder: String) throws {
        guard getuid() == 0 else { return }
        guard let user = getpwnam("postgres")?.pointee else { throw Failure(description: "no user postgres") }
        chown(folder, user.pw_uid, user.pw_gid)
        for name in FileManager.default.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? [] {
            chown("\(folder)/\(name)", user.pw_uid, user.pw_gid)
        }
    }

    private static func programs() throws -> String {
        let root = "/usr/lib/postgresql"
        let versions = try FileManager.default.contentsOfDirectory(atPath: root).compactMap(Int.init).sorted()
        guard let newest = versions.last else { throw Failure(description: "install Debian's package postgresql-15") }
        return "\(root)/\(newest)/bin"
    }

    /// A port that nobody listens on now.
    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { Glibc.close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard status else { throw Failure(description: "no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
