import Executors
import Glibc
import Kafka

/// The mock cluster, the fixed port before it, and the control lines.
enum DevelopmentBroker {
    static func run(_ words: [String]) -> Never {
        do {
            let arguments = try Arguments(words)
            if arguments.wantsHelp {
                print(Arguments.help)
                exit(0)
            }
            let cluster = try MockCluster()
            for topic in arguments.topics { try cluster.createTopic(topic.name, partitions: topic.partitions) }
            guard let target = cluster.bootstrapServers.split(separator: ":").last.flatMap({ UInt16($0) }) else {
                fail("no port in \(cluster.bootstrapServers)")
            }
            let forwarder = try Forwarder(port: arguments.port, target: target)
            // Whoever started us may have closed its end of our output.
            signal(SIGPIPE, SIG_IGN)
            signal(SIGTERM) { _ in _exit(0) }
            signal(SIGINT) { _ in _exit(0) }
            ThreadExecutor(name: "control").submit { readLines(cluster) }
            say("development-broker: ready on 127.0.0.1:\(arguments.port), in memory, \(arguments.topics.count) topics")
            forwarder.run()
        } catch let mistake as Arguments.Mistake {
            fail("\(mistake.text)\n\n\(Arguments.help)", status: 64)
        } catch let failure as ForwarderFailure {
            fail(failure.text)
        } catch {
            fail("\(error)")
        }
    }

    /// `topic <name> <partitions>`, one a line; each is answered with a line. The end of the input ends nothing.
    private static func readLines(_ cluster: MockCluster) {
        while let line = readLine() {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 3, words[0] == "topic", let partitions = Int32(words[2]), partitions > 0 else {
                if !words.isEmpty { say("development-broker: not understood: \(line)") }
                continue
            }
            do {
                try cluster.createTopic(words[1], partitions: partitions)
                say("development-broker: topic \(words[1]) made")
            } catch {
                say("development-broker: topic \(words[1]): \(error)")
            }
        }
    }

    /// At once, also into a pipe.
    private static func say(_ text: String) {
        let line = Array((text + "\n").utf8)
        write(STDOUT_FILENO, line, line.count)
    }

    private static func fail(_ text: String, status: Int32 = 1) -> Never {
        let line = Array(("development-broker: " + text + "\n").utf8)
        write(STDERR_FILENO, line, line.count)
        exit(status)
    }
}
