"""The path to which the file of an upload job is uploaded."""

from __future__ import annotations

import shutil
import socket
import subprocess
import urllib.request
from base64 import b64encode
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
import requests
import urllib3

from cprofiles_mock import mock_customerprofiles
from cprofiles_mock.hosts import uploads
from cprofiles_mock.hosts.moto import is_active
from cprofiles_mock.rules.uploads import files
from tests.support.clock import stopped
from tests.support.uploading import HERE, PREFIX, key_headers, make_job, outcome, upload

FILE = b"id,First Name,email,city,tier\n1,Ann,,,\n"


@pytest.fixture
def job_id(client: Any, domain: str) -> str:
    return make_job(client)


@pytest.fixture
def path(client: Any, job_id: str) -> Any:
    """The path of a job: its URL and the headers that it wants."""
    path = client.get_upload_job_path(**HERE, JobId=job_id)
    return path["Url"], key_headers(path["ClientToken"])


def started(client: Any, job_id: str) -> tuple[str, int, int, int]:
    client.start_upload_job(**HERE, JobId=job_id)
    return outcome(client, job_id)


def test_requests_uploads(client: Any, job_id: str, path: Any) -> None:
    url, headers = path
    answer = requests.put(url, data=FILE, headers=headers, timeout=60)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["ETag"] == '"8b0d576f76019e039ef89010be0e03f6"'
    assert answer.headers[f"{PREFIX}algorithm"] == "AES256"
    assert started(client, job_id) == ("SUCCEEDED", 1, 0, 0)


def test_urllib_uploads(client: Any, job_id: str, path: Any) -> None:
    url, headers = path
    request = urllib.request.Request(url, FILE, headers, method="PUT")
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.status == 200
    assert started(client, job_id) == ("SUCCEEDED", 1, 0, 0)


