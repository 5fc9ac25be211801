import OTLP

/// Reads the bytes as everything a receiver of OTLP may answer.
func fuzzOTLPReplies(_ bytes: [UInt8]) {
    for encoding in OTLPEncoding.allCases {
        for signal in OTLPSignal.allCases {
            _ = try? OTLPReply(bytes, as: encoding, to: signal)
        }
        _ = try? RemoteStatus(bytes, as: encoding)
    }
}
