import Executors
import Foundation
import Postgres
import TestSupport
import Testing

/// `sslmode=verify-full` against a server with a certificate of our own authority's.
@Suite struct TLSTests {
    @Test func `verify-full takes the name on the certificate and no other`() async throws {
        let server = try await PostgresServer.start(
            settings: ["ssl": "on"], authentication: ["hostnossl all all all reject"], prepare: makeCertificates)
        let authority = server.folder + "/data/ca.crt"
        func connect(_ parameters: String) async throws -> Bool {
            let url = "hostaddr=127.0.0.1 port=\(server.port) user=postgres dbname=postgres \(parameters)"
            let connection = try await PostgresConnection.connect(try PostgresConfiguration(url: url))
            let rows = try await connection.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            await connection.close()
            return try rows[0].decode(Bool.self)
        }
        #expect(try await connect("host=db.muster.test sslmode=verify-full sslrootcert=\(authority)"))
        #expect(try await connect("host=other.muster.test sslmode=verify-ca sslrootcert=\(authority)"))
        await #expect {
            try await connect("host=other.muster.test sslmode=verify-full sslrootcert=\(authority)")
        } throws: {
            $0.postgresError?.code == .connection && $0.postgresError?.message?.contains("does not match") == true
        }
        let stranger = server.folder + "/data/stranger.crt"
        await #expect { try await connect("host=db.muster.test sslmode=verify-full sslrootcert=\(stranger)") } throws: {
            $0.postgresError?.message?.contains("certificate verify failed") == true
        }
        await #expect(throws: PostgresError.self) { try await connect("host=db.muster.test sslmode=disable") }
    }

    @Test func `large answers and statements pass through TLS`() async throws {
        let server = try await PostgresServer.start(settings: ["ssl": "on"], prepare: makeCertificates)
        let url = "host=127.0.0.1 port=\(server.port) user=postgres dbname=postgres sslmode=require"
        let connection = try await PostgresConnection.connect(try PostgresConfiguration(url: url))
        let text = String(repeating: "y", count: 100_000)
        let answers = try await connection.batch(
            (0..<100).map { "SELECT \($0), \(text)" }, deadline: .after(.seconds(60)))
        #expect(try answers.map { try $0[0].decode((Int, String).self).0 } == Array(0..<100))
        await connection.close()
    }

    /// An authority, a server's certificate for `db.muster.test`, and an authority that nobody knows.
    private func makeCertificates(in folder: String) throws {
        let commands = """
            set -e; cd '\(folder)'
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=Test authority' \
                -keyout ca.key -out ca.crt
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=Stranger' \
                -keyout stranger.key -out stranger.crt
            openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=db.muster.test' \
                -keyout server.key -out server.csr
            printf 'subjectAltName=DNS:db.muster.test' > names
            openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names \
                -out server.crt
            chmod 600 server.key; chmod 644 *.crt
            """
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", commands]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
