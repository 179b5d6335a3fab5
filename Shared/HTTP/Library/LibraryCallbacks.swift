import CMicroHTTPD

// The library's callbacks. They are at file scope because a closure written elsewhere could inherit an actor's
// isolation and trap on the library's threads. The context is always the server's core.

private func core(_ context: UnsafeMutableRawPointer) -> HTTPServerCore {
    Unmanaged<HTTPServerCore>.fromOpaque(context).takeUnretainedValue()
}

/// Creates the exchange when the request line has arrived. The library keeps it until `requestCompleted`.
func targetReceived(
    _ context: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?, _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let context, let target, let connection, let place = muster_mhd_context(connection) else { return nil }
    let here = Unmanaged<HTTPConnection>.fromOpaque(place).takeUnretainedValue()
    let exchange = HTTPExchange(core(context), here, LibraryConnection(pointer: connection), target: target)
    here.begin(exchange)
    return Unmanaged.passRetained(exchange).toOpaque()
}

/// Handles one step of the request.
func requestStep(
    _: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?, _ version: UnsafePointer<CChar>?, _ bytes: UnsafePointer<CChar>?,
    _ size: UnsafeMutablePointer<Int>?, _ exchange: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let connection, let method, let version, let size, let exchange = exchange?.pointee else { return .NO }
    let verdict = Unmanaged<HTTPExchange>.fromOpaque(exchange).takeUnretainedValue().called(
        LibraryCall(
            connection: LibraryConnection(pointer: connection), method: method, version: version,
            bytes: UnsafeRawBufferPointer(start: bytes, count: size.pointee), left: size))
    return verdict == .goOn ? .YES : .NO
}

/// Ends the exchange: the response was sent or the connection is lost.
func requestCompleted(
    _: UnsafeMutableRawPointer?, _: OpaquePointer?, _ exchange: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ code: MHD_RequestTerminationCode
) {
    guard let pointer = exchange?.pointee else { return }
    exchange?.pointee = nil
    Unmanaged<HTTPExchange>.fromOpaque(pointer).takeRetainedValue().completed(
        wasAnswered: code == .REQUEST_TERMINATED_COMPLETED_OK)
}

/// Handles an opened connection, or one that is about to be closed while its socket is still open.
func connectionChanged(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ place: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ change: MHD_ConnectionNotificationCode
) {
    guard let context, let connection, let place else { return }
    let core = core(context)
    if change == .CONNECTION_NOTIFY_STARTED {
        let here = HTTPConnection(LibraryConnection(pointer: connection))
        place.pointee = Unmanaged.passRetained(here).toOpaque()
        core.opened(here)
    } else if let pointer = place.pointee {
        place.pointee = nil
        core.connections.remove(Unmanaged<HTTPConnection>.fromOpaque(pointer).takeRetainedValue())
    }
}
