"""A publisher on this machine that behaves as publishers do: well, slowly, wrongly, and not at all."""

import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest

BODY = bytes(range(256)) * 1000


class Publisher(ThreadingHTTPServer):
    """A server with a list of behaviours, one for each question, the last one for all further ones."""

    daemon_threads = True

    def __init__(self, *behaviours):
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviours, self.asked, self.paths, self.bodies = list(behaviours), [], [], []

    @property
    def host(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/figures.csv"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(dict(self.headers))
        self.server.paths.append(self.path)
        behave = self.server.behaviours.pop(0) if len(self.server.behaviours) > 1 else self.server.behaviours[0]
        behave(self)

    def do_POST(self):
        self.server.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.do_GET()

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


def trickles(handler):
    """Send a byte now and then, for as long as anybody listens."""
    handler.send_response(200)
    handler.send_header("ETag", '"one"')
    handler.end_headers()
    try:
        for _ in range(300):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.01)
    except OSError:
        pass


def breaks_off_in_chunks(handler):
    """Send chunks without saying how many, and break off in the middle of one."""
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(b"5\r\nhello\r\n64\r\nhalf")
    handler.wfile.flush()
    handler.connection.close()


def says(status, **headers):
    return lambda handler: answer(handler, status, **headers)


def asked_for(handler):
    """Return the path of a question, and its parameters."""
    parts = urlsplit(handler.path)
    return parts.path, dict(parse_qsl(parts.query))


def sends(handler, content):
    """Answer with JSON, with a mark that changes with what it says."""
    body = json.dumps(content).encode()
    return well(handler, body, f'"{hashlib.sha256(body).hexdigest()[:16]}"')


def service(shape, answers, size=1000):
    """Return a behaviour that gives out the objects of `answers`, by path, `size` a page, in one of the shapes below."""

    def behave(handler):
        path, query = asked_for(handler)
        if path not in answers:
            return answer(handler, 404)
        return sends(handler, shape(answers[path], query, size, f"{handler.server.host}{path}"))

    return behave


def _page(rows, query, size):
    number = int(query.get("page", 1))
    return number, rows[(number - 1) * size : number * size], -(-len(rows) // size)


def world_bank(rows, query, size, _, updated="2021-09-15"):
    """Shape a page as version 2 of the service of the World Bank does."""
    if "date" in query:
        first, last = query["date"].split(":")
        rows = [row for row in rows if first <= row["date"] <= last]
    number, inside, pages = _page(rows, query, size)
    if not rows:
        return [{"page": 0, "pages": 0, "per_page": 0, "total": 0, "sourceid": None, "lastupdated": None}, None]
    return [
        {"page": number, "pages": pages, "per_page": str(size), "total": len(rows), "sourceid": "2", "lastupdated": updated},
        inside,
    ]


def unhcr(rows, query, size, _):
    """Shape a page as the service of UNHCR does."""
    rows = [row for row in rows if int(query["yearFrom"]) <= row["year"] <= int(query["yearTo"])]
    number, inside, pages = _page(rows, query, size)
    return {"page": number, "short-url": "", "maxPages": pages, "total": [], "items": inside}


def unsd(rows, query, size, _):
    """Shape a page as the service of the SDG database does."""
    number, inside, pages = _page([row for row in rows if row["series"] == query["seriesCode"]], query, size)
    total = sum(row["series"] == query["seriesCode"] for row in rows)
    return {
        "size": size, "totalElements": total, "totalPages": pages, "pageNumber": number, "attributes": [], "dimensions": [], "data": inside,
    }  # fmt: skip


def idmc(rows, query, size, url):
    """Shape a page as the external service of IDMC does, the key within the links."""
    rows = [row for row in rows if row["year"] >= int(query.get("start_year", 0))]
    begin = int(query.get("offset", 0))
    key = query["client_id"]
    years = f"&start_year={query['start_year']}" if "start_year" in query else ""
    link = f"https://helix-tools-api.idmcdb.org{urlsplit(url).path}?client_id={key}&client_id={key}&format=json&limit={size}{years}&offset="
    following = f"{link}{begin + size}" if begin + size < len(rows) else None
    return {
        "last_updated": "2025-05-13", "count": len(rows), "next": following, "previous": None, "results": rows[begin : begin + size],
    }  # fmt: skip


def dtm(rows, query, _, __):
    """Shape an answer as version 3 of the service of DTM does."""
    inside = [row for row in rows if row["admin0Pcode"] == query.get("Admin0Pcode", row["admin0Pcode"])]
    return {"result": inside, "statusCode": 200, "isSuccess": True, "errorMessages": [], "totalRecordsCount": len(inside)}


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
