"""Probes about segments: their definitions, who is in them, estimates, and queries."""

from __future__ import annotations

from typing import Any

from .probe import Call, Probe, call, profile

_STORE = {"DataStore": {"Enabled": True}}


def _has(name: str, *values: str, kind: str = "INCLUSIVE") -> dict[str, Any]:
    """A dimension of one attribute of profiles; ``Attributes.x`` is a custom one."""
    outer, _, part = name.partition(".")
    attribute: dict[str, Any] = {"DimensionType": kind, "Values": list(values)}
    return {"ProfileAttributes": {outer: {part: attribute} if part else attribute}}


def _calculates(*names: str) -> dict[str, Any]:
    attribute = {"DimensionType": "INCLUSIVE", "Values": ["1"]}
    return {"CalculatedAttributes": dict.fromkeys(names, attribute)}


def _of(*names: str) -> list[dict[str, str]]:
    return [{"SegmentDefinitionName": name} for name in names]


def _segment(name: str, *dimensions: dict[str, Any], **members: Any) -> Call:
    """A segment of one group; ``sort`` is its order, the other members are the group's."""
    sort = members.pop("sort", None)
    group = {**({"Dimensions": list(dimensions)} if dimensions else {}), **members}
    return _define(name, {"Groups": [group]}, **({"SegmentSort": sort} if sort else {}))


def _define(name: str, groups: dict[str, Any], **members: Any) -> Call:
    return call(
        "CreateSegmentDefinition",
        SegmentDefinitionName=name,
        DisplayName="a probe",
        SegmentGroups=groups,
        **members,
    )


def _by_sql(name: str, query: str) -> Call:
    return call(
        "CreateSegmentDefinition",
        SegmentDefinitionName=name,
        DisplayName="a probe",
        SegmentSqlQuery=query,
    )


def _delete(name: str) -> Call:
    return call("DeleteSegmentDefinition", SegmentDefinitionName=name)


def _members(name: str = "probe", *of: str) -> Call:
    return call(
        "GetSegmentMembership",
        SegmentDefinitionName=name,
        ProfileIds=[f"<{each}>" for each in of or ("one", "two")],
    )


def _order(name: str, kind: str = "PROFILE") -> dict[str, Any]:
    return {"Attributes": [{"Name": name, "Order": "ASC", "Type": kind}]}


_ONE = profile("one", FirstName="Ana", BirthDate="2000-01-01", Attributes={"list": '["a", "b"]'})
_TWO = profile("two", LastName="Ng", BirthDate="2000-01-02T00:00:00Z", Attributes={"list": "a"})
_PEOPLE = (_ONE, _TWO)
_ANA = _has("FirstName", "Ana")


def _finds(row: str, *dimensions: dict[str, Any]) -> Probe:
    """Who of two profiles is in a segment of each of the dimensions."""
    segments = [_segment(f"probe-{number}", each) for number, each in enumerate(dimensions)]
    asked = [_members(f"probe-{number}") for number in range(len(dimensions))]
    return Probe(row, asked, [*_PEOPLE, *segments])


_ESTIMATE = call("CreateSegmentEstimate", {"estimate": "EstimateId"}, SegmentQuery={"Groups": []})
_READ_ESTIMATE = call("GetSegmentEstimate", EstimateId="<estimate>")

