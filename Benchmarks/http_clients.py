"""Clients that do not hurry: idle connections, slow ones, and what they cost the others."""

import socket
import statistics
import sys
import threading
import time

PORT, SERVER = int(sys.argv[1]), sys.argv[2]
REQUEST = b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"


def memory():
    """The resident memory of the server in MiB."""
    with open(f"/proc/{SERVER}/status") as status:
        for line in status:
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024


def connect(receive_buffer=None):
    client = socket.socket()
    if receive_buffer:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    # Loopback has many addresses, each with its own ports.
    client.settimeout(30)
    client.connect(("127.0.0.1", PORT))
    return client


def health():
    """Milliseconds until a new connection has its answer."""
    start = time.perf_counter()
    with connect() as client:
        client.sendall(REQUEST % b"/-/healthy")
        assert client.recv(4096).startswith(b"HTTP/1.1 200")
    return (time.perf_counter() - start) * 1000


def report_health(name, samples):
    samples.sort()
    p99 = samples[int(len(samples) * 0.99)]
    print(f"{name}: /-/healthy p50 {statistics.median(samples):.2f} ms, p99 {p99:.2f} ms, "
          f"max {samples[-1]:.2f} ms of {len(samples)}")


def page():
    client = connect()
    client.sendall(REQUEST % b"/metrics")
    total = 0
    while not (piece := client.recv(1 << 20)).endswith(b"0\r\n\r\n"):
        total += len(piece)
    client.close()
    return total


before = memory()
fast = [page() for _ in range(5)]
print(f"10 MB page, fast reader: {fast[0] / 1e6:.1f} MB, memory {before:.1f} -> {memory():.1f} MiB")
before = memory()
slow = [connect(receive_buffer=4096) for _ in range(20)]
for client in slow:
    client.sendall(REQUEST % b"/metrics")
time.sleep(1)
print(f"10 MB page, 20 readers that stall: memory {before:.1f} -> {memory():.1f} MiB")
report_health("meanwhile", [health() for _ in range(500)])
for client in slow:
    client.close()

before = memory()
idle = []
for _ in range(10_000):
    client = connect()
    client.sendall(REQUEST % b"/1k")
    idle.append(client)
for client in idle:
    assert client.recv(4096).startswith(b"HTTP/1.1 200")
print(f"10,000 idle connections, each after a request: memory {before:.1f} -> {memory():.1f} MiB")
report_health("meanwhile", [health() for _ in range(1000)])
for client in idle:
    client.close()

slow = [connect() for _ in range(2_000)]
stop = threading.Event()


def trickle():
    """Every slow client sends a byte of a head that never ends, over and over."""
    while not stop.is_set():
        for client in slow:
            try:
                client.send(b"a")
            except OSError:
                pass
        time.sleep(0.01)


for client in slow:
    client.sendall(b"GET /1k HTTP/1.1\r\nX: ")
thread = threading.Thread(target=trickle)
thread.start()
report_health("2,000 clients trickle", [health() for _ in range(1000)])
stop.set()
thread.join()
