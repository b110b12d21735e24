"""Segments that are defined by Spark SQL, through a client."""

from __future__ import annotations

import json
import sys
import threading
from datetime import timedelta
from typing import Any

import boto3
import pytest
from moto.moto_api import state_manager
from moto.s3.models import s3_backends

from cprofiles_mock import MockHandle
from cprofiles_mock.resources.segments.results import ESTIMATE_MODEL
from tests.resources.segments.conftest import DAY, NOON
from tests.support import optional
from tests.support.clock import Clock
from tests.support.expectations import service_error
from tests.support.ingesting import define, profile_id, put
from tests.support.segmenting import group, has, membership, person, present, segment
from tests.support.subscribing import STREAM, events, listed, needs_subscriptions, subscribe
from tests.support.subscribing import subscription as subscription_of

pytestmark = pytest.mark.in_process

HERE = {"DomainName": "customers"}
NOTE: dict[str, Any] = {
    "Fields": {
        "noteId": {"Source": "_source.noteId"},
        "customer": {"Source": "_source.customer", "Target": "_profile.AccountNumber"},
        "amount": {"Source": "_source.money.amount"},
        "title": {"Source": "_source.title", "Target": "_order.Name"},
        "lines": {"Source": "_source.lines[].name", "Target": "_order.OrderItems[].Title"},
    },
    "Keys": {
        "noteId": [{"StandardIdentifiers": ["UNIQUE", "ORDER"], "FieldNames": ["noteId"]}],
        "customer": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["customer"]}],
    },
    "AllowProfileCreation": True,
}


@pytest.fixture(autouse=True)
def libraries() -> None:
    optional.sql()


@pytest.fixture
def store(shop: Any) -> Any:
    """A client of a domain with a data store, and a bucket."""
    shop.update_domain(**HERE, DataStore={"Enabled": True})
    # A client of S3 takes longer to make than all the rest.
    s3_backends["123456789012"]["aws"].create_bucket("exports", "us-east-1")
    return shop


def by_sql(client: Any, name: str, query: str, **members: Any) -> None:
    client.create_segment_definition(
        **HERE, SegmentDefinitionName=name, DisplayName=name, SegmentSqlQuery=query, **members
    )


def take_snapshot(client: Any, name: str, uri: str = "s3://exports/") -> dict[str, Any]:
    created = client.create_segment_snapshot(
        **HERE, SegmentDefinitionName=name, DataFormat="JSONL", DestinationUri=uri
    )
    found: dict[str, Any] = client.get_segment_snapshot(
        **HERE, SegmentDefinitionName=name, SnapshotId=created["SnapshotId"]
    )
    return found


def found(client: Any, query: str, people: dict[str, str]) -> set[str]:
    """Who of the people a query finds."""
    by_sql(client, "asked", query)
    assert take_snapshot(client, "asked")["Status"] == "COMPLETED"
    names = present(client, "asked", people)
    client.delete_segment_definition(**HERE, SegmentDefinitionName="asked")
    return names


def refused(client: Any, query: str) -> str:
    """Why a query is refused, when a segment is defined by it and when it is only estimated."""
    with pytest.raises(client.exceptions.BadRequestException) as of_definition:
        by_sql(client, "refused", query)
    with pytest.raises(client.exceptions.BadRequestException) as of_estimate:
        client.create_segment_estimate(**HERE, SegmentSqlQuery=query)
    message: str = of_definition.value.response["Error"]["Message"]
    assert of_estimate.value.response["Error"]["Message"] == message
    return message.removeprefix("SegmentSqlQuery is not valid: ")


# --- definitions ----------------------------------------------------------------------------------


def test_a_definition_is_enhanced_and_returned_as_it_was_created(store: Any) -> None:
    by_sql(store, "all", "SELECT ProfileId FROM _profile", Tags={"a": "b"})
    answer = store.get_segment_definition(**HERE, SegmentDefinitionName="all")
    assert answer["SegmentType"] == "ENHANCED"
    assert answer["SegmentSqlQuery"] == "SELECT ProfileId FROM _profile"
    assert "SegmentGroups" not in answer
    assert store.list_segment_definitions(**HERE)["Items"][0]["SegmentType"] == "ENHANCED"


def test_a_query_needs_a_data_store(shop: Any) -> None:
    message = "Domain customers must have its data store enabled before a segment is defined by SQL"
    with service_error("BadRequestException", message):
        by_sql(shop, "all", "SELECT ProfileId FROM _profile")
    with service_error("BadRequestException", message):
        shop.create_segment_estimate(**HERE, SegmentSqlQuery="SELECT ProfileId FROM _profile")


