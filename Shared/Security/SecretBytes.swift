import CSodium

/// Bytes that must not leak: printed as a placeholder, compared in constant time, wiped when the last owner goes.
package final class SecretBytes: Sendable, CustomStringConvertible, CustomReflectable {
    private let storage: [UInt8]

    package init(_ bytes: [UInt8]) {
        storage = bytes
    }

    /// The UTF-8 bytes of a text, such as a secret file's content.
    package convenience init(_ text: String) {
        self.init(Array(text.utf8))
    }

    package static func random(_ count: Int) -> SecretBytes {
        SecretBytes(randomBytes(count))
    }

    package var count: Int { storage.count }

    /// The only way to the bytes; what the closure copies out is the caller's to guard.
    package func withBytes<R>(_ body: ([UInt8]) throws -> R) rethrows -> R {
        try body(storage)
    }

    package var description: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    deinit {
        // The array's memory is ours alone here; sodium_memzero is the one wipe that no optimiser removes.
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
