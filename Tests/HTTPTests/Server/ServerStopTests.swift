import Foundation
import Testing

@testable import HTTP

@Suite struct ServerStopTests {
    @Test func `an idle server stops immediately and closes its idle connections`() async throws {
        try await withServer(handler: echo) { port, server in
            let clients = try await onThread {
                let clients = try (0..<50).map { _ in try RawClient(port) }
                for client in clients.prefix(5) { _ = try client.get("/") }
                // Sends half a request each, which is in transit when the stop begins.
                for client in clients.suffix(40) { client.send("GET / HTTP/1.1\r\nHo") }
                return clients
            }
            let start = ContinuousClock.now
            await server.stop(deadline: .seconds(20))
            #expect(ContinuousClock.now - start < .seconds(2))
            try await onThread {
                for client in clients { #expect(client.isClosed()) }
                #expect(throws: RawClient.Failure.self) { try RawClient(port) }
            }
            #expect(server.core.connections.count == 0)
        }
    }

    @Test func `requests in progress finish, and no new ones are accepted`() async throws {
        let entered = Gate()
        let gate = Gate()
        let handler: HTTPHandler = { _ in
            await entered.open()
            await gate.wait()
            return text("finished")
        }
        try await withServer(handler: handler) { port, server in
            async let answer = onThread {
                let client = try RawClient(port)
                let answer = try client.get("/")
                return (answer, client.isClosed())
            }
            await entered.wait()
            async let stopped: Void = server.stop(deadline: .seconds(20))
            try await onThread {
                // Waits until the listening socket is closed.
                while (try? RawClient(port)) != nil {}
            }
            await gate.open()
            let (finished, isClosed) = try await answer
            #expect(finished.text == "finished")
            #expect(finished.header("Connection") == "close")
            #expect(isClosed)
            await stopped
        }
    }

    @Test func `requests that do not finish in time are aborted and their handlers cancelled`() async throws {
        let cancelled = Gate()
        let entered = Counter()
        let handler: HTTPHandler = { request in
            await entered.add()
            if request.path == ["body"] {
                do {
                    while try await request.body.next() != nil {}
                } catch {
                    #expect(error as? HTTPBodyError == .cancelled)
                }
            } else if request.path == ["stream"] {
                let piece = [UInt8](repeating: 1, count: 100_000)
                return HTTPResponse(body: .stream { writer in while true { try await writer.write(piece) } })
            } else {
                await withTaskCancellationHandler {
                    await cancelled.wait()
                } onCancel: {
                    Task { await cancelled.open() }
                }
            }
            return text("too late")
        }
        try await withServer(handler: handler, alone: true) { port, server in
            let clients = try await onThread {
                let clients = try (0..<30).map { _ in try RawClient(port) }
                for (index, client) in clients.enumerated() {
                    switch index % 3 {
                    case 0: client.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
                    case 1: client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
                    default: client.send("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 999999\r\n\r\nabc")
                    }
                }
                return clients
            }
            await entered.reaches(30)
            let start = ContinuousClock.now
            await server.stop(deadline: .milliseconds(300))
            let taken = ContinuousClock.now - start
            #expect(taken >= .milliseconds(300))
            #expect(taken < .milliseconds(1300))
            await cancelled.wait()
            try await onThread {
                for client in clients {
                    let text = String(decoding: try client.readToEnd(), as: UTF8.self)
                    #expect(!text.contains("too late"))
                }
            }
        }
    }

    @Test func `a stop under load loses no response to a started request`() async throws {
        for round in 0..<5 {
            let begun = Counter()
            let handler: HTTPHandler = { request in
                await begun.add()
                for _ in 0..<20 { await Task.yield() }
                return text(request.target)
            }
            try await withServer(handler: handler) { port, server in
                let answers = try await withThrowingTaskGroup(of: Int.self) { group in
                    for worker in 0..<32 {
                        group.addTask {
                            try await onThread {
                                var answers = 0
                                do {
                                    let client = try RawClient(port)
                                    while true {
                                        let answer = try client.get("/\(worker)")
                                        // The request came too late to be started.
                                        guard answer.status != 503 else { return answers }
                                        guard answer.text == "/\(worker)" else { return -1000 }
                                        answers += 1
                                    }
                                } catch {
                                    return answers
                                }
                            }
                        }
                    }
                    await begun.reaches(200 * (round + 1))
                    await server.stop(deadline: .seconds(10))
                    return try await group.reduce(0, +)
                }
                // Every handler that ran has sent its response.
                #expect(await begun.value == answers)
            }
        }
    }

    @Test func `a stop with a zero deadline ends connections in any state`() async throws {
        let body = [UInt8](repeating: 7, count: 300_000)
        let handler: HTTPHandler = { request in
            if request.path == ["read"] { _ = try? await request.body.collect(upTo: 1 << 20) }
            if request.path == ["stream"] {
                return HTTPResponse(body: .stream { writer in for _ in 0..<20 { try await writer.write(body) } })
            }
            await Task.yield()
            return HTTPResponse(body: .bytes(body))
        }
        for round in 0..<20 {
            let begun = Counter()
            let counting: HTTPHandler = { request in
                await begun.add()
                return await handler(request)
            }
            try await withServer(handler: counting) { port, server in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for worker in 0..<12 {
                        group.addTask {
                            try await onThread {
                                guard let client = try? RawClient(port) else { return }
                                let target = ["/", "/read", "/stream", "/unread"][worker % 4]
                                let head = "Host: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                                for _ in 0..<100 {
                                    if worker % 4 == 0 || worker % 4 == 2 {
                                        client.send("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
                                    } else {
                                        client.send("POST \(target) HTTP/1.1\r\n\(head)493e0\r\n")
                                        client.send(body)
                                        client.send("\r\n0\r\n\r\n")
                                    }
                                    guard (try? client.answer()) != nil else { return }
                                }
                            }
                        }
                    }
                    await begun.reaches(round * 5 + 1)
                    await server.stop(deadline: .zero)
                    #expect(server.core.connections.count == 0)
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test func `stopping twice or before the start has no effect`() async throws {
        let server = HTTPServer(HTTPServerConfiguration(), handler: echo)
        await server.stop(deadline: .seconds(1))
        #expect(throws: HTTPServerError.self) { try server.start() }
        let other = HTTPServer(HTTPServerConfiguration(), handler: echo)
        _ = try other.start()
        await other.stop(deadline: .zero)
        await other.stop(deadline: .zero)
    }
}