@pytest.mark.parametrize("library", ["sqlglot", "duckdb"])
def test_without_the_libraries_one_sentence_says_what_to_install(
    store: Any, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in list(sys.modules):
        if module.startswith("cprofiles_mock.rules.segments.s"):
            monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, library, None)
    from cprofiles_mock.rules import segments as package

    for name in ("spark_sql", "sql_engine"):
        monkeypatch.delattr(package, name, raising=False)
    with service_error(
        "NotImplementedException",
        "cprofiles-mock needs sqlglot and duckdb to evaluate SegmentSqlQuery: install their extra, "
        "in a checkout by python -m pip install '.[sql]'",
    ):
        by_sql(store, "all", "SELECT ProfileId FROM _profile")


# --- what a query finds ---------------------------------------------------------------------------


FOUND = [
    ("SELECT ProfileId FROM _profile", "ann bob cy"),
    ("SELECT * FROM _profile WHERE firstname = 'Ann'", "ann"),
    ("SELECT p.* FROM _profile p WHERE p.Address.City = 'Bath'", "ann"),
    ("SELECT ProfileId FROM `_Profile` WHERE Attributes['tier'] = 'gold'", "ann"),
    ("SELECT ProfileId FROM _profile WHERE Attributes.points > 9", "ann bob"),
    ("SELECT ProfileId FROM _profile WHERE Attributes.points < 10.0", "bob"),
    ("SELECT ProfileId FROM _profile WHERE year(BirthDate) = 1990", "ann"),
    ("FROM _profile SELECT ProfileId WHERE Address IS NULL", "cy"),
    ("(SELECT ProfileId FROM _profile WHERE FirstName = 'Cy')", "cy"),
    ("WITH _profile AS (SELECT * FROM _profile WHERE LastName = 'Ng') SELECT * FROM _profile",
     "ann bob"),
    ("WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) "
     "SELECT ProfileId FROM _profile WHERE (SELECT max(n) FROM r) = 3", "ann bob cy"),
    ("WITH n AS (SELECT * FROM _profile WHERE LastName = 'Ng') SELECT ProfileId FROM n",
     "ann bob"),
    ("SELECT ProfileId FROM _profile WHERE FirstName = 'Ann' UNION ALL "
     "SELECT ProfileId FROM _profile WHERE LastName = 'Ng'", "ann bob"),
    ("SELECT a.ProfileId FROM _profile a JOIN _profile b USING (LastName)", "ann bob"),
    ("SELECT ProfileId FROM _profile NATURAL JOIN (SELECT ProfileId FROM _profile LIMIT 3)",
     "ann bob cy"),
    ("SELECT a.* FROM _profile a LEFT ANTI JOIN _profile b ON a.LastName = b.LastName", "cy"),
    ("SELECT * FROM _profile a JOIN _profile b ON a.ProfileId = b.ProfileId", "ann bob cy"),
    ("SELECT ProfileId, count(*) FROM _profile GROUP BY ALL", "ann bob cy"),
    ("SELECT ProfileId FROM _profile QUALIFY row_number() OVER (PARTITION BY LastName "
     "ORDER BY BirthDate DESC) = 1", "bob cy"),
    ("SELECT 'nobody' AS ProfileId UNION SELECT NULL", ""),
    ("SELECT ProfileId FROM _profile WHERE FirstName = '${now}' OR LastName = '$now'", ""),
    ("SELECT ProfileId FROM _profile -- a comment; with a semicolon", "ann bob cy"),
]  # fmt: skip


def test_a_query_over_profiles(store: Any, people: dict[str, str]) -> None:
    for query, who in FOUND:
        assert found(store, query, people) == set(who.split()), query


def test_a_query_over_objects_and_standard_objects(store: Any) -> None:
    define(store, "Note", NOTE)
    people = {}
    for number, (name, amount) in enumerate((("ann", 1.50), ("bob", 20))):
        put(
            store, "Note",
            {"noteId": str(number), "customer": name, "money": {"amount": amount}, "title": name,
             "Extra": True, "noteid": "other", "lines": [{"name": "x"}, {"name": f"y{number}"}]},
        )  # fmt: skip
        people[name] = profile_id(store, "customer", name)
    for query, who in (
        ("SELECT ProfileId FROM Note WHERE amount > 2", "bob"),
        ("SELECT ProfileId FROM note WHERE AMOUNT = '1.5'", "ann"),
        ("SELECT ProfileId FROM Note WHERE extra = 'true' AND noteId = 1", "bob"),
        ("SELECT ProfileId FROM Note WHERE get_json_object(money, '$.amount') > 2", "bob"),
        ("SELECT * FROM Note", "ann bob"),
        ("SELECT ProfileId FROM _order WHERE Name = 'ann'", "ann"),
        ("SELECT ProfileId FROM _order WHERE OrderItems[1].Title = 'y1'", "bob"),
        (
            "SELECT p.ProfileId FROM _profile p JOIN _order o ON o.ProfileId = p.ProfileId",
            "ann bob",
        ),
        ("SELECT * FROM CTR", ""),
        ("SELECT ProfileId FROM _asset", ""),
    ):
        assert found(store, query, people) == set(who.split()), query


