import Foundation
import Testing

/// The services of `docker-compose.yml`.
@Suite(.enabled(if: ComposedSuite.isReadable, ComposedSuite.absence))
struct ComposeTests {
    private static let four = ["accounts", "registration", "certification", "instructor-qualification"]

    @Test func `runs what we built as a user without rights, on a root that cannot be written`() throws {
        let ours = try ComposedSuite.services().filter { $0.value.image.hasPrefix("muster-") }
        #expect(ours.count == 8, "four services, and the preparation of each")
        for (name, service) in ours {
            #expect(service.user == "10001:10001", "\(name)")
            #expect(service.read_only == true, "\(name)")
            #expect(service.cap_add == nil, "\(name)")
        }
    }

    @Test func `gives no container more than it needs, whoever made its image`() throws {
        for (name, service) in try ComposedSuite.services() {
            #expect(service.privileged != true, "\(name)")
            #expect(service.cap_drop == ["ALL"], "\(name)")
            #expect(service.security_opt == ["no-new-privileges:true"], "\(name)")
            #expect(service.mem_limit != nil, "\(name)")
            for port in service.ports ?? [] { #expect(port.host_ip == "127.0.0.1", "\(name)") }
        }
    }

    @Test func `starts a service once its preparation is done, watches its health, and stops it within ten seconds`()
        throws
    {
        let services = try ComposedSuite.services()
        for name in Self.four {
            let service = try #require(services[name])
            #expect(
                service.depends_on?["\(name)-preparation"]?.condition == "service_completed_successfully", "\(name)")
            #expect(service.healthcheck?.test.contains { $0.hasSuffix("/readyz") } == true, "\(name)")
            #expect(service.stop_grace_period == "10s", "\(name)")
            #expect(service.restart == "unless-stopped", "\(name)")
        }
    }

    @Test func `hands secrets over as files only`() throws {
        for (name, service) in try ComposedSuite.services() {
            for key in (service.environment ?? [:]).keys where key.contains("PASSWORD") || key.contains("SECRET") {
                #expect(key.hasSuffix("_FILE"), "\(name): \(key)")
            }
        }
    }
}
