import CUniString

extension String {
    /// The string in Unicode normalization form NFKC: one spelling for characters that look or mean the same (full
    /// width, ligatures, composition).
    ///
    /// Keys such as e-mail addresses are compared in this form (A2). libunistring computes it and is present on every
    /// Debian through GnuTLS; Foundation's function would add 35 MB of ICU tables to each executable.
    package var compatibilityComposed: String {
        if utf8.allSatisfy({ $0 < 0x80 }) { return self }
        let bytes = Array(utf8)
        var length = 0
        guard let form = muster_nfkc(bytes, bytes.count, &length) else { return self }  // only when memory is short
        defer { free(form) }
        return String(decoding: UnsafeBufferPointer(start: form, count: length), as: UTF8.self)
    }

    /// The string without white space and line breaks at both ends.
    package var trimmed: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}
