internal import Clocks

/// Everything that grows is held within the limits of the provider, and what is dropped is counted.
extension Recording {
    func set(_ key: AttributeKey, _ value: AttributeValue) {
        update { $0.set(key, value, origin) }
    }

    func set(_ attributes: Attributes) {
        update { span in
            for attribute in attributes { span.set(attribute.key, attribute.value, origin) }
        }
    }

    func add(_ name: String, _ attributes: Attributes, at time: Instant?) {
        guard let moment = time ?? now else { return }
        var event = SpanEvent(name, at: moment, attributes: attributes)
        let most = origin.limits.attributesPerEvent
        event.droppedAttributes = event.attributes.limit(to: most, origin.limits)
        update { span in
            if span.events.count < origin.limits.events {
                span.events.append(event)
            } else {
                span.dropped.events &+= 1
            }
        }
    }

    func add(_ link: SpanLink) {
        guard link.isWorthKeeping else { return }
        var kept = link
        let most = origin.limits.attributesPerLink
        kept.droppedAttributes &+= kept.attributes.limit(to: most, origin.limits)
        update { span in
            if span.links.count < origin.limits.links {
                span.links.append(kept)
            } else {
                span.dropped.links &+= 1
            }
        }
    }

    /// Takes over what the span is started with, as a whole where it is within the limits.
    func begin(with attributes: Attributes) {
        update { span in
            span.attributes = attributes
            let most = origin.limits.attributes
            span.dropped.attributes = span.attributes.limit(to: most, origin.limits)
        }
    }
}

extension Recording.State {
    @inline(__always)
    fileprivate mutating func set(
        _ key: AttributeKey,
        _ value: AttributeValue,
        _ origin: SpanOrigin
    ) {
        let kept = origin.limits.fits(value) ? value : origin.limits.cut(value)
        if !attributes.set(key, kept, most: origin.limits.attributes) { dropped.attributes &+= 1 }
    }
}