def test_a_query_over_the_items_of_a_catalogue(
    store: Any, people: dict[str, str], customerprofiles_mock: Any
) -> None:
    fields = {
        name: {"Source": f"_source.{name}", "Target": f"_catalogItem.{target}"}
        for name, target in (("id", "Id"), ("price", "Price"), ("for", "Attributes.tier"))
    }
    store.put_domain_object_type(**HERE, ObjectTypeName="hotels", Fields=fields)
    customerprofiles_mock.put_domain_objects(
        "customers", "hotels", [{"id": "1", "price": 90, "for": "gold"}]
    )
    query = (
        "SELECT p.ProfileId FROM _profile p JOIN hotels h "
        "ON h.Attributes.tier = p.Attributes.tier WHERE h.Price < 100"
    )
    assert found(store, query, people) == {"ann"}


def test_texts_of_all_kinds_arrive_in_the_tables(store: Any) -> None:
    odd = ["it's", 'a "b"', "Łódź", "\\", "\x00end"]
    people = {text: person(store, FirstName=text) for text in odd}
    everybody = found(store, "SELECT ProfileId FROM _profile", people)
    assert everybody == {*people}
    assert found(store, "SELECT * FROM _profile WHERE FirstName = 'it\\'s'", people) == {"it's"}
    assert found(store, "SELECT * FROM _profile WHERE FirstName LIKE 'Łó%'", people) == {"Łódź"}


