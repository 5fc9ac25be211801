import CMicroHTTPD

/// The words that go with a status.
enum Reason {
    static func phrase(_ status: Int) -> String {
        let known = unsafe MHD_get_reason_phrase_for(UInt32(clamping: status))
        return unsafe known.map { unsafe String(cString: $0) } ?? "Unknown"
    }
}
