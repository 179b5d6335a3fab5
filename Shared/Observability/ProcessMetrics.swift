#if canImport(Glibc)
import Glibc
#endif

/// Process metrics under the names that Prometheus clients use.
package enum ProcessMetrics {
    /// Registers memory in use, processor time, start time and open files, which are read at each scrape.
    package static func register(in registry: MetricsRegistry) {
        let resident = registry.gauge("process_resident_memory_bytes", "Resident memory size in bytes.")
        let cpu = registry.counter(
            "process_cpu_seconds_total", "Processor time spent since start, user and system, in seconds.")
        let files = registry.gauge("process_open_fds", "Open file descriptors.")
        let start = registry.gauge("process_start_time_seconds", "Start of the process since the epoch in seconds.")
        let uptime = registry.gauge("process_uptime_seconds", "Seconds since the service started.")
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        start.set(Double(now.tv_sec) + Double(now.tv_nsec) / 1e9)
        let clock = ContinuousClock()
        let began = clock.now
        registry.onScrape {
            if let bytes = residentBytes() { resident.set(Double(bytes)) }
            cpu.raise(to: cpuSeconds())
            if let count = openFiles() { files.set(count) }
            uptime.set((clock.now - began).seconds)
        }
    }

    /// Returns the second number of `/proc/self/statm`, which counts pages, in bytes.
    package static func residentBytes() -> Int? {
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 256)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    package static func cpuSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    private static func openFiles() -> Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // Excludes `.`, `..` and the directory itself.
        return max(0, count - 3)
    }
}
