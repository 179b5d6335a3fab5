import Executors
import Glibc
import Kafka

/// Runs the mock cluster behind a fixed port and reads control lines from standard input.
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
            // The reader of our output may have closed its end.
            signal(SIGPIPE, SIG_IGN)
            signal(SIGTERM) { _ in _exit(0) }
            signal(SIGINT) { _ in _exit(0) }
            ThreadExecutor(name: "control").submit { readLines(cluster) }
            say("development-broker: ready on 127.0.0.1:\(arguments.port), in memory, \(arguments.topics.count) topics")
            forwarder.run()
        } catch let error as Arguments.UsageError {
            fail("\(error.text)\n\n\(Arguments.help)", status: 64)
        } catch let failure as ForwarderFailure {
            fail(failure.text)
        } catch {
            fail("\(error)")
        }
    }

    /// Creates a topic for each line `topic <name> <partitions>` and answers each line with one line. The end of the
    /// input does not stop the broker.
    private static func readLines(_ cluster: MockCluster) {
        while let line = readLine() {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 3, words[0] == "topic", let partitions = Int32(words[2]), partitions > 0 else {
                if !words.isEmpty { say("development-broker: invalid command: \(line)") }
                continue
            }
            do {
                try cluster.createTopic(words[1], partitions: partitions)
                say("development-broker: topic \(words[1]) created")
            } catch {
                say("development-broker: topic \(words[1]): \(error)")
            }
        }
    }

    /// Writes without buffering, so that the line appears at once also in a pipe.
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
