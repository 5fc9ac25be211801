package import Bytes

extension JSONWriter {
    package mutating func object<Failure: Error>(
        _ members: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        beginObject()
        try members(&self)
        endObject()
    }

    package mutating func array<Failure: Error>(
        _ elements: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        beginArray()
        try elements(&self)
        endArray()
    }

    package mutating func member(_ name: String, _ text: String) {
        key(name)
        value(text)
    }

    package mutating func member(_ name: String, _ number: Int) {
        key(name)
        value(number)
    }

    package mutating func member(_ name: String, _ number: Int64) {
        key(name)
        value(number)
    }

    package mutating func member(_ name: String, _ number: UInt64) {
        key(name)
        value(number)
    }

    package mutating func member(_ name: String, _ number: Double) {
        key(name)
        value(number)
    }

    package mutating func member(_ name: String, _ flag: Bool) {
        key(name)
        value(flag)
    }
}

extension ByteBuffer {
    /// Appends one JSON document; when `body` throws, nothing stays behind.
    package mutating func appendJSON<Failure: Error>(
        style: JSONWriter.Style = .compact,
        _ body: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) {
        let start = count
        var json = JSONWriter(onto: self, style: style)
        do throws(Failure) {
            try body(&json)
        } catch {
            self = json.abandon()
            truncate(to: start)
            throw error
        }
        self = json.finish()
    }
}
