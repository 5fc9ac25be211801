import Testing
import TraceContext

@testable import Tracing

/// The 41 behaviours of the W3C trace-context test suite at level 2, each written from the
/// specification: a service gets a request with these headers and calls another service.
struct W3CBehaviourTests {
    /// Handles a request and makes `calls` calls; returns their headers.
    private func calls(
        _ count: Int = 1,
        _ headers: (String, String)...
    ) -> [HeaderFields] {
        let fixture = Fixture()
        let propagator = CompositePropagator.standard
        let request = HeaderFields(headers.map { HeaderFields.Field($0.0, $0.1) })
        return propagator.extract(from: request).withCurrent {
            fixture.tracer.withSpan("handle", kind: .server) { _ in
                (0..<count).map { _ in
                    fixture.tracer.withSpan("call", kind: .client) { _ in
                        var outgoing = HeaderFields()
                        propagator.inject(into: &outgoing)
                        return outgoing
                    }
                }
            }
        }
    }

    private struct Outgoing {
        let traceID: String
        let parentID: String
        let flags: String
        let state: TraceState?

        init(_ headers: HeaderFields?) throws {
            let all = try #require(headers?.all("traceparent"))
            #expect(all.count == 1)
            let fields = try #require(all.first).split(separator: "-").map { String($0) }
            #expect(fields.map(\.utf8.count) == [2, 32, 16, 2])
            #expect(fields[0] == "00")
            traceID = fields[1]
            parentID = fields[2]
            flags = fields[3]
            state = headers?.first("tracestate").flatMap { TraceState($0) }
        }
    }

    private static let trace = "12345678901234567890123456789012"
    private static let parent = "1234567890123456"
    private static let valid = "00-\(trace)-\(parent)-01"

    private func outgoing(_ headers: (String, String)...) throws -> Outgoing {
        let fixture = Fixture()
        let request = HeaderFields(headers.map { HeaderFields.Field($0.0, $0.1) })
        let context = CompositePropagator.standard.extract(from: request)
        let sent = context.withCurrent {
            fixture.tracer.withSpan("handle", kind: .server) { _ in
                var outgoing = HeaderFields()
                CompositePropagator.standard.inject(into: &outgoing)
                return outgoing
            }
        }
        return try Outgoing(sent)
    }

    /// The trace goes on, with a new parent.
    private func continues(_ traceparent: String) throws -> Bool {
        let sent = try outgoing(("traceparent", traceparent))
        #expect(sent.parentID != Self.parent)
        return sent.traceID == Self.trace
    }

    private func state(_ headers: String...) throws -> TraceState? {
        let fields = [("traceparent", Self.valid)] + headers.map { ("tracestate", $0) }
        let request = HeaderFields(fields.map { HeaderFields.Field($0.0, $0.1) })
        let context = CompositePropagator.standard.extract(from: request)
        var sent = HeaderFields()
        let fixture = Fixture()
        context.withCurrent {
            fixture.tracer.withSpan("handle") { _ in
                CompositePropagator.standard.inject(into: &sent)
            }
        }
        let outgoing = try Outgoing(sent)
        #expect(outgoing.traceID == Self.trace)
        return outgoing.state
    }

    @Test func `W3C 01: without both headers a trace begins`() throws {
        let sent = try outgoing()
        #expect(TraceID(hexadecimal: sent.traceID)?.isValid == true)
        #expect(sent.state == nil)
    }

    @Test func `W3C 02: a traceparent without a tracestate is continued`() throws {
        #expect(try continues(Self.valid))
    }

    @Test func `W3C 03: of two traceparents none counts`() throws {
        let other = "00-\(Self.trace.dropLast())1-\(Self.parent)-01"
        let sent = try outgoing(("traceparent", other), ("traceparent", Self.valid))
        #expect(sent.traceID != Self.trace)
        #expect(sent.traceID != "\(Self.trace.dropLast())1")
    }

    @Test(arguments: ["trace-parent", "trace.parent", "trace parent", "trace_parent"])
    func `W3C 04: a header of another name is not a traceparent`(name: String) throws {
        #expect(try outgoing((name, Self.valid)).traceID != Self.trace)
    }

    @Test(arguments: ["TraceParent", "TrAcEpArEnT", "TRACEPARENT"])
    func `W3C 05: the name is found in any case`(name: String) throws {
        #expect(try outgoing((name, Self.valid)).traceID == Self.trace)
    }

    @Test func `W3C 06: version 00 has nothing after the flags`() throws {
        #expect(try !continues(Self.valid + "."))
        #expect(try !continues(Self.valid + "-what-the-future-will-be-like"))
    }

