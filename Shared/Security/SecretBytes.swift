import CSodium

/// Secret bytes: printed as a placeholder, compared in constant time, and wiped when released.
package final class SecretBytes: Sendable, CustomStringConvertible, CustomReflectable {
    private let storage: [UInt8]

    package init(_ bytes: [UInt8]) {
        storage = bytes
    }

    /// Creates a secret from the UTF-8 bytes of a text, such as the content of a secret file.
    package convenience init(_ text: String) {
        self.init(Array(text.utf8))
    }

    package var count: Int { storage.count }

    /// Calls a closure with the bytes. This is the only access; the caller is responsible for any copy it makes.
    package func withBytes<R>(_ body: ([UInt8]) throws -> R) rethrows -> R {
        try body(storage)
    }

    package var description: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    deinit {
        // Only this object references the array. The optimizer does not remove sodium_memzero.
        storage.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return }
            sodium_memzero(UnsafeMutableRawPointer(mutating: start), buffer.count)
        }
    }
}

extension SecretBytes: Equatable {
    package static func == (left: SecretBytes, right: SecretBytes) -> Bool {
        constantTimeEquals(left.storage, right.storage)
    }
}
