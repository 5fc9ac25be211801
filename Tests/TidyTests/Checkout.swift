import Glibc
import TestKit

/// The files of this project as text.
struct Checkout {
    let root: String
    let files: [File]

    struct File {
        /// Relative to the project's folder.
        let path: String
        let lines: [Substring]

        var isSwift: Bool { path.hasSuffix(".swift") && !path.contains("/Generated/") }
        var isProduct: Bool { path.hasPrefix("Sources/") && !path.hasPrefix("Sources/TestKit/") }

        /// The lines without comments and string contents, numbered from 1.
        var code: [(number: Int, text: String)] {
            lines.enumerated().map { (number: $0.offset + 1, text: bare($0.element)) }
        }
    }

    init() throws {
        let here = #filePath
        let tests = here.range(of: "/Tests/TidyTests/")
        root = String(here[..<(tests?.lowerBound ?? here.startIndex)])
        let listing = try Program.run(
            "git",
            ["-C", root, "ls-files", "--cached", "--others", "--exclude-standard"]
        )
        let folder = root
        files = listing.outputText.split(separator: "\n").compactMap { name in
            read("\(folder)/\(name)").map {
                File(
                    path: String(name),
                    lines: $0.split(separator: "\n", omittingEmptySubsequences: false)
                )
            }
        }
    }

    /// `path:line: text` of every code line of `files` that `offends`.
    func places(
        in files: some Sequence<File>,
        where offends: (String) -> Bool
    ) -> [String] {
        files.flatMap { file in
            file.code.filter { offends($0.text) }.map { "\(file.path):\($0.number): \($0.text)" }
        }
    }
}

private func read(_ path: String) -> String? {
    guard let file = unsafe fopen(path, "r") else { return nil }
    defer { unsafe fclose(file) }
    var all: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = unsafe fread(&piece, 1, piece.count, file)
        if count == 0 { break }
        all += piece[..<count]
    }
    return all.contains(0) ? nil : String(decoding: all, as: UTF8.self)
}

/// A line without what stands in quotes or behind `//`.
private func bare(_ line: Substring) -> String {
    var kept = ""
    var quoted = false
    var previous: Character = " "
    for character in line {
        if character == "\"", previous != "\\" { quoted.toggle() }
        if !quoted {
            if character == "/", previous == "/" {
                kept.removeLast()
                break
            }
            kept.append(character)
        }
        previous = character
    }
    return kept
}

extension String {
    func range(of text: String) -> Range<String.Index>? { firstRange(of: text) }
}
