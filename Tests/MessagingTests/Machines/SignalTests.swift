import Executors
import Messaging
import Testing

@Suite(.timeLimit(.minutes(1))) struct SignalTests {
    @Test func `a raise wakes every waiting task`() async {
        let signal = Signal()
        let began = ContinuousClock.now
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<3 { group.addTask { await signal.wait(atMost: .seconds(50)) } }
            while signal.waiting < 3 { await Task.yield() }
            signal.raise()
        }
        #expect(ContinuousClock.now - began < .seconds(40))
        #expect(signal.waiting == 0)
    }

    @Test func `a cancelled wait does not affect the others`() async {
        let signal = Signal()
        let one = Task { await signal.wait(atMost: .seconds(50)) }
        let other = Task { await signal.wait(atMost: .seconds(50)) }
        while signal.waiting < 2 { await Task.yield() }
        one.cancel()
        await one.value
        #expect(signal.waiting == 1)
        signal.raise()
        await other.value
    }
}
