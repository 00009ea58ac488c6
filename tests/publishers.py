"""A publisher on this machine that behaves as publishers do: well, slowly, wrongly, and not at all."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

BODY = bytes(range(256)) * 1000


class Publisher(ThreadingHTTPServer):
    """A server with a list of behaviours, one for each question, the last one for all further ones."""

    daemon_threads = True

    def __init__(self, *behaviours):
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviours, self.asked = list(behaviours), []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/figures.csv"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(dict(self.headers))
        behave = self.server.behaviours.pop(0) if len(self.server.behaviours) > 1 else self.server.behaviours[0]
        behave(self)

    def log_message(self, *_):
        pass


def answer(handler, status, body=b"", **headers):
    handler.send_response(status)
    for name, value in {"Content-Length": len(body), **headers}.items():
        handler.send_header(name.replace("_", "-"), str(value))
    handler.end_headers()
    handler.wfile.write(body)


def well(handler, body=BODY, mark='"one"'):
    """Answer as a good server does: marks, ranges, and 304 for what has not changed."""
    if handler.headers.get("If-None-Match") == mark:
        return answer(handler, 304, ETag=mark)
    wanted = handler.headers.get("Range", "")
    if wanted and handler.headers.get("If-Range") == mark:
        begin = int(wanted.removeprefix("bytes=").removesuffix("-"))
        return answer(handler, 206, body[begin:], ETag=mark)
    return answer(handler, 200, body, ETag=mark)


def half(handler):
    """Promise the whole and break off in the middle."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(BODY)))
    handler.send_header("ETag", '"one"')
    handler.end_headers()
    handler.wfile.write(BODY[:100_000])
    handler.wfile.flush()
    handler.connection.close()


def never(handler):
    """Say nothing for longer than anybody waits."""
    handler.server.release.wait(3)


def says(status, **headers):
    return lambda handler: answer(handler, status, **headers)


@pytest.fixture
def publisher():
    """Start servers on this machine; all of them end with the test."""
    started = []

    def start(*behaviours):
        server = Publisher(*behaviours)
        server.release = threading.Event()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        started.append((server, thread))
        return server

    yield start
    for server, thread in started:
        server.release.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
