#!/usr/bin/env python3
"""A mirror on 127.0.0.1 with the faults that mirrors have: mirror.py FOLDER LOG

The first line it prints is its port. It stops when its standard input ends, and after two minutes
in any case. The first part of an address says how it behaves; see `MANNERS`. LOG gets a line a
request: the address, and the range asked for.
"""

import http.server
import os
import sys
import threading
import time

FOLDER, LOG = sys.argv[1:3]
MANNERS = {
    "plain": "serves files, and parts of them",
    "norange": "serves files, and refuses parts of them",
    "cut": "promises the whole and breaks off half way",
    "slow": "serves a thousand bytes, then next to nothing",
    "endless": "sends zeros for ever",
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        asked = self.headers.get("Range", "-")
        with open(LOG, "a", encoding="utf-8") as log:
            log.write(f"{self.path} {asked}\n")
        manner, _, name = self.path.strip("/").partition("/")
        path = os.path.join(FOLDER, os.path.basename(name))
        if manner == "endless":
            return self.zeros()
        if manner not in MANNERS or not os.path.isfile(path):
            return self.send_error(404)
        with open(path, "rb") as file:
            data = file.read()
        start = 0
        if asked.startswith("bytes=") and manner != "norange":
            start = int(asked[6:].partition("-")[0])
            if start >= len(data):
                return self.send_error(416)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        else:
            self.send_response(200)
        rest = data[start:]
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        if manner == "cut":
            rest = rest[: (len(rest) + 1) // 2]
        if manner == "slow":
            self.wfile.write(rest[:1000])
            self.wfile.flush()
            for byte in rest[1000:]:
                time.sleep(0.2)
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
            return None
        self.wfile.write(rest)
        return None

    def zeros(self):
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(bytes(65536))

    def handle(self):
        try:
            super().handle()
        except OSError:
            pass  # The client has left.

    def log_message(self, *_):
        pass


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    end = threading.Timer(120, lambda: os._exit(0))
    end.daemon = True
    end.start()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


main()
