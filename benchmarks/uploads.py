"""Upload jobs: how fast rows become profiles, against objects that are put one by one."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from hashlib import md5
from itertools import count
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

from .floor import new_client
from .timing import Spread, spread

if TYPE_CHECKING:
    from collections.abc import Iterator

#: One put takes as long as so many rows, or longer; the slower side takes shorter turns.
_ROWS_OF_PUT = 10

_FIELDS = {
    "id": {"Source": "_source.id", "Target": "_profile.AccountNumber"},
    "first": {"Source": "_source.first", "Target": "_profile.FirstName"},
    "email": {
        "Source": "_source.email",
        "Target": "_profile.EmailAddress",
        "ContentType": "EMAIL_ADDRESS",
    },
    "tier": {"Source": "_source.tier", "Target": "_profile.Attributes.tier"},
}
_HERE = {"DomainName": "shop"}


def rates(rows: int, turns: int) -> tuple[Spread, Spread]:
    """How many times the rate of puts that of rows is, and the seconds for all ``rows``."""
    from botocore.session import Session

    from cprofiles_mock import mock_customerprofiles

    with mock_customerprofiles():
        client = new_client(Session(), "customer-profiles")
        client.create_domain(**_HERE, DefaultExpirationDays=366)
        client.put_profile_object_type(
            **_HERE,
            ObjectTypeName="Customer",
            Description="customers",
            Fields=_FIELDS,
            Keys={"customerId": [{"StandardIdentifiers": ["UNIQUE", "PROFILE"],
                                  "FieldNames": ["id"]}]},
            AllowProfileCreation=True,
        )  # fmt: skip
        customers = _customers()
        _upload(client, customers, rows // turns)
        found = []
        for _ in range(turns):
            putting = _put(client, customers, rows // turns // _ROWS_OF_PUT)
            found.append(putting * _ROWS_OF_PUT / _upload(client, customers, rows // turns))
        seconds = _upload(client, customers, rows)
    return spread(found), Spread(seconds, seconds, seconds)


def _customers() -> Iterator[dict[str, str]]:
    for number in count():
        yield {
            "id": f"C-{number}",
            "first": f"First{number % 997}",
            "email": f"customer{number}@example.com",
            "tier": "gold",
        }


def _put(client: Any, customers: Iterator[dict[str, str]], how_many: int) -> float:
    objects = [json.dumps(next(customers)) for _ in range(how_many)]
    start = perf_counter()
    for each in objects:
        client.put_profile_object(**_HERE, ObjectTypeName="Customer", Object=each)
    return perf_counter() - start


def _upload(client: Any, customers: Iterator[dict[str, str]], how_many: int) -> float:
    """Upload so many rows; the seconds from the job's creation to its end."""
    lines = [",".join(_FIELDS), *(",".join(next(customers).values()) for _ in range(how_many))]
    file = "\n".join(lines).encode()
    start = perf_counter()
    job = client.create_upload_job(**_HERE, DisplayName="all", Fields=_FIELDS, UniqueKey="id")
    job_id = job["JobId"]
    path = client.get_upload_job_path(**_HERE, JobId=job_id)
    key = path["ClientToken"]
    prefix = "x-amz-server-side-encryption-customer"
    headers = {
        f"{prefix}-algorithm": "AES256",
        f"{prefix}-key": key,
        f"{prefix}-key-MD5": b64encode(md5(b64decode(key)).digest()).decode(),
    }
    with urlopen(Request(path["Url"], file, headers, method="PUT")):
        pass
    client.start_upload_job(**_HERE, JobId=job_id)
    done = client.get_upload_job(**_HERE, JobId=job_id)["ResultsSummary"]
    seconds = perf_counter() - start
    if done["CreatedRecords"] != how_many:
        raise RuntimeError(f"{done} of {how_many} rows")
    return seconds
