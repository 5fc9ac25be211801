internal import Clocks

/// Everything that grows is held within the limits of the provider, and what is dropped is counted.
extension Recording {
    func set(_ key: AttributeKey, _ value: AttributeValue) {
        update { span, provider in span.set(key, value, provider.limits) }
    }

    func set(_ attributes: Attributes) {
        update { span, provider in
            for attribute in attributes {
                span.set(attribute.key, attribute.value, provider.limits)
            }
        }
    }

    func add(_ name: String, _ attributes: Attributes, at time: Instant?) {
        update { span, provider in
            guard span.events.count < provider.limits.events else {
                span.dropped.events &+= 1
                return
            }
            let moment = time ?? Instant(nanoseconds: now(provider))
            var event = SpanEvent(name, at: moment, attributes: attributes)
            let most = provider.limits.attributesPerEvent
            event.droppedAttributes = event.attributes.limit(to: most, provider.limits)
            span.events.append(event)
        }
    }

    func add(_ link: SpanLink) {
        guard link.isWorthKeeping else { return }
        update { span, provider in
            guard span.links.count < provider.limits.links else {
                span.dropped.links &+= 1
                return
            }
            var kept = link
            let most = provider.limits.attributesPerLink
            kept.droppedAttributes &+= kept.attributes.limit(to: most, provider.limits)
            span.links.append(kept)
        }
    }

    /// Takes over what the span is started with, as a whole where it is within the limits.
    func begin(with attributes: Attributes) {
        update { span, provider in
            span.attributes = attributes
            let most = provider.limits.attributes
            span.dropped.attributes = span.attributes.limit(to: most, provider.limits)
        }
    }
}

extension Recording.State {
    @inline(__always)
    fileprivate mutating func set(
        _ key: AttributeKey,
        _ value: AttributeValue,
        _ limits: borrowing SpanLimits
    ) {
        let kept = limits.fits(value) ? value : limits.cut(value)
        if !attributes.set(key, kept, most: limits.attributes) { dropped.attributes &+= 1 }
    }
}
