import HTTPServer

/// The page at `/`: plain links to everything there is.
enum HomePage {
    static let response = Response(
        headers: [
            Header("Content-Type", "text/html; charset=utf-8"),
            Header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ],
        body: .bytes(Array(page.utf8))
    )

    private static let page = """
        <!DOCTYPE html>
        <html lang="en">
        <title>Tocsin</title>
        <h1>Tocsin</h1>
        <p>Version \(Build.version).</p>
        <ul>
        <li><a href="/metrics">/metrics</a>: everything measured</li>
        <li><a href="/-/healthy">/-/healthy</a>: the process lives</li>
        <li><a href="/-/ready">/-/ready</a>: it can do its work, and which instruments are off</li>
        <li>POST /-/reload: read the configuration again</li>
        </ul>
        </html>

        """
}
