import Bytes
import CCrypto

/// What someone may do here.
package enum Role: String, CaseIterable, Sendable {
    case reader
    case ci
    case responder
    case admin

    /// Reader, responder and admin each include the ones before; ci includes reader only.
    package func covers(_ needed: Role) -> Bool {
        switch (self, needed) {
        case (.admin, _), (_, .reader): true
        case (.responder, .responder), (.ci, .ci): true
        default: false
        }
    }
}

/// Who is asking.
package struct Principal: Sendable, Equatable {
    package let name: String
    package let role: Role?

    package init(name: String, role: Role?) {
        self.name = name
        self.role = role
    }

    /// Someone who showed nothing.
    package static let anonymous = Principal(name: "anonymous", role: nil)
}

/// One name with its secret: a bearer token, or the password of basic authentication.
package struct Credential: Sendable {
    let principal: Principal
    let bearer: [UInt8]
    let basic: [UInt8]

    /// Only digests are kept, so the secret cannot leak from here.
    package init(name: String, role: Role, secret: String) {
        principal = Principal(name: name, role: role)
        bearer = Self.digest(Array(secret.utf8))
        basic = Self.digest(Array("\(name):\(secret)".utf8))
    }

    static func digest(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        unsafe digest.withUnsafeMutableBufferPointer { room in
            _ = unsafe SHA256(bytes, bytes.count, room.baseAddress)
        }
        return digest
    }
}

/// Who may come in.
package struct Credentials: Sendable {
    private let all: [Credential]

    package init(_ all: [Credential] = []) { self.all = all }

    package var isEmpty: Bool { all.isEmpty }

    /// Whose secret the value of an Authorization field shows.
    ///
    /// Every credential is compared, by digests of equal length and in constant time, so the time
    /// taken tells nothing about how much of a guess was right.
    func principal(authorization: String) -> Principal? {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let shown = Array(parts[1].drop { $0 == " " }.utf8)
        switch parts[0].lowercased() {
        case "bearer": return find(Credential.digest(shown), in: \.bearer)
        case "basic":
            guard let pair = try? Base64.standard.decode(shown) else { return nil }
            return find(Credential.digest(pair), in: \.basic)
        default: return nil
        }
    }

    private func find(_ digest: [UInt8], in kept: KeyPath<Credential, [UInt8]>) -> Principal? {
        var found: Principal?
        for credential in all {
            let other = credential[keyPath: kept]
            if unsafe CRYPTO_memcmp(digest, other, digest.count) == 0 {
                found = credential.principal
            }
        }
        return found
    }
}