    @Test func `W3C 07: version cc is continued, with or without more fields`() throws {
        let later = "cc" + Self.valid.dropFirst(2)
        #expect(try continues(later))
        #expect(try continues(later + "-what-the-future-will-be-like"))
        #expect(try !continues(later + ".what-the-future-will-be-like"))
    }

    @Test func `W3C 08: version ff begins a new trace`() throws {
        #expect(try !continues("ff" + Self.valid.dropFirst(2)))
    }

    @Test(arguments: [".0", "0."])
    func `W3C 09: a version is of hexadecimal digits`(version: String) throws {
        #expect(try !continues(version + Self.valid.dropFirst(2)))
    }

    @Test(arguments: ["000", "0000"])
    func `W3C 10: a version is not longer than two digits`(version: String) throws {
        #expect(try !continues(version + Self.valid.dropFirst(2)))
    }

    @Test func `W3C 11: a version is not shorter than two digits`() throws {
        #expect(try !continues("0" + Self.valid.dropFirst(2)))
    }

    @Test func `W3C 12: a trace id of zeros begins a new trace`() throws {
        let zeros = String(repeating: "0", count: 32)
        let sent = try outgoing(("traceparent", "00-\(zeros)-\(Self.parent)-01"))
        #expect(sent.traceID != zeros)
    }

    @Test(arguments: [".2345678901234567890123456789012", "1234567890123456789012345678901."])
    func `W3C 13: a trace id is of hexadecimal digits`(id: String) throws {
        #expect(try outgoing(("traceparent", "00-\(id)-\(Self.parent)-01")).traceID != id)
    }

    @Test func `W3C 14: a trace id is not longer than 32 digits`() throws {
        let sent = try outgoing(("traceparent", "00-\(Self.trace)3-\(Self.parent)-01"))
        #expect(sent.traceID != Self.trace)
        #expect(sent.traceID != Self.trace.dropFirst() + "3")
    }

    @Test func `W3C 15: a trace id is not shorter than 32 digits`() throws {
        let short = Self.trace.dropLast()
        let sent = try outgoing(("traceparent", "00-\(short)-\(Self.parent)-01"))
        #expect(sent.traceID != "0" + short)
    }

    @Test func `W3C 16: a parent id of zeros begins a new trace`() throws {
        #expect(try !continues("00-\(Self.trace)-0000000000000000-01"))
    }

    @Test(arguments: [".234567890123456", "123456789012345."])
    func `W3C 17: a parent id is of hexadecimal digits`(id: String) throws {
        #expect(try !continues("00-\(Self.trace)-\(id)-01"))
    }

    @Test func `W3C 18: a parent id is not longer than 16 digits`() throws {
        #expect(try !continues("00-\(Self.trace)-\(Self.parent)7-01"))
    }

    @Test func `W3C 19: a parent id is not shorter than 16 digits`() throws {
        #expect(try !continues("00-\(Self.trace)-\(Self.parent.dropLast())-01"))
    }

    @Test(arguments: [".0", "0."])
    func `W3C 20: flags are of hexadecimal digits`(flags: String) throws {
        #expect(try !continues(Self.valid.dropLast(2) + flags))
    }

    @Test func `W3C 21: flags are not longer than two digits`() throws {
        #expect(try !continues(Self.valid.dropLast(2) + "001"))
    }

    @Test func `W3C 22: flags are not shorter than two digits`() throws {
        #expect(try !continues(Self.valid.dropLast(2) + "1"))
    }

    @Test(arguments: [" ", "\t", " \t", "\t "])
    func `W3C 23: white space around the value is ignored`(space: String) throws {
        #expect(try continues(space + Self.valid))
        #expect(try continues(Self.valid + space))
        #expect(try continues(space + Self.valid + space))
    }

    @Test func `W3C 24: a tracestate without a traceparent is discarded`() throws {
        #expect(try outgoing(("tracestate", "foo=1")).state?["foo"] == nil)
        #expect(try outgoing(("tracestate", "foo=1,bar=2")).state == nil)
    }

    @Test func `W3C 25: both headers are passed on`() throws {
        let sent = try state("foo=1,bar=2")
        #expect(sent?["foo"] == "1")
        #expect(sent?["bar"] == "2")
    }

    @Test(arguments: ["trace-state", "trace.state", "trace state", "trace_state"])
    func `W3C 26: a header of another name is not a tracestate`(name: String) throws {
        #expect(try outgoing(("traceparent", Self.valid), (name, "foo=1")).state == nil)
    }

    @Test(arguments: ["TraceState", "TrAcEsTaTe", "TRACESTATE"])
    func `W3C 27: its name is found in any case`(name: String) throws {
        #expect(try outgoing(("traceparent", Self.valid), (name, "foo=1")).state?["foo"] == "1")
    }

