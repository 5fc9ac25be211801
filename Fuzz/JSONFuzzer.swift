import Bytes
import JSON

/// What is taken and written must read as the same again.
///
/// The texts are compared, because the whole number `1.0` is written as `1`.
func fuzzJSON(_ bytes: [UInt8]) {
    var reader = JSONReader(bytes)
    while (try? reader.next()) != nil {}
    guard let value = try? JSONValue(parsing: bytes) else { return }
    let text = written(value)
    let again = try? JSONValue(parsing: text)
    precondition(again.map(written) == text, "a document reads back as it was written")
}

private func written(_ value: JSONValue) -> [UInt8] {
    var json = JSONWriter(style: .pretty)
    json.value(value)
    return json.finish().array
}
