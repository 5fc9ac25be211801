import Bytes
import JSON

/// What is taken must survive being written and read again.
func fuzzJSON(_ bytes: [UInt8]) {
    var reader = JSONReader(bytes)
    while (try? reader.next()) != nil {}
    guard let value = try? JSONValue(parsing: bytes) else { return }
    var json = JSONWriter(style: bytes.count % 2 == 0 ? .compact : .pretty)
    json.value(value)
    let again = try? JSONValue(parsing: json.finish().array)
    precondition(again == value, "a document reads back as it was written")
}
