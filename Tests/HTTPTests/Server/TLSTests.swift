import Foundation
import HTTP
import Testing

@Suite struct TLSTests {
    /// Creates a self-signed certificate for localhost.
    private static func certificate() throws -> (tls: HTTPServerConfiguration.TLS, path: String) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let key = folder.appendingPathComponent("key.pem")
        let certificate = folder.appendingPathComponent("certificate.pem")
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        openssl.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key.path, "-out",
            certificate.path,
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        let tls = HTTPServerConfiguration.TLS(
            certificate: try String(contentsOf: certificate, encoding: .utf8),
            key: try String(contentsOf: key, encoding: .utf8))
        return (tls, certificate.path)
    }

    @Test func `requests, bodies, streams and files work over TLS`() async throws {
        let (tls, path) = try await onThread { try Self.certificate() }
        let content = [UInt8](repeating: 65, count: 300_000)
        let name = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try Data(content).write(to: URL(fileURLWithPath: name))
        let file = try HTTPFile(path: name)
        try FileManager.default.removeItem(atPath: name)
        let handler: HTTPHandler = { request in
            switch request.path.first {
            case "file": .file(file, type: "text/plain", for: request)
            case "stream": HTTPResponse(body: .stream { for _ in 0..<100 { try await $0.write("0123456789") } })
            default: await echo(request)
            }
        }
        let configuration = HTTPServerConfiguration(host: "127.0.0.1", port: 0, tls: tls)
        try await withServer(configuration, handler: handler) { port, _ in
            let base = "https://localhost:\(port)"
            try await onThread {
                let upload = String(repeating: "a", count: 100_000)
                let answer = try curl("-s", "--cacert", path, "\(base)/a?b=c")
                #expect(answer == #"GET ["a"] b=c 0 0"#)
                #expect(try curl("-s", "--cacert", path, "\(base)/", "-d", upload) == "POST []  100000 9700000")
                #expect(try curl("-s", "--cacert", path, "\(base)/stream").utf8.count == 1000)
                #expect(try curl("-s", "--cacert", path, "\(base)/file").utf8.count == 300_000)
                #expect(try curl("-s", "--cacert", path, "-r", "5-9", "\(base)/file") == "AAAAA")
                // Sends several requests over one connection.
                let url = "\(base)/x"
                #expect(
                    try curl("-s", "--cacert", path, "-w", "%{num_connects}", url, url, url, "-o", "/dev/null")
                        .hasSuffix("00"))
                let code = ["-s", "-o", "/dev/null", "-w", "%{http_code} %{ssl_verify_result}", "--cacert", path]
                #expect(try curl(code + ["--tlsv1.3", base]) == "200 0")
                #expect(try curl(code + ["--tls-max", "1.1", base]).hasPrefix("000"))
            }
        }
    }

    @Test func `a body beyond the limit is refused over TLS`() async throws {
        let (tls, path) = try await onThread { try Self.certificate() }
        var configuration = HTTPServerConfiguration(host: "127.0.0.1", port: 0, tls: tls)
        configuration.maxBodyBytes = 100_000
        try await withServer(configuration, handler: echo) { port, _ in
            try await onThread {
                let folder = FileManager.default.temporaryDirectory
                let upload = folder.appendingPathComponent(UUID().uuidString).path
                try Data(count: 3_000_000).write(to: URL(fileURLWithPath: upload))
                defer { try? FileManager.default.removeItem(atPath: upload) }
                for fields in ["A: b", "Transfer-Encoding: chunked"] {
                    let code = try curl(
                        "-s", "-o", "/dev/null", "-w", "%{http_code}", "--cacert", path, "-H", fields, "-H", "Expect:",
                        "https://localhost:\(port)/", "--data-binary", "@\(upload)")
                    #expect(code == "413")
                }
            }
        }
    }

    @Test func `clients without TLS receive nothing, and others are served`() async throws {
        let (tls, path) = try await onThread { try Self.certificate() }
        var configuration = HTTPServerConfiguration(host: "127.0.0.1", port: 0, tls: tls)
        configuration.headTimeout = .seconds(1)
        configuration.idleTimeout = .seconds(1)
        try await withServer(configuration, handler: echo) { port, _ in
            try await onThread {
                for start in ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\u{16}\u{3}\u{1}", ""] {
                    let client = try RawClient(port)
                    client.send(start)
                    #expect(!String(decoding: try client.readToEnd(), as: UTF8.self).contains("200"))
                }
                #expect(try curl("-s", "--cacert", path, "https://localhost:\(port)/a").hasPrefix("GET"))
            }
        }
    }

    @Test func `an invalid certificate is an error at start`() {
        let tls = HTTPServerConfiguration.TLS(certificate: "nonsense", key: "nonsense")
        let server = HTTPServer(HTTPServerConfiguration(host: "127.0.0.1", port: 0, tls: tls), handler: echo)
        #expect(throws: HTTPServerError.self) { try server.start() }
    }
}
