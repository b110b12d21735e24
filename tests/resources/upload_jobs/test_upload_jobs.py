"""Upload jobs: what they are, and the way from CREATED to the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from moto.moto_api import state_manager

from cprofiles_mock import StateError
from cprofiles_mock.instruments.controls import active_controls
from cprofiles_mock.resources.upload_jobs.jobs import MODEL_NAME
from cprofiles_mock.server.pages import site
from tests.support.clock import stopped
from tests.support.expectations import service_error
from tests.support.uploading import FIELDS, HERE, found, make_job, outcome, put_file, upload

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)


@pytest.fixture
def by_reading() -> Iterator[None]:
    """A job ends when it has been read twice."""
    state_manager.set_transition(MODEL_NAME, {"progression": "manual", "times": 2})
    yield
    state_manager.unset_transition(MODEL_NAME)


def get(client: Any, job_id: str) -> Any:
    job = client.get_upload_job(**HERE, JobId=job_id)
    del job["ResponseMetadata"]
    return job


@pytest.mark.in_process
def test_a_job_is_returned_as_it_was_created(client: Any, domain: str) -> None:
    with stopped(NOON):
        job_id = make_job(client)
        assert get(client, job_id) == {
            "JobId": job_id,
            "DisplayName": "people",
            "Status": "CREATED",
            "CreatedAt": NOON,
            "Fields": FIELDS,
            "UniqueKey": "id",
            "DataExpiry": 14,
        }


@pytest.mark.in_process
def test_a_job_that_has_ended_tells_when_and_what_it_did(client: Any, domain: str) -> None:
    with stopped(NOON):
        job_id = upload(client, "id,First Name,email,city,tier\n1,Ann,,,\n", DataExpiry=3)
        job = get(client, job_id)
    assert {name: job[name] for name in job if name not in ("Fields", "UniqueKey")} == {
        "JobId": job_id,
        "DisplayName": "people",
        "Status": "SUCCEEDED",
        "CreatedAt": NOON,
        "CompletedAt": NOON,
        "DataExpiry": 3,
        "ResultsSummary": {"CreatedRecords": 1, "UpdatedRecords": 0, "FailedRecords": 0},
    }


def test_a_list_leaves_out_fields_and_results(client: Any, domain: str) -> None:
    first, second = make_job(client), make_job(client, DisplayName="more", DataExpiry=1)
    items = client.list_upload_jobs(**HERE)["Items"]
    assert [(each["JobId"], each["DisplayName"], each["DataExpiry"]) for each in items] == [
        (first, "people", 14),
        (second, "more", 1),
    ]
    assert set(items[0]) == {"JobId", "DisplayName", "Status", "CreatedAt", "DataExpiry"}


@pytest.mark.parametrize(
    ("unique_key", "means"),
    [
        ("email", "email"),
        ("_source.First Name", "first"),
        ("First Name", "first"),
        ("_profile.Attributes.tier", "tier"),
    ],
)
def test_the_unique_key_is_a_field_or_its_source_or_its_target(
    client: Any, domain: str, unique_key: str, means: str
) -> None:
    # A row without a value for the key is the one that fails.
    filled = {
        "id": "1",
        "first": "Ann",
        "email": "a@b.c",
        "city": "Bath",
        "tier": "gold",
        means: "",
    }
    rows = ",".join(filled.values())
    job_id = upload(
        client, f"id,First Name,email,city,tier\n{rows}\n2,B,b@b.c,Bath,x\n", UniqueKey=unique_key
    )
    assert outcome(client, job_id) == ("PARTIALLY_SUCCEEDED", 1, 0, 1)


def changed(name: str, **members: str) -> dict[str, Any]:
    return {**FIELDS, name: members}


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (
            {"UniqueKey": "phone"},
            "UniqueKey phone is none of the Fields: id, first, email, city, tier",
        ),
        (
            {"Fields": {}},
            "UniqueKey id is none of the Fields: none",
        ),
        (
            {"Fields": changed("id", Source="_source.id")},
            "UniqueKey names field id, which must have a Target for one value, such as "
            "_profile.AccountNumber",
        ),
        (
            {"Fields": changed("id", Source="_source.id", Target="_profile.Address")},
            "UniqueKey names field id, which must have a Target for one value, such as "
            "_profile.AccountNumber",
        ),
        (
            {
                "Fields": changed(
                    "id", Source="_source.id", Target="_profile.Attributes.{{_source.a}}"
                )
            },
            "UniqueKey names field id, which must have a Target for one value, such as "
            "_profile.AccountNumber",
        ),
        (
            {"Fields": changed("tier", Source="_source.tier", Target="_order.Status")},
            "The Target of field tier is not valid: _order.Status is no place in a profile; it "
            "begins with _profile.",
        ),
        (
            {"Fields": changed("id", Source="_source.id", Target="_profile.LastNam")},
            "The Target of field id is not valid: _profile has no member 'LastNam'; did you mean "
            "'LastName'?",
        ),
        (
            {"Fields": changed("tier", Target="_profile.BusinessName")},
            "Field tier has no Source; give the path of its value, as _source.tier",
        ),
        (
            {"Fields": changed("Tags", Source="_source.a", Target="_profile.BusinessName")},
            "Field name Tags is reserved; choose another, as objectTags",
        ),
    ],
)
def test_what_cannot_be_mapped_is_refused(
    client: Any, domain: str, handle: Any, members: dict[str, Any], message: str
) -> None:
    with service_error("BadRequestException", message):
        make_job(client, **members)
    assert client.list_upload_jobs(**HERE)["Items"] == []


def test_a_job_is_started_once(client: Any, domain: str) -> None:
    job_id = upload(client, "id,First Name,email,city,tier\n1,Ann,,,\n")
    for method, verb in ((client.start_upload_job, "started"), (client.stop_upload_job, "stopped")):
        message = f"Upload job {job_id} is SUCCEEDED and cannot be {verb}"
        with service_error("BadRequestException", message):
            method(**HERE, JobId=job_id)
    message = f"Upload job {job_id} is SUCCEEDED; a file can be uploaded before the job is started"
    with service_error("BadRequestException", message):
        client.get_upload_job_path(**HERE, JobId=job_id)


def test_a_job_that_was_stopped_before_its_start_imports_nothing(client: Any, domain: str) -> None:
    job_id = make_job(client)
    put_file(client, job_id, "id,First Name,email,city,tier\n1,Ann,,,\n")
    client.stop_upload_job(**HERE, JobId=job_id)
    job = get(client, job_id)
    assert job["Status"] == "STOPPED"
    assert "CompletedAt" in job
    assert "ResultsSummary" not in job
    with service_error(
        "BadRequestException", f"Upload job {job_id} is STOPPED and cannot be started"
    ):
        client.start_upload_job(**HERE, JobId=job_id)
    assert found(client, "_account", "1") == []


def test_jobs_that_are_not_there(client: Any, domain: str) -> None:
    missing = {**HERE, "JobId": "0" * 32}
    for method in (
        client.get_upload_job,
        client.get_upload_job_path,
        client.start_upload_job,
        client.stop_upload_job,
    ):
        with service_error(
            "ResourceNotFoundException",
            f"Upload job {'0' * 32} is not found in domain customers",
        ):
            method(**missing)


@pytest.mark.in_process
def test_rows_become_profiles_when_the_job_leaves_in_progress(
    client: Any, domain: str, by_reading: None
) -> None:
    job_id = upload(client, "id,First Name,email,city,tier\n1,Ann,,,\n")
    assert found(client, "_account", "1") == []
    assert get(client, job_id)["Status"] == "IN_PROGRESS"
    assert found(client, "_account", "1") == []
    assert client.list_upload_jobs(**HERE)["Items"][0]["Status"] == "SUCCEEDED"
    assert found(client, "_account", "1") == [{"AccountNumber": "1", "FirstName": "Ann"}]


@pytest.mark.in_process
def test_any_request_notices_that_time_has_ended_a_job(client: Any, domain: str) -> None:
    state_manager.set_transition(MODEL_NAME, {"progression": "time", "seconds": 60})
    try:
        with stopped(NOON) as clock:
            upload(client, "id,First Name,email,city,tier\n1,Ann,,,\n")
            assert found(client, "_account", "1") == []
            clock.tick(61)
            assert found(client, "_account", "1") == [{"AccountNumber": "1", "FirstName": "Ann"}]
    finally:
        state_manager.unset_transition(MODEL_NAME)


@pytest.mark.in_process
def test_a_job_that_is_stopped_in_progress_imports_nothing(
    client: Any, domain: str, by_reading: None
) -> None:
    job_id = upload(client, "id,First Name,email,city,tier\n1,Ann,,,\n")
    client.stop_upload_job(**HERE, JobId=job_id)
    assert [get(client, job_id)["Status"] for _ in range(3)] == ["STOPPED"] * 3
    assert found(client, "_account", "1") == []


@pytest.mark.in_process
def test_a_job_goes_on_from_a_state_file(
    client: Any, domain: str, handle: Any, by_reading: None
) -> None:
    waiting = make_job(client, DisplayName="waiting", DataExpiry=2)
    put_file(client, waiting, "id,First Name,email,city,tier\n2,Bob,,,\n")
    token = client.get_upload_job_path(**HERE, JobId=waiting)["ClientToken"]
    under_way = upload(client, "id,First Name,email,city,tier\n1,Ann,,,\n")
    get(client, under_way)
    client.stop_upload_job(**HERE, JobId=(stopped_job := make_job(client)))
    ended = get(client, stopped_job)
    document = handle.dump()
    handle.reset()
    handle.load(document)
    assert handle.dump() == document
    assert get(client, stopped_job) == ended
    assert client.get_upload_job_path(**HERE, JobId=waiting)["ClientToken"] == token
    # It had been read once before.
    assert get(client, under_way)["Status"] == "SUCCEEDED"
    client.start_upload_job(**HERE, JobId=waiting)
    get(client, waiting)
    assert outcome(client, waiting) == ("SUCCEEDED", 1, 0, 0)
    names = [found(client, "_account", each)[0]["FirstName"] for each in "12"]
    assert names == ["Ann", "Bob"]


def entry(**members: Any) -> dict[str, Any]:
    return {
        "JobId": "a" * 32,
        "DisplayName": "people",
        "Fields": {"id": {"Source": "_source.id", "Target": "_profile.AccountNumber"}},
        "UniqueKey": "id",
        **members,
    }


def document(*entries: Any) -> dict[str, Any]:
    domain = {"DomainName": "customers", "DefaultExpirationDays": 1, "UploadJobs": list(entries)}
    return {"version": 1, "Domains": [domain]}


@pytest.mark.in_process
def test_a_file_by_hand_needs_what_a_request_needs(client: Any, handle: Any) -> None:
    handle.load(document(entry()))
    job = get(client, "a" * 32)
    assert (job["Status"], job["DataExpiry"]) == ("CREATED", 14)
    put_file(client, "a" * 32, "id\n1\n")
    client.start_upload_job(**HERE, JobId="a" * 32)
    assert outcome(client, "a" * 32) == ("SUCCEEDED", 1, 0, 0)


@pytest.mark.in_process
@pytest.mark.parametrize(
    ("entries", "places"),
    [
        ([entry(), entry()], ["Domains[0].UploadJobs[1].JobId"]),
        ([entry(File="§")], ["Domains[0].UploadJobs[0].File"]),
        ([entry(UniqueKey="name")], ["Domains[0].UploadJobs[0].UniqueKey"]),
        ([entry(Status="SLEEPING")], ["Domains[0].UploadJobs[0].Status"]),
        (
            [{"JobId": "a" * 32, "DisplayName": "people"}],
            ["Domains[0].UploadJobs[0].Fields", "Domains[0].UploadJobs[0].UniqueKey"],
        ),
    ],
)
def test_mistakes_in_a_file_are_told_with_their_places(
    handle: Any, entries: list[Any], places: list[str]
) -> None:
    with pytest.raises(StateError) as raised:
        handle.load(document(*entries))
    text = str(raised.value)
    assert all(place in text for place in places)
    assert handle.dump()["Domains"] == []


@pytest.mark.in_process
def test_the_validity_of_a_path_is_a_quarter_of_an_hour(client: Any, domain: str) -> None:
    with stopped(NOON):
        path = client.get_upload_job_path(**HERE, JobId=make_job(client))
    assert path["ValidUntil"] == NOON + timedelta(minutes=15)
    assert "X-Amz-Date=20260301T120000Z&X-Amz-Expires=900&" in path["Url"]


@pytest.mark.in_process
def test_the_page_of_a_domain_has_what_its_jobs_did(client: Any, domain: str) -> None:
    upload(client, "id,First Name,email,city,tier\n1,Ann,,,\n,Bob,,,\n")
    controls = active_controls()
    assert controls is not None
    query = "domain_name=customers&account_id=123456789012&region=us-east-1"
    request = site.PageRequest("GET", "/cprofiles-mock/page/domain", query)
    page = site.answer(request, controls)[2].decode()
    assert "PARTIALLY_SUCCEEDED" in page
    assert "UpdatedRecords: 0, CreatedRecords: 1, FailedRecords: 1" in page
