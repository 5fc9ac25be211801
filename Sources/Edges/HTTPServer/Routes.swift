/// The one table of everything a server answers.
package struct Routes: Sendable {
    /// Every route, in the order they were given.
    package let all: [Route]
    private let literals: [String: [Int]]
    private let patterns: [Int]

    /// - Precondition: no two routes answer the same method of the same path.
    package init(_ routes: [Route]) {
        var literals: [String: [Int]] = [:]
        var taken: Set<String> = []
        for (index, route) in routes.enumerated() {
            for method in route.methods {
                let isNew = taken.insert("\(method) \(route.path)").inserted
                precondition(isNew, "\(method) \(route.path) is in the table twice")
            }
            if route.path.isLiteral { literals[route.path.description, default: []].append(index) }
        }
        all = routes
        self.literals = literals
        patterns = routes.indices.filter { !routes[$0].path.isLiteral }
    }

    enum Match {
        case route(Route, [PathParameter])
        /// The path is known; these are its methods, for the Allow field.
        case otherMethods(String)
        case unknown
    }

    /// Finds the route; literal paths win over patterns, HEAD is answered by GET.
    func find(_ method: Method?, _ target: Target) -> Match {
        if let known = literals[target.path] {
            for index in known where all[index].answers(method) { return .route(all[index], []) }
            return .otherMethods(Self.allowed(known.map { all[$0] }))
        }
        let segments = target.segments
        var known: [Route] = []
        for index in patterns {
            guard let parameters = all[index].path.match(segments) else { continue }
            if all[index].answers(method) { return .route(all[index], parameters) }
            known.append(all[index])
        }
        return known.isEmpty ? .unknown : .otherMethods(Self.allowed(known))
    }

    private static func allowed(_ routes: [Route]) -> String {
        var methods = Set(routes.flatMap(\.methods))
        if methods.contains(.get) { methods.insert(.head) }
        methods.insert(.options)
        return Method.allCases.filter(methods.contains).map(\.rawValue).joined(separator: ", ")
    }
}

extension Route {
    fileprivate func answers(_ method: Method?) -> Bool {
        guard let method else { return false }
        return methods.contains(method) || (method == .head && methods.contains(.get))
    }
}
