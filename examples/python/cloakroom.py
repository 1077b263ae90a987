#!/usr/bin/env python3
"""A client for Cloakroom's HTTP interface, and a story of two people that shows it.

    python3 examples/python/cloakroom.py http://127.0.0.1:8080

Python 3.9 or newer and nothing else. Copy the class `Cloakroom` into your backend and change `_request`, which says who
is asking: your backend has authenticated the user, and no user says so for themselves.
"""

import hashlib
import http.client
import io
import json
import queue
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from urllib.parse import quote

ATTEMPTS = 8
ANSWER_SECONDS = 90  # longer than a reply may take (--responder-timeout)
SILENCE_SECONDS = 45  # a followed session sends at least a comment every 15 seconds

# What a connection that was cut looks like, before and in the middle of an answer.
CUT = (ConnectionError, TimeoutError, http.client.HTTPException, urllib.error.URLError)

# The server is close by: no proxy stands between, whatever the environment says.
_http = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Refused(Exception):
    """The server said no. `code` is what programs decide on, `detail` is for people."""

    def __init__(self, problem, retry_after=None):
        super().__init__(f"{problem['status']} {problem['detail']}")
        self.status, self.code, self.detail = problem["status"], problem["code"], problem["detail"]
        self.session_id = problem.get("session_id")  # where the message is kept when its reply is not
        self.retry_after = retry_after


class Cloakroom:
    """The sessions of one user. May be used by many threads."""

    def __init__(self, url, user):
        self.url, self.user = url.rstrip("/"), user

    # Sessions

    def open_session(self, **metadata):
        """A fresh session; its id is the server's."""
        return self._post("/api/v1/sessions", {"metadata": metadata})

    def session(self, session_id):
        return self._json("GET", f"/api/v1/sessions/{session_id}")

    def end(self, session_id):
        self._json("DELETE", f"/api/v1/sessions/{session_id}")

    def history(self, session_id):
        """All messages, page by page."""
        after = 0
        while True:
            page = self._json("GET", f"/api/v1/sessions/{session_id}/messages?after={after}&limit=200")
            yield from page["data"]
            if not page["has_more"]:
                return
            after = page["last_id"]

    # Messages

    def send(self, message, session_id=None):
        """Stores the message, waits for the reply. Sent again after a cut, with the same key: stored once."""
        return self._post("/api/v1/chat/send", {"message": message, "session_id": session_id})

    def send_streamed(self, message, session_id=None):
        """Yields the reply's text as it comes, and returns (`yield from`) the reply as it was stored."""
        body = {"message": message, "session_id": session_id}
        shown = ""
        for again in self._attempts(uuid.uuid4().hex):
            try:
                request = self._request("POST", "/api/v1/chat/send", json.dumps(body).encode(), "application/json", again.key)
                request.add_header("Accept", "text/event-stream")
                text = ""
                with self._opened(request, ANSWER_SECONDS) as response:
                    for event, data, _ in events(response):
                        if event == "delta":
                            text += data["content"]
                        elif event == "message":
                            text = data["content"]
                        elif event == "error":
                            raise Refused(data)
                        # After a cut the reply comes from its beginning: what was shown is not shown twice.
                        if len(text) > len(shown):
                            yield text[len(shown):]
                            shown = text
                        if event == "message":
                            return data
                    raise http.client.IncompleteRead(b"")
            except (Refused, *CUT) as failure:
                again.after(failure)

    def stop(self, session_id):
        """Ends the running reply early; what there is of it is kept."""
        return self._json("POST", f"/api/v1/sessions/{session_id}/turn/stop")["stopping"]

    def follow(self, session_id, after=None):
        """Yields each message behind `after` (default: now), once and in order, until access ends."""
        if after is None:  # known from the start, so that nothing is missed when the first connection is cut
            after = self.session(session_id)["last_seq"]
        admitted = False
        while True:
            try:
                request = self._request("GET", f"/api/v1/sessions/{session_id}/events")
                request.add_header("Accept", "text/event-stream")
                request.add_header("Last-Event-ID", str(after))
                with self._opened(request, SILENCE_SECONDS) as response:
                    admitted = True
                    for event, data, place in events(response):
                        if event == "closed":  # revoked, ended or expired
                            return
                        yield data
                        after = int(place)
            except Refused as refused:
                if refused.code == "not_owner" and admitted:  # access ended between two connections
                    return
                if refused.retry_after is None:
                    raise
                time.sleep(refused.retry_after)
            except CUT:
                pass
            time.sleep(0.1)

    # Sharing

    def share(self, session_id, user, access="read"):
        self._json("PUT", f"/api/v1/sessions/{session_id}/grants", {"user": user, "access": access})

    def unshare(self, session_id, user):
        self._json("DELETE", f"/api/v1/sessions/{session_id}/grants?user={quote(user, safe='')}")

    # Files

    def upload(self, name, content, session_id=None, media_type="application/octet-stream"):
        """Uploads one file, into a fresh session or into this one; returns the answer with its `files`."""
        boundary = uuid.uuid4().hex
        quoted = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{quoted}"\r\n'
        body = f"{head}Content-Type: {media_type}\r\n\r\n".encode() + content + f"\r\n--{boundary}--\r\n".encode()
        path = f"/api/v1/sessions/{session_id}/files" if session_id else "/api/v1/uploads"
        return self._post(path, body, f"multipart/form-data; boundary={boundary}")

    def download(self, session_id, file, target):
        """Writes a file of the session to `target`, and checks it against the server's SHA-256."""
        digest = hashlib.sha256()
        request = self._request("GET", f"/api/v1/sessions/{session_id}/files/{file['file_id']}")
        with self._opened(request, ANSWER_SECONDS) as response:
            while chunk := response.read(1 << 16):
                digest.update(chunk)
                target.write(chunk)
        if digest.hexdigest() != file["sha256"]:
            raise OSError(f"{file['name']} arrived with other bytes than it was stored with")

    # What all of them need

    def _request(self, method, path, body=None, media_type=None, key=None):
        request = urllib.request.Request(self.url + path, data=body, method=method)
        request.add_header("X-User-Id", self.user.encode().decode("latin-1"))  # UTF-8, as the server reads it
        if media_type:
            request.add_header("Content-Type", media_type)
        if key:
            request.add_header("Idempotency-Key", key)
        return request

    def _opened(self, request, timeout):
        try:
            return _http.open(request, timeout=timeout)
        except urllib.error.HTTPError as error:
            with error:
                try:
                    problem = json.load(error)
                except ValueError:  # something between here and the server answered in its place
                    problem = {"status": error.code, "code": "unknown", "detail": error.reason}
                wait = error.headers.get("Retry-After")
                raise Refused(problem, None if wait is None else int(wait)) from None

    def _json(self, method, path, body=None, media_type="application/json", key=None):
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        with self._opened(self._request(method, path, body, body and media_type, key), ANSWER_SECONDS) as response:
            content = response.read()
            return json.loads(content) if content else None

    def _post(self, path, body, media_type="application/json"):
        """Once, however often it has to be sent: one key for all attempts."""
        for again in self._attempts(uuid.uuid4().hex):
            try:
                return self._json("POST", path, body, media_type, again.key)
            except (Refused, *CUT) as failure:
                again.after(failure)

    @staticmethod
    def _attempts(key):
        for number in range(1, ATTEMPTS + 1):
            yield Attempt(key, number)


