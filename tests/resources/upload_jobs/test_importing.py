"""How the rows of a file become profiles."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timezone
from typing import Any

import pytest

from cprofiles_mock.schema import progress
from tests.support.clock import stopped
from tests.support.ingesting import CUSTOMER, define, put
from tests.support.streaming import URI, kinesis_client, make_data_stream, records
from tests.support.terminal import Terminal
from tests.support.uploading import FIELDS, HERE, found, make_job, outcome, put_file, upload

HEADER = "id,First Name,email,city,tier\n"
NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
DAY = 86_400


def create(client: Any, **members: Any) -> str:
    return str(client.create_profile(**HERE, **members)["ProfileId"])


def test_rows_make_profiles_by_their_fields(client: Any, domain: str) -> None:
    job_id = upload(client, f"{HEADER}1,Ann,ann@example.com,Bath,gold\n2,Bob,,,\n")
    assert outcome(client, job_id) == ("SUCCEEDED", 2, 0, 0)
    assert found(client, "_email", "ANN@example.com") == [
        {
            "AccountNumber": "1",
            "FirstName": "Ann",
            "EmailAddress": "ann@example.com",
            "Address": {"City": "Bath"},
            "Attributes": {"tier": "gold"},
        }
    ]
    assert found(client, "_account", "2") == [{"AccountNumber": "2", "FirstName": "Bob"}]


def test_cells_have_quotes_commas_line_ends_and_any_letters(client: Any, domain: str) -> None:
    job_id = upload(
        client,
        "city,id,First Name,email,tier,more\r\n"
        '"Bath, Spa",1,"Ann ""A"" Ng",,"one\r\ntwo",x\r\n'
        "\r\n"
        "Łódź,2,,,,\r\n",
    )
    assert outcome(client, job_id) == ("SUCCEEDED", 2, 0, 0)
    assert found(client, "_account", "1") == [
        {
            "AccountNumber": "1",
            "FirstName": 'Ann "A" Ng',
            "Address": {"City": "Bath, Spa"},
            "Attributes": {"tier": "one\r\ntwo"},
        }
    ]
    assert found(client, "_account", "2")[0]["Address"] == {"City": "Łódź"}


def test_an_empty_cell_leaves_what_is_there(client: Any, domain: str) -> None:
    create(client, AccountNumber="1", FirstName="Ann", Attributes={"tier": "gold", "a": "b"})
    job_id = upload(client, f"{HEADER}1,,new@example.com,,silver\n")
    assert outcome(client, job_id) == ("SUCCEEDED", 0, 1, 0)
    assert found(client, "_account", "1") == [
        {
            "AccountNumber": "1",
            "FirstName": "Ann",
            "EmailAddress": "new@example.com",
            "Attributes": {"tier": "silver", "a": "b"},
        }
    ]
    assert len(found(client, "_email", "new@example.com")) == 1


def test_a_key_that_is_there_twice_updates_what_its_first_row_made(
    client: Any, domain: str
) -> None:
    for unique in ("id", "tier"):
        job_id = upload(
            client, f"{HEADER}{unique},Ann,,,{unique}\n{unique},Anna,,,{unique}\n", UniqueKey=unique
        )
        assert outcome(client, job_id) == ("SUCCEEDED", 1, 1, 0)
        assert found(client, "_account", unique)[0]["FirstName"] == "Anna"


@pytest.mark.parametrize(
    ("why", "row"),
    [
        ("it lacks a cell", "1,Ann,,"),
        ("it has one more", "1,Ann,,,,"),
        ("it has no key", ",Ann,,,"),
        ("its key is blank", '" ",Ann,,,'),
        ("a value is too long", f"1,{'x' * 256},,,"),
        ("several profiles have its key", "twin,Ann,,,"),
    ],
)
def test_a_row_fails_for_itself(client: Any, domain: str, why: str, row: str) -> None:
    for _ in range(2):
        create(client, AccountNumber="twin", FirstName="Eve")
    job_id = upload(client, f"{HEADER}{row}\n2,Bob,,,\n")
    assert outcome(client, job_id) == ("PARTIALLY_SUCCEEDED", 1, 0, 1), why
    assert {each["FirstName"] for each in found(client, "_account", "twin")} == {"Eve"}
    assert found(client, "_account", "1") == []


def test_a_file_of_which_all_rows_fail_fails(client: Any, domain: str) -> None:
    job_id = upload(client, f"{HEADER},Ann,,,\n")
    assert outcome(client, job_id) == ("FAILED", 0, 0, 1)
    assert client.get_upload_job(**HERE, JobId=job_id)["StatusReason"] == "VALIDATION_FAILURE"


def test_a_file_without_rows_succeeds(client: Any, domain: str) -> None:
    assert outcome(client, upload(client, HEADER)) == ("SUCCEEDED", 0, 0, 0)


@pytest.mark.parametrize(
    ("why", "body"),
    [
        ("there is no header", b""),
        ("there is a byte order mark", b"\xef\xbb\xbf" + f"{HEADER}1,Ann,,,\n".encode()),
        ("it is not UTF-8", f"{HEADER}1,Zo\u00eb,,,\n".encode("latin-1")),
        ("a quote does not end", f'{HEADER}1,"Ann,,,\n'.encode()),
        ("a cell is huge", f"{HEADER}1,Ann,,,{'x' * 131_073}\n".encode()),
        ("a column is missing", b"id,First Name,email,city\n1,Ann,,\n"),
        ("a column is there twice", b"id,First Name,email,city,tier,tier\n1,Ann,,,,\n"),
    ],
)
def test_a_file_that_cannot_be_read_fails_as_a_whole(
    client: Any, domain: str, why: str, body: bytes
) -> None:
    job = client.get_upload_job(**HERE, JobId=upload(client, body))
    assert (job["Status"], job["StatusReason"]) == ("FAILED", "VALIDATION_FAILURE"), why
    assert "ResultsSummary" not in job
    assert found(client, "_account", "1") == []


def test_a_job_without_a_file_fails(client: Any, domain: str) -> None:
    job_id = make_job(client)
    client.start_upload_job(**HERE, JobId=job_id)
    job = client.get_upload_job(**HERE, JobId=job_id)
    assert (job["Status"], job["StatusReason"]) == ("FAILED", "VALIDATION_FAILURE")


@pytest.mark.in_process
def test_why_a_job_fails_is_in_the_log(
    client: Any, domain: str, caplog: pytest.LogCaptureFixture
) -> None:
    job_id = upload(client, "id\n1\n")
    assert caplog.messages == [
        f"domain customers: upload job {job_id} fails: the header does not have column First Name "
        "once"
    ]


def test_a_column_with_a_dot_cannot_be_read(client: Any, domain: str) -> None:
    fields = {**FIELDS, "tier": {"Source": '_source["a.b"]', "Target": "_profile.BusinessName"}}
    job_id = upload(client, "id,First Name,email,city,a.b\n1,Ann,,,x\n", Fields=fields)
    assert client.get_upload_job(**HERE, JobId=job_id)["Status"] == "FAILED"


def test_sources_are_those_of_object_types(client: Any, domain: str) -> None:
    fields = {
        "id": FIELDS["id"],
        "name": {
            "Source": "{{_source.first}} {{_source.last}}",
            "Target": "_profile.BusinessName",
        },
        "kind": {"Source": "imported", "Target": "_profile.Attributes.kind"},
        "unmapped": {"Source": "_source.note"},
    }
    job_id = upload(client, "id,first,last,note\n1,Ann,Ng,x\n", Fields=fields)
    assert outcome(client, job_id) == ("SUCCEEDED", 1, 0, 0)
    assert found(client, "_account", "1") == [
        {"AccountNumber": "1", "BusinessName": "Ann Ng", "Attributes": {"kind": "imported"}}
    ]
    job_id = upload(client, "id,first,note\n1,Ann,x\n", Fields=fields)
    assert client.get_upload_job(**HERE, JobId=job_id)["Status"] == "FAILED"


# --- which profile a row is for -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "content_type", "there", "value"),
    [
        ("AccountNumber", "STRING", {"AccountNumber": "A-1"}, "A-1"),
        ("PhoneNumber", "PHONE_NUMBER", {"HomePhoneNumber": "+1 206 555 0100"}, "2065550100"),
        ("BusinessEmailAddress", "STRING", {"EmailAddress": "Ann@Example.com"}, "ann@example.COM"),
        ("Attributes.card", "STRING", {"Attributes": {"card": "c"}}, "c"),
        ("Attributes.mail", "EMAIL_ADDRESS", {"Attributes": {"mail": "A@b.c"}}, "a@B.C"),
        ("LastName", "NAME", {"LastName": "van  Dam"}, "Van Dam"),
        ("Address.PostalCode", "STRING", {"Address": {"PostalCode": "BA1"}}, "BA1"),
    ],
)
def test_a_row_is_for_the_profile_that_has_its_key(
    client: Any, domain: str, target: str, content_type: str, there: dict[str, Any], value: str
) -> None:
    create(client, **there, MiddleName="there")
    create(client, AccountNumber="other", Address={"City": "x"}, Attributes={"x": "y"})
    fields = {
        "key": {
            "Source": "_source.key",
            "Target": f"_profile.{target}",
            "ContentType": content_type,
        },
        "first": {"Source": "_source.first", "Target": "_profile.FirstName"},
    }
    job_id = upload(
        client, f"key,first\n{value},Ann\nanother,Bob\n", Fields=fields, UniqueKey="key"
    )
    assert outcome(client, job_id) == ("SUCCEEDED", 1, 1, 0)
    (ann,) = found(
        client, "_fullName", "Ann there van Dam" if target == "LastName" else "Ann there"
    )
    assert ann["FirstName"] == "Ann"


def test_a_row_with_a_key_that_several_attributes_have_fails(client: Any, domain: str) -> None:
    for _ in range(2):
        create(client, Attributes={"tier": "gold"})
    job_id = upload(client, f"{HEADER}1,Ann,,,gold\n", UniqueKey="tier")
    assert outcome(client, job_id) == ("FAILED", 0, 0, 1)


@pytest.mark.in_process
def test_a_row_follows_a_profile_that_an_earlier_row_let_rules_merge(client: Any) -> None:
    with stopped(NOON) as clock:
        client.create_domain(
            **HERE,
            DefaultExpirationDays=30,
            RuleBasedMatching={
                "Enabled": True,
                "MatchingRules": [{"Rule": ["EmailAddress"]}],
                "MaxAllowedRuleLevelForMerging": 1,
            },
        )
        clock.tick(2 * 3600)
        client.get_domain(**HERE)
        text = f"{HEADER},,a@b.c,,one\n,,a@b.c,,two\n,Ann,,,two\n,Bob,,,one\n"
        job_id = upload(client, text, UniqueKey="tier")
        # The second row's profile goes into the first's, which keeps its own tier.
        merged = found(client, "_email", "a@b.c")
    status, created, updated, failed = outcome(client, job_id)
    assert (status, created + updated, failed) == ("SUCCEEDED", 4, 0)
    assert len(merged) == 1


def test_an_import_prevails_over_what_objects_and_callers_wrote(client: Any, domain: str) -> None:
    define(client, "customer", CUSTOMER)
    put(client, "customer", id="1", email="ann@example.com", name={"first": "Ann"})
    upload(client, f"{HEADER}1,Anna,,,\n")
    put(client, "customer", id="1", email="ann@example.com", name={"first": "Annie"})
    # What was imported counts as written by hand, which objects leave alone.
    assert found(client, "_account", "1")[0]["FirstName"] == "Anna"


# --- what an import leaves ----------------------------------------------------------------------


def test_an_import_is_in_the_history_as_an_action_of_the_service(client: Any, domain: str) -> None:
    upload(client, f"{HEADER}1,Ann,,,\n1,Anna,,,\n")
    (profile,) = client.search_profiles(**HERE, KeyName="_account", Values=["1"])["Items"]
    history = client.list_profile_history_records(**HERE, ProfileId=profile["ProfileId"])
    assert [
        (each["ActionType"], each["ObjectTypeName"], each["PerformedBy"])
        for each in history["ProfileHistoryRecords"]
    ] == [
        ("CREATED", "_profile", "profile.amazonaws.com"),
        ("UPDATED", "_profile", "profile.amazonaws.com"),
    ]


@pytest.mark.in_process
def test_imported_profiles_are_sent_to_the_event_stream(client: Any, domain: str) -> None:
    kinesis = kinesis_client()
    make_data_stream(kinesis)
    client.create_event_stream(DomainName=domain, EventStreamName="events", Uri=URI)
    upload(client, f"{HEADER}1,Ann,,,\n1,Anna,,,\n")
    assert [
        (each["EventType"], each["ObjectTypeName"], each["Object"]["FirstName"])
        for each in records(kinesis)
    ] == [("CREATED", "_profile", "Ann"), ("UPDATED", "_profile", "Anna")]


@pytest.mark.in_process
def test_an_imported_profile_expires_after_the_days_of_its_job(client: Any) -> None:
    with stopped(NOON) as clock:
        client.create_domain(**HERE, DefaultExpirationDays=30)
        upload(client, f"{HEADER}1,Ann,,,\n2,Bob,,,\n3,Cy,,,\n", DataExpiry=2)
        # The longest of two imports holds.
        upload(client, f"{HEADER}2,Bob,,,\n", DataExpiry=5)
        upload(client, f"{HEADER}2,Bob,,,\n", DataExpiry=1)
        (cy,) = client.search_profiles(**HERE, KeyName="_account", Values=["3"])["Items"]
        client.update_profile(**HERE, ProfileId=cy["ProfileId"], FirstName="Cyd")
        counts = []
        for days in (1, 1, 3, 20, 6):
            clock.tick(days * DAY)
            counts.append(client.get_domain(**HERE)["Stats"]["ProfileCount"])
    assert counts == [3, 2, 1, 1, 0]


@pytest.mark.in_process
def test_an_import_shortens_no_life(client: Any) -> None:
    with stopped(NOON) as clock:
        client.create_domain(**HERE, DefaultExpirationDays=30)
        create(client, AccountNumber="1")
        upload(client, f"{HEADER}1,Ann,,,\n", DataExpiry=1)
        clock.tick(29 * DAY)
        assert found(client, "_account", "1") == [{"AccountNumber": "1", "FirstName": "Ann"}]


def test_a_profile_that_would_be_too_large_lets_its_row_fail(client: Any, domain: str) -> None:
    many = {f"a{number:04}": "x" * 255 for number in range(900)}
    profile_id = create(client, AccountNumber="1")
    for first in range(0, 900, 100):
        part = dict(list(many.items())[first : first + 100])
        client.update_profile(**HERE, ProfileId=profile_id, Attributes=part)
    wide = {
        f"n{number}": {"Source": f"_source.n{number}", "Target": f"_profile.Attributes.n{number}"}
        for number in range(100)
    }
    fields = {"id": FIELDS["id"], **wide}
    header = ",".join(["id", *wide])
    row = ",".join(["1", *["y" * 255] * 100])
    job_id = upload(client, f"{header}\n{row}\n", Fields=fields)
    assert outcome(client, job_id) == ("FAILED", 0, 0, 1)
    (profile,) = client.search_profiles(**HERE, KeyName="_account", Values=["1"])["Items"]
    assert len(profile["Attributes"]) == 900


def test_the_last_file_that_was_uploaded_counts(client: Any, domain: str) -> None:
    job_id = make_job(client)
    put_file(client, job_id, f"{HEADER}1,Ann,,,\n")
    put_file(client, job_id, f"{HEADER}2,Bob,,,\n")
    client.start_upload_job(**HERE, JobId=job_id)
    assert json.dumps([found(client, "_account", each) for each in "12"]) == (
        '[[], [{"AccountNumber": "2", "FirstName": "Bob"}]]'
    )


@pytest.mark.in_process
def test_a_bar_shows_at_a_terminal_how_far_a_long_import_is(
    client: Any, domain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    short = HEADER + "".join(f"{number},,,,\n" for number in range(999))
    monkeypatch.setattr(progress, "DELAY", 0)
    assert outcome(client, upload(client, short)) == ("SUCCEEDED", 999, 0, 0)
    assert terminal.getvalue() == ""

    assert outcome(client, upload(client, f"{short}999,,,,\n")) == ("SUCCEEDED", 1, 999, 0)
    assert "importing rows:" in terminal.getvalue()
    assert "/1000" in terminal.getvalue()
    # It is wiped away at the end.
    assert terminal.getvalue().endswith("\r")

    terminal.truncate(0)
    monkeypatch.setattr(progress, "DELAY", 60)
    assert outcome(client, upload(client, f"{short}999,,,,\n")) == ("SUCCEEDED", 0, 1000, 0)
    assert "importing" not in terminal.getvalue()
