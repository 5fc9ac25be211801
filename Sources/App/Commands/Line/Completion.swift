/// What could come next on a command line; the scripts of all shells ask this.
///
/// A shell calls `tocsin __complete WORD... CURRENT` and gets a candidate a line. A line of
/// `:files` or `:directories` asks the shell for its own completion of paths.
struct Completion {
    let commands: [Command]

    func candidates(for words: [String], current: String) -> [String] {
        let plain = words.filter { !$0.hasPrefix("-") }[...]
        let parser = CommandLineParser(commands: commands, terminal: .silent)
        let command = parser.command(at: plain)
        let known = (command?.options ?? []) + CommandOption.everywhere
        if let last = words.last, let option = option(last, in: known), let value = option.value {
            return values(value, choices: option.choices, current: current)
        }
        if current.hasPrefix("-") {
            return matching(known.map { "--\($0.name)" }, current)
        }
        let next = nextWords(after: plain)
        if !next.isEmpty { return matching(next, current) }
        guard let operand = command?.operand else { return [] }
        return values(operand.name, choices: operand.choices, current: current)
    }

    /// The words that continue what has been typed towards a command.
    private func nextWords(after typed: ArraySlice<String>) -> [String] {
        let longer = commands.filter {
            $0.words.count > typed.count && $0.words.starts(with: typed)
        }
        return Set(longer.map { $0.words[typed.count] }).sorted()
    }

    private func option(_ word: String, in known: [CommandOption]) -> CommandOption? {
        known.first { word == "--\($0.name)" || $0.short.map { word == "-\($0)" } ?? false }
    }

    private func values(_ name: String, choices: [String], current: String) -> [String] {
        if !choices.isEmpty { return matching(choices, current) }
        if name.contains("FILE") { return [":files"] }
        return name.contains("DIR") ? [":directories"] : []
    }

    private func matching(_ candidates: [String], _ current: String) -> [String] {
        candidates.filter { $0.hasPrefix(current) }
    }

    /// The script a shell sources.
    static func script(for shell: String) -> String {
        switch shell {
        case "bash":
            """
            _tocsin() {
                local current=${COMP_WORDS[COMP_CWORD]} candidates
                candidates=$(tocsin __complete -- "${COMP_WORDS[@]:1:COMP_CWORD-1}" "$current" 2>/dev/null)
                case $candidates in
                    :files) COMPREPLY=($(compgen -f -- "$current")) ;;
                    :directories) COMPREPLY=($(compgen -d -- "$current")) ;;
                    *) COMPREPLY=($(compgen -W "$candidates" -- "$current")) ;;
                esac
            }
            complete -o filenames -F _tocsin tocsin

            """
        case "zsh":
            """
            #compdef tocsin
            _tocsin() {
                local -a candidates
                candidates=("${(@f)$(tocsin __complete -- "${(@)words[2,CURRENT-1]}" "${words[CURRENT]}" 2>/dev/null)}")
                case ${candidates[1]} in
                    :files) _files ;;
                    :directories) _files -/ ;;
                    *) compadd -a candidates ;;
                esac
            }
            compdef _tocsin tocsin

            """
        default:
            """
            function __tocsin_complete
                set -l words (commandline -opc)
                set -l candidates (tocsin __complete -- $words[2..-1] (commandline -ct) 2>/dev/null)
                switch "$candidates"
                    case ':files'
                        __fish_complete_path (commandline -ct)
                    case ':directories'
                        __fish_complete_directories (commandline -ct)
                    case '*'
                        printf '%s\\n' $candidates
                end
            end
            complete -c tocsin -f -a '(__tocsin_complete)'

            """
        }
    }
}

extension Terminal {
    /// Reads and writes nothing.
    static let silent = Terminal(
        out: { _ in },
        error: { _ in },
        input: { [] },
        environment: [:],
        isInteractive: false
    )
}