class Attempt:
    """One of several attempts at the same request."""

    def __init__(self, key, number):
        self.key, self.number = key, number

    def after(self, failure):
        """Waits before the next one, or raises what is not mended by waiting."""
        wait = failure.retry_after if isinstance(failure, Refused) else 0.05 * 2**self.number
        if wait is None or self.number == ATTEMPTS:
            raise failure
        time.sleep(wait)


def events(response):
    """Server-sent events: (event, data, id) for each that is complete; comments are skipped."""
    fields = {}
    for line in response:
        text = line.decode().rstrip("\r\n")
        if text and not text.startswith(":"):
            name, _, value = text.partition(":")
            fields[name] = value.removeprefix(" ")
        elif not text and "data" in fields:
            yield fields.get("event", "message"), json.loads(fields["data"]), fields.get("id")
            fields = {}
    if fields:
        raise http.client.IncompleteRead(b"")


def main(url):
    ann, ben = Cloakroom(url, "ann"), Cloakroom(url, "ben")

    print("1. Ann opens a session and sends a message.")
    session = ann.open_session(title="Holiday plans")["session_id"]
    answer = ann.send("Where to?", session)
    print(f"   message {answer['message']['seq']}, reply {answer['reply']['seq']}: {answer['reply']['content']}")

    print("2. The reply as it is written:")
    for piece in ann.send_streamed("To the sea!", session):
        print(f"   {piece}")

    print("3. Ben knows the session's id. It is a name and no key:")
    for attempt in (lambda: ben.send("Me too!", session), lambda: list(ben.history(session))):
        try:
            attempt()
            sys.exit("this must never happen")
        except Refused as refused:
            print(f"   {refused}")

    print("4. Ann lets Ben read. He follows what is said, whatever his connection does.")
    ann.share(session, "ben")
    seen = queue.Queue()
    place = ben.session(session)["last_seq"]
    follower = threading.Thread(target=lambda: [seen.put(each) for each in ben.follow(session, place)], daemon=True)
    follower.start()
    for text in ("In June.", "By train."):
        ann.send(text, session)
    for _ in range(4):
        message = seen.get(timeout=60)
        print(f"   {message['seq']} {message['role']}: {message['content']}")
    ann.unshare(session, "ben")
    follower.join(60)
    print(f"   Ann takes it back, and Ben's stream ends: {not follower.is_alive()}")

    print("5. Ann uploads a file, into a session of its own, and gets it back.")
    content = "packing list\n".encode() * 50_000
    upload = ann.upload("list.txt", content, media_type="text/plain")
    copy = io.BytesIO()
    ann.download(upload["session_id"], upload["files"][0], copy)
    print(f"   {upload['files'][0]['name']}, {upload['files'][0]['size']} bytes, the same: {copy.getvalue() == content}")

    print(f"6. The history has every message once: {[m['seq'] for m in ann.history(session)]}")
    for each in (session, upload["session_id"]):
        ann.end(each)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080")
