#!/usr/bin/env bash
# Measures the HTTP server beside nginx: Benchmarks/http.sh [seconds a run, default 5]
#
# Both serve the same 1 KB from memory on the same number of workers, in turns. What counts is the
# requests per second of processor time of the server, because the load shares the processors.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds="${1:-5}" rounds=3 workers="$(nproc)"
work="$(mktemp -d)"
pids=()
cleanup() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
ulimit -n "$(ulimit -Hn)"

swift build -c release --product bench-http >&2
binary="$(swift build -c release --show-bin-path)/bench-http"

"$binary" 0 "$workers" >"$work/ours.log" &
ours=$!
pids+=("$ours")
until grep -q listening "$work/ours.log"; do sleep 0.05; done
port="$(sed -n 's/^listening on //p' "$work/ours.log")"

nginx_port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
body="$(printf 'x%.0s' $(seq 1024))"
cat >"$work/nginx.conf" <<CONF
daemon off; worker_processes $workers; pid $work/nginx.pid; error_log $work/error.log crit;
events { worker_connections 16384; }
http {
    access_log off; keepalive_requests 1000000000; default_type application/octet-stream;
    client_body_temp_path $work; proxy_temp_path $work; fastcgi_temp_path $work;
    uwsgi_temp_path $work; scgi_temp_path $work;
    server { listen 127.0.0.1:$nginx_port; location / { return 200 "$body"; } }
}
CONF
/usr/sbin/nginx -c "$work/nginx.conf" &
nginx=$!
pids+=("$nginx")
until curl -sf -o /dev/null "http://127.0.0.1:$nginx_port/"; do sleep 0.05; done

# Ticks (1/100 s) that a process and its children have used.
ticks() {
    local total=0 pid
    for pid in "$1" $(cat "/proc/$1/task/$1/children"); do
        total=$((total + $(awk '{print $14 + $15}' "/proc/$pid/stat")))
    done
    echo "$total"
}

# load NAME PID URL: prints requests a second, and requests for each second of processor time.
load() {
    local before after out requests rate
    before="$(ticks "$2")"
    out="$(wrk -t1 -c32 -d"${seconds}s" "$3")"
    after="$(ticks "$2")"
    requests="$(awk '/requests in/ {print $1}' <<<"$out")"
    rate="$(awk '/Requests\/sec/ {print int($2)}' <<<"$out")"
    awk -v n="$1" -v r="$requests" -v t=$((after - before)) -v s="$rate" \
        'BEGIN {printf "%s %d %d\n", n, s, r * 100 / t}'
}

echo "1 KB from memory, $workers workers, $rounds rounds of $seconds s"
for _ in $(seq "$rounds"); do
    load nginx "$nginx" "http://127.0.0.1:$nginx_port/"
    load ours "$ours" "http://127.0.0.1:$port/1k"
    load later "$ours" "http://127.0.0.1:$port/later"
done | tee "$work/rounds"
awk '{if ($3 > best[$1]) best[$1] = $3}
    END {
        printf "requests per CPU-second: nginx %d, ours %d (%.2f of nginx), asynchronous %d (%.2f)\n",
            best["nginx"], best["ours"], best["ours"] / best["nginx"], best["later"], best["later"] / best["nginx"]
    }' "$work/rounds"

[[ "${2:-}" == fast ]] || python3 Benchmarks/http_clients.py "$port" "$ours"