def test_a_large_domain_is_handed_over_in_parts(
    store: Any, people: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cprofiles_mock.resources.segments.sql_tables._ROWS_OF_A_PART", 2)
    assert found(store, "SELECT ProfileId FROM _profile", people) == {"ann", "bob", "cy"}


def test_half_of_a_surrogate_pair_is_a_question_mark(store: Any) -> None:
    define(store, "Note", NOTE)
    put(
        store, "Note",
        {"noteId": "1", "customer": "ann", "money": {"amount": 1}, "title": "\ud83d",
         "lines": [{"name": "x"}]},
    )  # fmt: skip
    people = {"ann": profile_id(store, "customer", "ann")}
    assert found(store, "SELECT ProfileId FROM Note WHERE title = '?'", people) == {"ann"}


def test_the_clock_of_a_query_is_the_mocks(
    store: Any, people: dict[str, str], clock: Clock
) -> None:
    for now in (
        "current_date", "current_date()", "curdate()", "current_timestamp", "current_timestamp()",
        "now()", "getdate()", "localtimestamp", "localtimestamp()",
    ):  # fmt: skip
        query = f"SELECT ProfileId FROM _profile WHERE date_format({now}, 'yyyy-MM-dd') = "
        assert found(store, f"{query}'2026-03-01'", people) == {"ann", "bob", "cy"}, now
    clock.tick(400 * DAY)
    query = "SELECT ProfileId FROM _profile WHERE unix_timestamp() = "
    assert found(store, f"{query}{int(NOON.timestamp()) + 400 * DAY}", people) == {*people}


# --- what is refused ------------------------------------------------------------------------------


MISTAKES = [
    ("SELEC ProfileId FROM _profile",
     "line 1, column 1: it must be a query: SELECT, or WITH and SELECT; did you mean "
     "'SELECT'?"),
    ("SELECT ProfileId\nFROM", "line 2, column 1: Expected table name at FROM"),
    ("SELECT ProfileId FROM _profile WHER x = 1", "line 1, column 37: "
     "Invalid expression / Unexpected token at x"),
    ("SELECT (1", "line 1, column 9: Expecting ) at 1"),
    ("SELECT 'a FROM _profile", "line 1, column 8: ' is not closed"),
    ("SELECT 'it\\'s'\n/* FROM", "line 2, column 1: /* is not closed"),
    ("-- nothing", "line 1, column 1: it must be a query: SELECT, or WITH and SELECT"),
    ("DROP TABLE _profile", "line 1, column 1: it must be a query: SELECT, or WITH and SELECT"),
    ("WITH a AS (SELECT 1) INSERT INTO b SELECT * FROM a",
     "line 1, column 1: it must be a query: SELECT, or WITH and SELECT"),
    ("SELECT 1; SELECT 2",
     "it must be one query, without another statement behind a semicolon"),
    ("SELECT ProfileId\nFROM _profil", "line 2, column 6: there is no table _profil; "
     "did you mean '_profile'?"),
    ("SELECT ProfileId FROM _profile WHERE\n  FirstNam = 'Ann'", "line 2, column 3: there is "
     "no column FirstNam; did you mean 'FirstName'?"),
    ("SELECT p.ProfileId, p.Adress.City FROM _profile p",
     "line 1, column 23: there is no column Adress; did you mean 'Address'?"),
    ("SELECT ProfileId FROM _profile WHERE Address.Cty = 'Bath'",
     "line 1, column 46: there is no column Cty; did you mean 'City'?"),
    ("SELECT q.ProfileId FROM _profile p", "line 1, column 8: there is no table or alias q"),
    ("SELECT prof.ProfileId FROM _profile prop",
     "line 1, column 8: there is no table or alias prof; did you mean 'prop'?"),
    ("SELECT FirstName, LastName FROM _profile",
     "its result must have a column ProfileId, and has FirstName, LastName"),
    ("SELECT ProfileId FROM _profile a JOIN _profile b ON true",
     'line 1, column 8: Ambiguous reference to column name "ProfileId"'),
    ("SELECT lowr(ProfileId) AS ProfileId FROM _profile",
     "line 1, column 8: there is no function lowr; did you mean 'lower'?"),
    ("SELECT ProfileId FROM _profile WHERE count(*) > 1",
     "WHERE clause cannot contain aggregates!"),
    ("SELECT ProfileId FROM shop._profile",
     "line 1, column 23: a table has no database: shop._profile"),
    ("SELECT ProfileId FROM _profile WHERE FirstName = :name",
     ":name is not supported in a segment's query"),
    ("SELECT lpad(FirstName, 1000000000, 'x') AS ProfileId FROM _profile",
     "line 1, column 8: LPAD(FirstName, 1000000000, 'x'): its length must be a number up to "
     "1,000"),
    ("SELECT rpad(FirstName, length(LastName), 'x') AS ProfileId FROM _profile",
     "line 1, column 8: RPAD(FirstName, LENGTH(LastName), 'x'): its length must be a number up "
     "to 1,000"),
    ("SELECT split(LastName, 'a', 2)[0] AS ProfileId FROM _profile",
     "line 1, column 8: SPLIT(LastName, 'a', 2): its last argument is not supported"),
    ("SELECT size(filter(array(1), (x, i) -> i > 0)) AS ProfileId FROM _profile",
     "line 1, column 13: FILTER(ARRAY(1), (x, i) -> i > 0): its function may have one "
     "parameter"),
    ("SELECT date_part('dow', BirthDate) AS ProfileId FROM _profile",
     "line 1, column 8: DATE_PART('dow', BirthDate): the part must be one of DAY, DOY, HOUR, "
     "MINUTE, MONTH, QUARTER, SECOND, WEEK, YEAR"),
    ("SELECT max(ProfileId) AS ProfileId,\n percentile(LastName, 0.5, 2) FROM _profile",
     "line 2, column 2: percentile takes 2 arguments, not 3"),
    ("SELECT percentile(LastName) AS ProfileId FROM _profile",
     "line 1, column 8: percentile takes 2 arguments, not 1"),
    ("SELECT weekday(BirthDate, 'x') AS ProfileId FROM _profile",
     "line 1, column 8: weekday takes 1 argument, not 2"),
    ("SELECT datediff(current_date, BirthDate, 1) AS ProfileId FROM _profile",
     "the unit of a function must be a name, such as DAY"),
    ("SELECT date_trunc() AS ProfileId", "line 1, column 8: date_trunc takes 2 arguments, not 0"),
    ("SELECT lead(FirstName, 1, LastName, 2) OVER (ORDER BY 1) AS ProfileId FROM _profile",
     "line 1, column 8: lead takes 1 to 3 arguments, not 4"),
    ("SELECT greatest(ProfileId) AS ProfileId FROM _profile",
     "line 1, column 8: greatest takes 2 or more arguments, not 1"),
    ("SELECT map('a')['a'] AS ProfileId",
     "line 1, column 8: map takes pairs of arguments, not 1"),
    ("SELECT decimal(LastName, 2) AS ProfileId FROM _profile",
     "line 1, column 8: DECIMAL(LastName, 2): its last argument is not supported"),
    ("SELECT lpad(FirstName, 'x') AS ProfileId FROM _profile",
     "line 1, column 8: LPAD(FirstName, 'x'): its length must be a number up to 1,000"),
    ("SELECT ProfileId FROM _profile TABLESAMPLE (10 PERCENT)",
     "TABLESAMPLE (10 PERCENT) is not supported in a segment's query"),
    ("SELECT listagg(ProfileId, FirstName) AS ProfileId FROM _profile",
     "LISTAGG(ProfileId, FirstName): its separator must be a text of up to 100 characters"),
    ("SELECT sha2(LastName, 512) AS ProfileId FROM _profile",
     "DuckDB only supports SHA256 hashing algorithm."),
    ("SELECT X'zz'", "its characters cannot be read"),
    ("SELECT JSON_OBJECT('a': 1) AS ProfileId", "there is no function JSON_OBJECT('a': 1)"),
    (f"SELECT {'(' * 2000}1{')' * 2000}", "it is nested too deeply"),
    (f"SELECT 1 {'+ 1 ' * 1500} AS ProfileId", "it is nested too deeply"),
]  # fmt: skip


def test_a_mistake_is_told_with_its_place_and_the_nearest_name(store: Any) -> None:
    assert [(query, refused(store, query)) for query, _ in MISTAKES] == MISTAKES


def test_a_column_like_no_other_is_told_with_those_there_are(store: Any) -> None:
    message = refused(store, "SELECT ProfileId FROM _case WHERE zzz = 1")
    assert message.startswith("line 1, column 35: there is no column zzz; there are AdditionalInf")
    message = refused(store, "SELECT ProfileId FROM zzz")
    assert message.startswith("line 1, column 23: there is no table zzz; there are _profile, ")


ATTACKS = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM `/etc/passwd`",
    "SELECT * FROM csv.`/etc/passwd`",
    "SELECT * FROM 'https://example.com/x.csv'",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('_profile')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM range(10)",
    "SELECT * FROM unnest(array(1))",
    "SELECT * FROM explode(array(1))",
    "SELECT * FROM IDENTIFIER('_profile')",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM duckdb_tables",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM pg_catalog.pg_class",
    "WITH sqlite_master AS (SELECT * FROM sqlite_master) SELECT 1 AS ProfileId",
    "SELECT * FROM sqlite_master s JOIN (WITH sqlite_master AS (SELECT 1) SELECT 2)",
    "WITH a AS (SELECT * FROM b), b AS (SELECT 1 AS ProfileId) SELECT * FROM a",
    "SELECT ProfileId FROM _profile WHERE BirthDate AT TIME ZONE 'UTC' > now()",
    "SELECT * FROM _profile, LATERAL read_csv('/etc/passwd')",
    "SELECT * FROM _profile LATERAL VIEW json_tuple(FirstName, 'a') x AS y",
    "SELECT getenv('HOME') AS ProfileId",
    "SELECT current_setting('memory_limit') AS ProfileId",
    "SELECT getvariable('x') AS ProfileId",
    "SELECT read_text('/etc/passwd') AS ProfileId",
    "SELECT version() AS ProfileId",
    "SELECT repeat('x', 1000000000) AS ProfileId",
    "SELECT sequence(1, 1000000000) AS ProfileId",
    "SELECT exists(array(1), x -> x > 1) AS ProfileId",
    "SELECT TRANSFORM(FirstName) USING 'cat' AS (ProfileId) FROM _profile",
    "SELECT * FROM _profile PIVOT (count(*) FOR LastName IN ('Ng'))",
    "SELECT java_method('java.lang.System', 'exit') AS ProfileId",
    "COPY _profile TO '/tmp/x.csv'",
    "ATTACH '/tmp/x.db'",
    "INSTALL httpfs",
    "SET memory_limit = '100GB'",
    "PRAGMA database_list",
    "CREATE TABLE x AS SELECT 1",
    "EXPLAIN SELECT 1",
]