def test_urllib3_uploads(client: Any, job_id: str, path: Any) -> None:
    url, headers = path
    with urllib3.PoolManager() as pool:
        assert pool.request("PUT", url, body=FILE, headers=headers).status == 200
    assert started(client, job_id) == ("SUCCEEDED", 1, 0, 0)


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_curl_uploads(client: Any, job_id: str, path: Any, tmp_path: Path) -> None:
    url, headers = path
    file = tmp_path / "people.csv"
    # So large that curl asks first whether it may send it.
    file.write_bytes(FILE + b"".join(b"%d,Bob,,,\n" % number for number in range(2, 200_000)))
    options = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    done = subprocess.run(
        ["curl", "-sS", "-m", "60", "-w", "%{http_code}", "-T", file, *options, url],
        capture_output=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (b"200", b"")
    client.stop_upload_job(**HERE, JobId=job_id)


KEY = b64encode(b"k" * 32).decode()


@pytest.mark.parametrize(
    ("changes", "status", "code", "message"),
    [
        (
            {"key": None, "key-MD5": None},
            403,
            "SignatureDoesNotMatch",
            f"The path is signed with headers that the request lacks: {PREFIX}key, {PREFIX}key-MD5",
        ),
        (
            {"algorithm": "aws:kms"},
            400,
            "InvalidEncryptionAlgorithmError",
            "The Encryption request you specified is not valid. Supported value: AES256.",
        ),
        (
            {"key": "§".encode("latin-1")},
            400,
            "InvalidArgument",
            "The secret key was invalid for the specified algorithm.",
        ),
        (
            {"key": b64encode(b"short").decode()},
            400,
            "InvalidArgument",
            "The secret key was invalid for the specified algorithm.",
        ),
        (
            {"key-MD5": "AAAA"},
            400,
            "InvalidArgument",
            "The calculated MD5 hash of the key did not match the hash that was provided.",
        ),
        (
            {name.removeprefix(PREFIX): value for name, value in key_headers(KEY).items()},
            403,
            "SignatureDoesNotMatch",
            f"{PREFIX}key is not the ClientToken of this upload job",
        ),
    ],
)
def test_the_headers_for_the_key_are_checked(
    path: Any,
    changes: dict[str, Any],
    status: int,
    code: str,
    message: str,
) -> None:
    url, headers = path
    changed = {**headers, **{f"{PREFIX}{name}": value for name, value in changes.items()}}
    answer = requests.put(url, data=FILE, headers=changed, timeout=60)
    assert answer.status_code == status
    assert f"<Code>{code}</Code><Message>{message}</Message>" in answer.text


def test_a_refused_file_is_not_stored(client: Any, job_id: str, path: Any) -> None:
    assert requests.put(path[0], data=FILE, timeout=60).status_code == 403
    client.start_upload_job(**HERE, JobId=job_id)
    assert client.get_upload_job(**HERE, JobId=job_id)["Status"] == "FAILED"


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_other_methods_are_refused(path: Any, method: str) -> None:
    url, headers = path
    answer = requests.request(method, url, headers=headers, timeout=60)
    assert answer.status_code == 403
    assert f"The path is signed for PUT, not for {method}" in answer.text


def test_head_gets_no_body(path: Any) -> None:
    answer = requests.head(path[0], timeout=60)
    assert (answer.status_code, answer.content) == (403, b"")


def test_a_file_comes_with_its_length(path: Any) -> None:
    url, headers = path
    answer = requests.put(url, data=iter([FILE]), headers=headers, timeout=60)
    assert answer.status_code == 501
    assert "send the length of the file" in answer.text


def test_a_request_without_a_length_is_refused(path: Any) -> None:
    parts = urlsplit(path[0])
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
        request = f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.split()[1] == b"411"
    assert b"<Code>MissingContentLength</Code>" in answer


def test_half_a_file_is_refused_and_leaves_the_former_one(
    client: Any, job_id: str, path: Any
) -> None:
    url, headers = path
    assert requests.put(url, data=FILE, headers=headers, timeout=60).status_code == 200
    lines = [f"{name}: {value}" for name, value in {**headers, "Content-Length": "999"}.items()]
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as connection:
        first = f"PUT {parts.path}?{parts.query} HTTP/1.1"
        connection.sendall("\r\n".join([first, "Host: x", *lines, "", "id,fir"]).encode())
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.split()[1] == b"400"
    assert b"<Code>IncompleteBody</Code>" in answer
    assert started(client, job_id) == ("SUCCEEDED", 1, 0, 0)


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("domain_name=customers", "domain_name=nowhere"),
        ("region=us-east-1", "region=eu-west-2"),
        ("uploads/", "uploads/0"),
    ],
)
def test_a_path_that_leads_to_no_job(path: Any, part: str, other: str) -> None:
    url, headers = path
    answer = requests.put(url.replace(part, other), data=FILE, headers=headers, timeout=60)
    assert answer.status_code == 404
    assert "<Code>NoSuchKey</Code><Message>there is no upload job " in answer.text


def test_a_domain_without_jobs_has_no_such_path(client: Any, path: Any) -> None:
    client.create_domain(DomainName="empty", DefaultExpirationDays=1)
    url, headers = path
    answer = requests.put(url.replace("=customers", "=empty"), headers=headers, timeout=60)
    assert answer.status_code == 404


def test_a_file_that_comes_after_the_start_is_of_no_use(
    client: Any, job_id: str, path: Any
) -> None:
    url, headers = path
    client.start_upload_job(**HERE, JobId=job_id)
    assert requests.put(url, data=FILE, headers=headers, timeout=60).status_code == 200
    assert client.get_upload_job(**HERE, JobId=job_id)["Status"] == "FAILED"