PROBES = (
    # --- definitions ---
    Probe(
        "The two are counted apart",
        [
            _segment(
                "probe",
                {
                    "ProfileAttributes": {
                        "Attributes": {
                            f"a{number}": {"DimensionType": "INCLUSIVE", "Values": ["1"]}
                            for number in range(60)
                        }
                    }
                },
                _calculates("_call_count", "_orders_count", "_cases_count"),
            )
        ],
    ),
    Probe(
        "A source segment or calculated attribute that is not",
        [_segment("one", SourceSegments=_of("nothing")), _segment("two", _calculates("nothing"))],
    ),
    Probe(
        "A segment cannot be a source of itself, not even after it",
        [_segment("one", SourceSegments=_of("two"))],
        [_segment("one", _ANA), _segment("two", SourceSegments=_of("one")), _delete("one")],
    ),
    Probe(
        "Values that do not read as numbers or dates are a 400,",
        [
            _segment("one", _has("Attributes.x", "many", kind="EQUAL")),
            _segment("two", _has("BirthDate", "soon", kind="BEFORE")),
        ],
    ),
    Probe(
        "BETWEEN and NOT_BETWEEN need exactly two values",
        [
            _segment(f"probe-{number}", _has("BirthDate", *["2026-01-01"] * number, kind=kind))
            for kind, number in (("BETWEEN", 1), ("NOT_BETWEEN", 3))
        ],
    ),
    Probe(
        "A dimension without any attribute is a 400",
        [
            _segment("one", {"ProfileAttributes": {}}),
            _segment("two", {"CalculatedAttributes": {}}),
        ],
    ),
    Probe(
        "SegmentSort names attributes that there are:",
        [
            _segment("one", _ANA, sort=_order("Address.City")),
            _segment("two", _ANA, sort=_order("Attributes.tier")),
            _segment("three", _ANA, sort=_order("_call_count", "CALCULATED")),
            _segment("four", _ANA, sort=_order("nothing")),
        ],
    ),
    Probe(
        "ListSegmentDefinitions gives the oldest first",
        [call("ListSegmentDefinitions")],
        [_segment("b", _ANA), _segment("a", _ANA), _segment("c", _ANA)],
    ),
    Probe(
        "Using a segment whose source or calculated attribute is",
        [_members("two", "one")],
        [
            _ONE,
            _segment("one", _ANA),
            _segment("two", SourceSegments=_of("one")),
            _delete("one"),
        ],
    ),
    Probe(
        "A segment of the same name that is made later takes the",
        [_members("two")],
        [
            *_PEOPLE,
            _segment("one", _ANA),
            _segment("two", SourceSegments=_of("one")),
            _delete("one"),
            _segment("one", _has("LastName", "Ng")),
        ],
    ),
    # --- who is in a segment ---
    _finds("An ABSENT one has no Profile", _ANA),
    Probe(
        "GetSegmentMembership answers an identifier that is given",
        [_members("probe", "one", "one")],
        [_ONE, _segment("probe", _ANA)],
    ),
    Probe(
        "A group without dimensions is its sources, whatever its",
        [_members()],
        [
            *_PEOPLE,
            _segment("source", _ANA),
            _segment("probe", SourceSegments=_of("source"), Type="NONE"),
        ],
    ),
    Probe(
        "Without groups, everybody is in it",
        [_define("probe", {"Groups": []}), _members()],
        _PEOPLE,
    ),
    Probe(
        "Where Include, Type or SourceType is absent it is ALL",
        [_members("dimensions"), _members("groups"), _members("sources")],
        [
            *_PEOPLE,
            _segment("ana", _ANA),
            _segment("ng", _has("LastName", "Ng")),
            _segment("dimensions", _ANA, _has("LastName", "Ng")),
            _define(
                "groups",
                {"Groups": [{"Dimensions": [_ANA]}, {"Dimensions": [_has("LastName", "Ng")]}]},
            ),
            _segment("sources", SourceSegments=_of("ana", "ng")),
        ],
    ),
    _finds(
        "BEFORE and AFTER leave out the moment itself, BETWEEN",
        _has("BirthDate", "2000-01-02", kind="BEFORE"),
        _has("BirthDate", "2000-01-01", kind="AFTER"),
        _has("BirthDate", "2000-01-01", "2000-01-02", kind="BETWEEN"),
    ),
    Probe(
        "NOT_BETWEEN finds only profiles with a readable date",
        [_members()],
        [
            profile("one", BirthDate="someday"),
            profile("two", BirthDate="2000-01-01"),
            _segment("probe", _has("BirthDate", "2010-01-01", "2011-01-01", kind="NOT_BETWEEN")),
        ],
    ),
    _finds(
        "A date without time is its midnight in UTC; milliseconds",
        _has("BirthDate", "2000-01-01T23:59:59Z", kind="AFTER"),
        _has("BirthDate", "946684800000", kind="ON"),
    ),
    _finds(
        "Relative dates are ISO 8601 durations from now, or `now`",
        _has("BirthDate", "-P7D", kind="BEFORE"),
        _has("BirthDate", "now", kind="BEFORE"),
    ),
    _finds(
        "A custom attribute is a list if it is a JSON array, and",
        _has("Attributes.list", "a", kind="LIST_CONTAINS"),
        _has("Attributes.list", "a", "b", kind="LIST_CONTAINS_ALL"),
    ),
    _finds(
        "A reference to what the profile lacks matches nothing;",
        _has("LastName", "{{_profile.FirstName}}"),
        _has("LastName", "{{_profile.FirstName}}", kind="EXCLUSIVE"),
    ),
    Probe(
        "Braces around anything else are a 400",
        [_segment("one", _has("LastName", "{{nothing}}"))],
    ),
    # --- estimates ---
    Probe(
        "Counted at the call, and the same for ever",
        [_READ_ESTIMATE, _READ_ESTIMATE],
        [_ONE, _ESTIMATE, _TWO],
    ),
    Probe("SUCCEEDED at once, unless moto's transition settings say", [_ESTIMATE, _READ_ESTIMATE]),
    # --- queries ---
    Probe(
        "Tables are `_profile`, the standard objects",
        [
            _by_sql("one", "SELECT ProfileId FROM _profile"),
            _by_sql("two", "SELECT ProfileId FROM _order"),
            _by_sql("three", "SELECT ProfileId FROM CTR"),
            _by_sql("four", "SELECT ProfileId FROM customers"),
        ],
        settings=_STORE,
    ),
    Probe(
        "Columns are the members of the API",
        [
            _by_sql("one", "SELECT ProfileId FROM _profile WHERE FirstName = 'Ana'"),
            _by_sql("two", "SELECT ProfileId FROM _profile WHERE Address.City = 'Bath'"),
            _by_sql("three", "SELECT ProfileId FROM _profile WHERE Attributes['tier'] = 'gold'"),
            _by_sql("four", "SELECT ProfileId FROM _profile WHERE first_name = 'Ana'"),
        ],
        settings=_STORE,
    ),
    Probe(
        "The result must have a column ProfileId",
        [
            _by_sql("one", "SELECT * FROM _profile"),
            _by_sql("two", "SELECT FirstName FROM _profile"),
        ],
        settings=_STORE,
    ),
    Probe(
        "Mistakes are told with line, column and the nearest name",
        [
            _by_sql("one", "SELEC ProfileId FROM _profile"),
            _by_sql("two", "SELECT ProfileId FROM _profil"),
            _by_sql("three", "SELECT ProfileId FROM _profile WHERE FirstNam = 'Ana'"),
            _by_sql("four", "SELECT 1; SELECT 2"),
        ],
        settings=_STORE,
    ),
    Probe(
        "GetSegmentMembership of a segment by SQL without such a snapshot",
        [_members("probe", "one")],
        [_ONE, _by_sql("probe", "SELECT ProfileId FROM _profile")],
        settings=_STORE,
    ),
    Probe(
        "All values are texts, which Spark reads as numbers",
        [
            call(
                "CreateSegmentEstimate",
                {"estimate": "EstimateId"},
                SegmentSqlQuery="SELECT ProfileId FROM _profile WHERE Attributes['list'] > 5",
            ),
            _READ_ESTIMATE,
        ],
        _PEOPLE,
        settings=_STORE,
    ),
)