def test_a_query_reaches_nothing_but_its_tables(store: Any, people: dict[str, str]) -> None:
    for query in ATTACKS:
        assert refused(store, query), query
    assert store.list_segment_definitions(**HERE)["Items"] == []


def test_the_database_lets_nothing_out_even_if_a_query_is_not_checked() -> None:
    from cprofiles_mock.rules.segments.spark_sql import Query
    from cprofiles_mock.rules.segments.sql_engine import FailedQuery, run_query

    rows = [{"ProfileId": "a variable that DuckDB could look at"}]
    assert rows
    for sql in (
        "SELECT content AS ProfileId FROM read_text('/etc/passwd')",
        "SELECT column0 AS ProfileId FROM '/etc/hostname'",
        "SELECT file AS ProfileId FROM glob('/*')",
        "SELECT ProfileId FROM rows",
        "SELECT 1 AS ProfileId FROM 'https://example.com/x.csv'",
    ):
        with pytest.raises(FailedQuery):
            run_query(Query("", sql, frozenset(), frozenset(), False), [], 0)


# --- limits ---------------------------------------------------------------------------------------


def test_a_query_that_takes_too_long_fails(
    store: Any, people: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cprofiles_mock.rules.segments.sql_engine.MOST_SECONDS", 0.1)
    endless = (
        "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) "
        "SELECT ProfileId FROM _profile WHERE (SELECT count(*) FROM r) > 0"
    )
    created = store.create_segment_estimate(**HERE, SegmentSqlQuery=endless)
    answer = store.get_segment_estimate(**HERE, EstimateId=created["EstimateId"])
    assert (answer["Status"], answer["Message"]) == (
        "FAILED", "the query took longer than 0 seconds"
    )  # fmt: skip
    assert "Estimate" not in answer


def test_a_query_that_needs_too_much_memory_fails_its_snapshot(
    store: Any, people: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = "VALUES " + ", ".join(f"({n})" for n in range(300))
    greedy = (
        f"WITH n AS (SELECT * FROM {numbers} AS v(i)) SELECT ProfileId FROM _profile "
        "WHERE size((SELECT collect_list(a.i + b.i + c.i) FROM n a, n b, n c)) > 0"
    )
    by_sql(store, "greedy", greedy)
    monkeypatch.setattr(
        "cprofiles_mock.rules.segments.sql_engine._SETTINGS", ("memory_limit = '30MB'",)
    )
    snapshot = take_snapshot(store, "greedy")
    assert (snapshot["Status"], snapshot["StatusMessage"]) == (
        "FAILED", "the query needs more than 1GiB of memory"
    )  # fmt: skip
    with pytest.raises(store.exceptions.BadRequestException, match="no completed snapshot"):
        membership(store, "greedy", *people.values())


def test_texts_that_would_fill_the_memory_by_themselves_let_a_query_fail(
    store: Any, people: dict[str, str]
) -> None:
    long = "SELECT ProfileId, 'a' AS x FROM _profile"
    for _ in range(17):
        long = f"SELECT ProfileId, x || x AS x FROM ({long})"
    for grown in (
        "replace(x, 'a', x)",
        "regexp_replace(x, 'a', x)",
        "levenshtein(x, x)",
        "transform(split(x, ''), y -> x || y)",
        "aggregate(split(x, ''), '', (all, y) -> all || x)",
    ):
        query = f"SELECT ProfileId FROM ({long}) WHERE {grown} IS NOT NULL"
        created = store.create_segment_estimate(**HERE, SegmentSqlQuery=query)
        answer = store.get_segment_estimate(**HERE, EstimateId=created["EstimateId"])
        assert answer["Message"] == "a text or a list is too long", grown


def test_other_requests_go_on_while_a_query_runs(
    store: Any, people: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from cprofiles_mock.rules.segments import sql_engine

    query = "SELECT ProfileId FROM _profile"
    by_sql(store, "all", query)
    may_go_on, run = threading.Event(), sql_engine.run_query

    def wait(*given: Any) -> list[str]:
        assert may_go_on.wait(30)
        return run(*given)

    monkeypatch.setattr(sql_engine, "run_query", wait)
    created: list[dict[str, Any]] = []

    def estimate() -> None:
        created.append(store.create_segment_estimate(**HERE, SegmentSqlQuery=query))

    thread = threading.Thread(target=estimate)
    thread.start()
    backend = MockHandle().backend()
    estimates: list[Any] = []
    while not estimates:
        with backend.lock:
            segments = [
                c for c in backend.domains["customers"].components() if hasattr(c, "estimates")
            ]
            estimates = [*segments[0].estimates.values()]
    (waiting,) = estimates
    answer = store.get_segment_estimate(**HERE, EstimateId=waiting.estimate_id)
    assert answer["Status"] == "RUNNING"
    document = MockHandle().dump()
    store.delete_profile(**HERE, ProfileId=people["cy"])
    may_go_on.set()
    thread.join()
    answer = store.get_segment_estimate(**HERE, EstimateId=created[0]["EstimateId"])
    assert (answer["Status"], answer["Estimate"]) == ("SUCCEEDED", "2")
    MockHandle().load(document)
    answer = store.get_segment_estimate(**HERE, EstimateId=created[0]["EstimateId"])
    assert answer["Message"] == "its query was under way when the file was written"
    assert MockHandle().dump() != document


# --- membership, estimates and snapshots ----------------------------------------------------------


def test_membership_is_that_of_the_last_completed_snapshot(
    store: Any, people: dict[str, str], clock: Clock, customerprofiles_mock: Any
) -> None:
    by_sql(store, "ng", "SELECT ProfileId FROM _profile WHERE LastName = 'Ng'")
    message = (
        "Segment ng is defined by SQL and has no completed snapshot of the last year: create one "
        "first"
    )
    with service_error("BadRequestException", message):
        membership(store, "ng", people["ann"])
    assert take_snapshot(store, "ng", "s3://nowhere/")["Status"] == "FAILED"
    with service_error("BadRequestException", message):
        membership(store, "ng", people["ann"])
    take_snapshot(store, "ng")
    clock.tick(60)
    new = person(store, LastName="Ng")
    store.update_profile(**HERE, ProfileId=people["bob"], LastName="Lee")
    customerprofiles_mock.load(customerprofiles_mock.dump())
    answer = membership(store, "ng", people["ann"], people["bob"], new)
    assert answer["LastComputedAt"] == NOON
    results = {each["ProfileId"]: each["QueryResult"] for each in answer["Profiles"]}
    assert results == {people["ann"]: "PRESENT", people["bob"]: "PRESENT", new: "ABSENT"}
    store.delete_profile(**HERE, ProfileId=people["bob"])
    (failure,) = membership(store, "ng", people["bob"])["Failures"]
    assert failure["Status"] == 404
    take_snapshot(store, "ng")
    assert membership(store, "ng", new)["LastComputedAt"] == NOON + timedelta(seconds=60)
    clock.tick(365 * DAY)
    with service_error("BadRequestException", message):
        membership(store, "ng", people["ann"])


def test_an_estimate_counts_who_a_query_finds(
    store: Any, people: dict[str, str], customerprofiles_mock: Any
) -> None:
    query = "SELECT a.ProfileId FROM _profile a, _profile b WHERE a.LastName = 'Ng'"
    created = store.create_segment_estimate(**HERE, SegmentSqlQuery=query)
    customerprofiles_mock.load(customerprofiles_mock.dump())
    answer = store.get_segment_estimate(**HERE, EstimateId=created["EstimateId"])
    assert (answer["Status"], answer["Estimate"]) == ("SUCCEEDED", "2")


def test_an_estimate_of_a_query_runs_as_long_as_motos_settings_say(
    store: Any, people: dict[str, str]
) -> None:
    state_manager.set_transition(ESTIMATE_MODEL, {"progression": "manual", "times": 1})
    try:
        created = store.create_segment_estimate(
            **HERE, SegmentSqlQuery="SELECT ProfileId FROM _profile"
        )
        answers = [
            store.get_segment_estimate(**HERE, EstimateId=created["EstimateId"]) for _ in range(2)
        ]
    finally:
        state_manager.unset_transition(ESTIMATE_MODEL)
    # How often it is read until then is moto's; it ends with what the query has found.
    assert answers[-1]["Estimate"] == "3"


def test_a_query_that_cannot_be_carried_out_any_more_fails(
    store: Any, people: dict[str, str], customerprofiles_mock: Any
) -> None:
    define(store, "Note", NOTE)
    put(store, "Note", noteId="1", customer="x")
    by_sql(store, "notes", "SELECT ProfileId FROM Note WHERE noteId > 0")
    store.delete_profile_object_type(**HERE, ObjectTypeName="Note")
    snapshot = take_snapshot(store, "notes")
    assert snapshot["Status"] == "FAILED"
    assert snapshot["StatusMessage"].startswith("line 1, column 23: there is no table Note; there")
    broken = "SELECT ProfileId FROM _profile WHERE decode(FirstName, 'Ann', CAST(1 AS INT)) = 'x'"
    created = store.create_segment_estimate(**HERE, SegmentSqlQuery=broken)
    customerprofiles_mock.load(customerprofiles_mock.dump())
    answer = store.get_segment_estimate(**HERE, EstimateId=created["EstimateId"])
    assert answer["Status"] == "FAILED"
    assert answer["Message"].startswith("Could not convert string 'x' to INT32")


def test_what_goes_wrong_otherwise_is_told_to_who_waits(
    store: Any, people: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from cprofiles_mock.rules.segments import sql_engine

    def stumble(*_: Any) -> list[str]:
        raise ValueError("a bug")

    monkeypatch.setattr(sql_engine, "run_query", stumble)
    created = store.create_segment_estimate(**HERE, SegmentSqlQuery="SELECT * FROM _profile")
    answer = store.get_segment_estimate(**HERE, EstimateId=created["EstimateId"])
    assert (answer["Status"], answer["Message"]) == ("FAILED", "a bug")


def test_the_rows_of_a_snapshot_are_in_the_order_of_the_query_or_of_the_segment(
    store: Any, people: dict[str, str]
) -> None:
    query = "SELECT ProfileId FROM _profile WHERE BirthDate IS NOT NULL ORDER BY BirthDate DESC"
    order = {"Attributes": [{"Name": "FirstName", "Order": "ASC"}]}
    by_sql(store, "by-query", query)
    by_sql(store, "by-segment", query, SegmentSort=order)
    s3 = boto3.client("s3", region_name="us-east-1")

    def names(segment_name: str) -> list[str]:
        snapshot_id = take_snapshot(store, segment_name)["SnapshotId"]
        key = f"part-00000-{snapshot_id}.jsonl"
        text = s3.get_object(Bucket="exports", Key=key)["Body"].read().decode()
        return [json.loads(line)["FirstName"] for line in text.splitlines()]

    assert names("by-query") == ["Bob", "Ann"]
    assert names("by-segment") == ["Ann", "Bob"]


def test_a_segment_by_groups_may_have_one_by_sql_as_its_source(
    store: Any, people: dict[str, str]
) -> None:
    by_sql(store, "ng", "SELECT ProfileId FROM _profile WHERE LastName = 'Ng'")
    segment(store, "gold", group(has("Attributes.tier", "gold"), sources=["ng"]))
    with pytest.raises(store.exceptions.BadRequestException, match="Segment ng is defined by SQL"):
        present(store, "gold", people)
    take_snapshot(store, "ng")
    assert present(store, "gold", people) == {"ann"}


def test_a_state_file_brings_a_query_whose_table_is_gone(
    store: Any, people: dict[str, str], customerprofiles_mock: Any
) -> None:
    define(store, "Note", NOTE)
    by_sql(store, "notes", "SELECT ProfileId FROM Note")
    take_snapshot(store, "notes")
    store.delete_profile_object_type(**HERE, ObjectTypeName="Note")
    document = customerprofiles_mock.dump()
    customerprofiles_mock.load(document)
    assert customerprofiles_mock.dump() == document
    assert membership(store, "notes", people["ann"])["Profiles"][0]["QueryResult"] == "ABSENT"
    (definition,) = document["Domains"][0]["SegmentDefinitions"]
    definition["SegmentSqlQuery"] = "SELECT"
    definition["SegmentSqlQuery"] = "DROP TABLE x"
    with pytest.raises(ValueError, match="SegmentSqlQuery is not valid: line 1, column 1: it must"):
        customerprofiles_mock.load(document)


# --- subscriptions --------------------------------------------------------------------------------


@needs_subscriptions
def test_a_subscription_to_a_segment_by_sql_has_scheduled_events_alone(
    store: Any, people: dict[str, str], kinesis: Any, clock: Clock, customerprofiles_mock: Any
) -> None:
    store.associate_stream_for_segments(**HERE, **STREAM)
    by_sql(store, "ng", "SELECT ProfileId FROM _profile WHERE LastName = 'Ng'")
    assert subscribe(store, "ng", Interval=2)["Status"] == "STARTING"
    assert subscription_of(store, "ng")["Status"] == "RUNNING"
    store.update_profile(**HERE, ProfileId=people["cy"], LastName="Ng")
    store.delete_profile(**HERE, ProfileId=people["bob"])
    assert listed(store, "ng") == []
    customerprofiles_mock.load(customerprofiles_mock.dump())
    clock.tick(2 * 3600)
    assert {(e["ProfileId"], e["Event"], e["EventType"]) for e in listed(store, "ng")} == {
        (people["cy"], "JOINED", "SCHEDULE"),
        (people["bob"], "LEFT", "SCHEDULE"),
    }
    assert {each["SegmentType"] for each in events(kinesis)} == {"ENHANCED"}


@needs_subscriptions
def test_a_subscription_fails_while_its_query_does(
    store: Any, people: dict[str, str], kinesis: Any, clock: Clock, customerprofiles_mock: Any
) -> None:
    store.associate_stream_for_segments(**HERE, **STREAM)
    define(store, "Note", NOTE)
    by_sql(store, "notes", "SELECT ProfileId FROM Note")
    subscribe(store, "notes", Interval=1)
    store.delete_profile_object_type(**HERE, ObjectTypeName="Note")
    clock.tick(3600)
    # The request that makes the run begin comes before its end.
    assert subscription_of(store, "notes")["Status"] == "FAILED"
    define(store, "Note", NOTE)
    document = customerprofiles_mock.dump()
    del document["Domains"][0]["SegmentSubscriptions"][0]["Members"]
    customerprofiles_mock.load(document)
    put(store, "Note", noteId="1", customer="ann")
    clock.tick(3600)
    assert subscription_of(store, "notes")["Status"] == "RUNNING"
    assert listed(store, "notes") == []


@needs_subscriptions
def test_what_a_query_finds_for_a_subscription_that_is_gone_is_dropped(
    store: Any, people: dict[str, str], kinesis: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cprofiles_mock.rules.segments import sql_engine

    store.associate_stream_for_segments(**HERE, **STREAM)
    by_sql(store, "all", "SELECT ProfileId FROM _profile")
    subscribe(store, "all", Interval=1)
    run = sql_engine.run_query

    def outrun(*given: Any) -> list[str]:
        monkeypatch.setattr(sql_engine, "run_query", run)
        # Another run is due, and skipped, as this one is under way.
        clock.tick(3600)
        store.get_domain(**HERE)
        store.delete_segment_subscription(**HERE, SegmentDefinitionName="all")
        return run(*given)

    monkeypatch.setattr(sql_engine, "run_query", outrun)
    person(store, FirstName="Di")
    clock.tick(3600)
    store.get_domain(**HERE)
    assert events(kinesis) == []
