import CUniString

extension String {
    /// Unicode's normalization form NFKC: one spelling of what looks or means the same (full width, ligatures, composition).
    ///
    /// What keys are compared by, such as an e-mail address (A2). libunistring does it, which is on every Debian through
    /// GnuTLS; Foundation's way would bring 35 MB of ICU's tables into each executable.
    package var compatibilityComposed: String {
        if utf8.allSatisfy({ $0 < 0x80 }) { return self }
        let bytes = Array(utf8)
        var length = 0
        guard let form = muster_nfkc(bytes, bytes.count, &length) else { return self }  // only when memory is short
        defer { free(form) }
        return String(decoding: UnsafeBufferPointer(start: form, count: length), as: UTF8.self)
    }

    /// Without white space and line breaks at both ends.
    package var trimmed: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}
