internal import Clocks

/// Everything that grows is held within the limits of the provider, and what is dropped is counted.
extension Recording {
    func set(_ key: AttributeKey, _ value: AttributeValue) {
        let limits = tracer.provider.limits
        let kept = limits.fits(value) ? value : limits.cut(value)
        update { $0.set(key, kept, most: limits.attributes) }
    }

    func set(_ attributes: Attributes) {
        let limits = tracer.provider.limits
        update { span in
            for attribute in attributes {
                let value = attribute.value
                let kept = limits.fits(value) ? value : limits.cut(value)
                span.set(attribute.key, kept, most: limits.attributes)
            }
        }
    }

    func add(_ name: String, _ attributes: Attributes, at time: Instant?) {
        let limits = tracer.provider.limits
        var event = SpanEvent(
            name,
            at: time ?? Instant(nanoseconds: now),
            attributes: attributes
        )
        event.droppedAttributes = event.attributes.limit(to: limits.attributesPerEvent, limits)
        update { span in
            if span.events.count < limits.events {
                span.events.append(event)
            } else {
                span.dropped.events &+= 1
            }
        }
    }

    func add(_ link: SpanLink) {
        guard link.isWorthKeeping else { return }
        let limits = tracer.provider.limits
        var kept = link
        kept.droppedAttributes &+= kept.attributes.limit(to: limits.attributesPerLink, limits)
        update { span in
            if span.links.count < limits.links {
                span.links.append(kept)
            } else {
                span.dropped.links &+= 1
            }
        }
    }

    /// Takes over what the span is started with, as a whole where it is within the limits.
    func begin(with attributes: Attributes) {
        let limits = tracer.provider.limits
        var kept = attributes
        let dropped = kept.limit(to: limits.attributes, limits)
        update { span in
            span.attributes = kept
            span.dropped.attributes = dropped
        }
    }
}

extension Recording.State {
    @inline(__always)
    fileprivate mutating func set(_ key: AttributeKey, _ value: AttributeValue, most: Int) {
        if !attributes.set(key, value, most: most) { dropped.attributes &+= 1 }
    }
}