    @Test func `W3C 28: an empty tracestate is as good as none, beside another too`() throws {
        #expect(try state("") == nil)
        #expect(try state("foo=1", "")?["foo"] == "1")
        #expect(try state("", "foo=1")?["foo"] == "1")
    }

    @Test func `W3C 29: several headers are one list in their order`() throws {
        let sent = try state("foo=1,bar=2", "rojo=1,congo=2", "baz=3")
        #expect(sent?.description == "foo=1,bar=2,rojo=1,congo=2,baz=3")
    }

    @Test(arguments: [["foo=1,foo=1"], ["foo=1,foo=2"], ["foo=1", "foo=1"], ["foo=1", "foo=2"]])
    func `W3C 30: duplicate keys do not cost the list`(headers: [String]) throws {
        let joined = headers.joined(separator: ",")
        #expect(try state(joined)?["foo"] == "1")
        #expect(try state(headers[0], headers.last ?? "")?["foo"] == "1")
    }

    @Test func `W3C 31: all characters that are allowed are kept`() throws {
        let key = "abcdefghijklmnopqrstuvwxyz0123456789_-*/@a"
        let value =
            " !\"#$%&'()*+-./0123456789:;<>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
            + "abcdefghijklmnopqrstuvwxyz{|}~"
        #expect(try state("\(key)=\(value)")?[key] == value)
    }

    @Test func `W3C 32: white space between members is left out`() throws {
        for header in [
            "foo=1 \t , \t bar=2, \t baz=3", "foo=1\t \t,\t \tbar=2,\t \tbaz=3",
            " foo=1 , bar=2,baz=3\t",
        ] {
            #expect(try state(header)?.description == "foo=1,bar=2,baz=3")
        }
    }

    @Test(arguments: ["foo =1", "FOO=1", "foo.bar=1"])
    func `W3C 33: a key with another character costs the list`(header: String) throws {
        #expect(try state(header) == nil)
    }

    @Test func `W3C 34: a key begins with a letter or digit, and may have any number of at signs`()
        throws
    {
        #expect(try state("@foo=1,bar=2") == nil)
        for key in ["foo@", "foo@@bar", "foo@bar@baz"] {
            #expect(try state("\(key)=1,bar=2")?[key] == "1")
        }
    }

    @Test func `W3C 35: 32 members are passed on and 33 are discarded`() throws {
        let members = (10...42).map { "bar\($0)=\($0)" }
        let some = members.prefix(32).joined(separator: ",")
        #expect(try state(some)?.members.count == 32)
        #expect(try state(some, "last=1") == nil)
    }

    @Test func `W3C 36: a key has at most 256 characters, wherever its at sign is`() throws {
        for key in ["z", "t@v"].map({ $0 + String(repeating: "z", count: 256 - $0.utf8.count) }) {
            #expect(try state("foo=1", "\(key)=1")?[key] == "1")
            #expect(try state("foo=1", "\(key)z=1") == nil)
        }
    }

    @Test(arguments: ["foo=bar=baz", "foo=,bar=3"])
    func `W3C 37: a value with another character, or none, costs the list`(header: String) throws {
        #expect(try state(header) == nil)
    }

    @Test func `W3C 38: calls of one request share the trace id and differ in the parent id`()
        throws
    {
        let sent = try calls(3, ("traceparent", Self.valid)).map { try Outgoing($0) }
        #expect(Set(sent.map(\.traceID)) == [Self.trace])
        #expect(Set(sent.map(\.parentID)).count == 3)
        #expect(!sent.map(\.parentID).contains(Self.parent))
    }

    @Test func `W3C 39: so do calls of a request without a traceparent`() throws {
        let sent = try calls(3).map { try Outgoing($0) }
        #expect(Set(sent.map(\.traceID)).count == 1)
        #expect(Set(sent.map(\.parentID)).count == 3)
    }

    @Test func `W3C 40: so do calls of a request with an illegal one, in a new trace`() throws {
        let illegal = "00-\(Self.trace)-\(Self.parent)-1"
        let sent = try calls(3, ("traceparent", illegal)).map { try Outgoing($0) }
        #expect(Set(sent.map(\.traceID)).count == 1)
        #expect(sent[0].traceID != Self.trace)
        #expect(Set(sent.map(\.parentID)).count == 3)
    }

    @Test
    func `W3C 41: the random flag goes on with its trace id, and comes with a new random one`()
        throws
    {
        for (flags, expected) in [
            ("00", "00"), ("01", "01"), ("02", "02"), ("03", "03"), ("ff", "03"),
        ] {
            let sent = try outgoing(("traceparent", Self.valid.dropLast(2) + flags))
            #expect(sent.flags == expected)
        }
        #expect(try outgoing().flags == "03")
    }
}