@pytest.mark.in_process
def test_a_path_takes_files_until_it_expires(client: Any) -> None:
    with stopped(datetime(2030, 1, 1, 12, 0, 0, 700_000, timezone.utc)) as clock:
        client.create_domain(**HERE, DefaultExpirationDays=366)
        job_id = make_job(client)
        path = client.get_upload_job_path(**HERE, JobId=job_id)
        assert path["ValidUntil"] == datetime(2030, 1, 1, 12, 15, tzinfo=timezone.utc)
        headers = key_headers(path["ClientToken"])

        clock.move_to(path["ValidUntil"])
        assert requests.put(path["Url"], FILE, headers=headers, timeout=60).status_code == 200
        clock.tick(1)
        answer = requests.put(path["Url"], b"", headers=headers, timeout=60)
        assert answer.status_code == 403
        assert (
            "<Code>AccessDenied</Code><Message>Request has expired</Message>"
            "<X-Amz-Expires>900</X-Amz-Expires><Expires>2030-01-01T12:15:00Z</Expires>"
            "<ServerTime>2030-01-01T12:15:01Z</ServerTime>"
        ) in answer.text

        # What came in time stays, and a new path is valid.
        later = client.get_upload_job_path(**HERE, JobId=job_id)["Url"]
        assert started(client, job_id) == ("SUCCEEDED", 1, 0, 0)
        assert requests.put(later, FILE, headers=headers, timeout=60).status_code == 200


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("X-Amz-Date=2", "X-Amz-Date=x2"),
        ("Amz-Expires=900", "Amz-Expires="),
        ("=900", "=9" + "0" * 30),
    ],
)
def test_a_path_without_its_time_is_refused(path: Any, part: str, other: str) -> None:
    url, headers = path
    answer = requests.put(url.replace(part, other), data=FILE, headers=headers, timeout=60)
    assert answer.status_code == 400
    assert "<Code>AuthorizationQueryParametersError</Code>" in answer.text


@pytest.mark.in_process
def test_a_file_of_a_gigabyte_is_too_large(
    client: Any, domain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST_FILE", len(FILE))
    assert client.get_upload_job(**HERE, JobId=upload(client, FILE))["Status"] == "FAILED"
    monkeypatch.setattr(files, "LARGEST_FILE", len(FILE) + 1)
    assert outcome(client, upload(client, FILE)) == ("SUCCEEDED", 1, 0, 0)


# --- the listener -------------------------------------------------------------------------------


def answers(url: str) -> bool:
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname, parts.port), timeout=10).close()
    except ConnectionRefusedError:
        return False
    return True


@pytest.mark.in_process
def test_the_listener_ends_with_the_mock() -> None:
    urls = []
    with mock_customerprofiles():
        client: Any = boto3.client("customer-profiles", region_name="us-east-1")
        client.create_domain(**HERE, DefaultExpirationDays=1)
        for _ in range(2):
            path = client.get_upload_job_path(**HERE, JobId=make_job(client))
            urls.append(path["Url"])
        assert urlsplit(urls[0]).netloc == urlsplit(urls[1]).netloc
        assert urls[0].startswith("http://127.0.0.1:")
        assert answers(urls[0])
        client.delete_domain(**HERE)
    # A fixture of wider scope may have a mock that goes on.
    assert answers(urls[0]) is is_active()


@pytest.mark.in_process
@pytest.mark.parametrize(
    ("error", "is_told"),
    [(BrokenPipeError(), False), (ConnectionResetError(), False), (KeyError(), True)],
)
def test_a_client_that_goes_away_is_not_told_of_on_standard_error(
    error: Exception, is_told: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    with uploads._make_server() as server:
        try:
            raise error
        except Exception:
            server.handle_error(server.socket, ("127.0.0.1", 1))
    assert ("Traceback" in capsys.readouterr().err) is is_told


@pytest.mark.in_process
def test_a_child_listens_for_itself() -> None:
    listener = uploads.Listener()
    try:
        before = listener.address()
        assert listener.address() == before
        # A child has no thread that serves. One that was left here would go on to look at the
        # number of the closed socket, which the next socket gets.
        server, thread = listener._server, listener._thread
        assert server is not None
        assert thread is not None
        server.shutdown()
        thread.join()
        # What a fork does in the child.
        listener.renew_locks()
        assert listener.address() != before
    finally:
        listener.end()
    uploads.Listener().renew_locks()


@pytest.mark.in_process
@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("localhost:5000", "http://localhost:5000"),
        ("mock.example:80", "http://mock.example:80"),
        ("profile.us-east-1.amazonaws.com", "http://0.0.0.0:5000"),
        ("", "http://0.0.0.0:5000"),
    ],
)
def test_paths_lead_to_where_a_client_has_reached_the_server(host: str, address: str) -> None:
    environ = {
        "HTTP_HOST": host,
        "SERVER_NAME": "0.0.0.0",
        "SERVER_PORT": "5000",
        "wsgi.url_scheme": "http",
    }
    with uploads.reached_at(environ):
        assert uploads._upload_address(None) == address
