"""Short ways to define segments and to ask who is in them."""

from __future__ import annotations

from typing import Any


def group(*dimensions: dict[str, Any], **members: Any) -> dict[str, Any]:
    """A group of dimensions; ``sources`` are the names of source segments."""
    sources = members.pop("sources", ())
    if sources:
        members["SourceSegments"] = [{"SegmentDefinitionName": name} for name in sources]
    return {"Dimensions": list(dimensions), **members} if dimensions else members


def has(path: str, *values: str, kind: str = "INCLUSIVE") -> dict[str, Any]:
    """A dimension of one attribute of profiles: ``LastName``, ``Address.City``."""
    return {"ProfileAttributes": attribute(path, *values, kind=kind)}


def attribute(path: str, *values: str, kind: str = "INCLUSIVE") -> dict[str, Any]:
    """The same without ProfileAttributes around it."""
    name, _, part = path.partition(".")
    dimension: dict[str, Any] = {"DimensionType": kind, "Values": list(values)}
    return {name: {part: dimension} if part else dimension}


def calculates(name: str, *values: str, kind: str = "INCLUSIVE", **members: Any) -> dict[str, Any]:
    """A dimension of one calculated attribute."""
    dimension = {"DimensionType": kind, "Values": list(values), **members}
    return {"CalculatedAttributes": {name: dimension}}


def segment(client: Any, name: str, *groups: dict[str, Any], **members: Any) -> dict[str, Any]:
    """Create a segment in the domain ``customers``; ``Include`` may be among the members."""
    include = {"Include": members.pop("Include")} if "Include" in members else {}
    answer: dict[str, Any] = client.create_segment_definition(
        **{
            "DomainName": "customers",
            "SegmentDefinitionName": name,
            "DisplayName": name.title(),
            "SegmentGroups": {"Groups": list(groups), **include},
            **members,
        }
    )
    del answer["ResponseMetadata"]
    return answer


def person(client: Any, **members: Any) -> str:
    """Create a profile in the domain ``customers``, and return its id."""
    profile_id: str = client.create_profile(DomainName="customers", **members)["ProfileId"]
    return profile_id


def membership(client: Any, name: str, *profile_ids: str) -> dict[str, Any]:
    """The whole answer of GetSegmentMembership."""
    answer: dict[str, Any] = client.get_segment_membership(
        DomainName="customers", SegmentDefinitionName=name, ProfileIds=list(profile_ids)
    )
    del answer["ResponseMetadata"]
    return answer


def present(client: Any, name: str, people: dict[str, str]) -> set[str]:
    """Who of the people, by their names, is in a segment."""
    answer = membership(client, name, *people.values())
    ids = {each["ProfileId"] for each in answer["Profiles"] if each["QueryResult"] == "PRESENT"}
    return {who for who, profile_id in people.items() if profile_id in ids}


def named(client: Any, *groups: dict[str, Any], people: dict[str, str], **members: Any) -> set[str]:
    """Who of the people is in a segment that is made for this question alone."""
    segment(client, "asked", *groups, **members)
    found = present(client, "asked", people)
    client.delete_segment_definition(DomainName="customers", SegmentDefinitionName="asked")
    return found
