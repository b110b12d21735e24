"""Domains as plain lists and searches through all of them: slow, small, and easy to see right."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Person:
    """A profile: its fields, the keys that were added, its objects, and what was done to it."""

    fields: dict[str, str] = field(default_factory=dict)
    keys: list[tuple[str, str]] = field(default_factory=list)
    # By object type and unique value.
    objects: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)

    def has(self, key_name: str, value: str) -> bool:
        """Whether a key finds this profile."""
        if key_name == "_email" and self.fields.get("EmailAddress") == value:
            return True
        if (key_name, value) in self.keys:
            return True
        return any(members.get(key_name) == value for members in self.objects.values())


#: The keys of the object types of the machine: of each type the unique one and the others.
TYPES: dict[str, tuple[str, ...]] = {"visit": ("badge", "visit"), "order": ("customer", "order")}
UNIQUE = {"visit": "visit", "order": "order"}
FINDER = {"visit": "badge", "order": "customer"}


@dataclass
class Region:
    """One domain, and what is known of the profiles that are gone."""

    people: dict[str, Person] = field(default_factory=dict)
    gone: dict[str, list[str]] = field(default_factory=dict)

    def create(self, profile_id: str, fields: dict[str, str]) -> None:
        """CreateProfile."""
        self.people[profile_id] = Person(fields=dict(fields), actions=["CREATED"])

    def update(self, profile_id: str, fields: dict[str, str]) -> None:
        """UpdateProfile: an empty text clears."""
        person = self.people[profile_id]
        merged = {**person.fields, **fields}
        person.fields = {name: value for name, value in merged.items() if value}
        person.actions.append("UPDATED")

    def delete(self, profile_id: str, action: str = "DELETED_BY_CUSTOMER") -> Person:
        """DeleteProfile: all of it goes but its history."""
        person = self.people.pop(profile_id)
        self.gone[profile_id] = [*person.actions, action]
        return person

    def add_key(self, profile_id: str, key_name: str, value: str) -> None:
        """AddProfileKey: a key that was added already changes nothing."""
        person = self.people[profile_id]
        if (key_name, value) not in person.keys:
            person.keys.append((key_name, value))
            person.actions.append("ADDED_PROFILE_KEY")

    def find(self, key_name: str, value: str) -> list[str]:
        """SearchProfiles by one key, in the order of creation."""
        return [each for each, person in self.people.items() if person.has(key_name, value)]

    def owner(self, type_name: str, members: dict[str, str]) -> str | None:
        """The one profile that an object leads to, if there is one."""
        found = self.find(FINDER[type_name], members[FINDER[type_name]])
        return found[0] if len(found) == 1 else None

    def put(self, profile_id: str, type_name: str, members: dict[str, str]) -> None:
        """PutProfileObject, whose profile is known."""
        person = self.people.setdefault(profile_id, Person(actions=["CREATED"]))
        person.objects[type_name, members[UNIQUE[type_name]]] = members
        person.actions.append("INGESTED")

    def delete_object(self, profile_id: str, type_name: str, unique: str) -> None:
        """DeleteProfileObject."""
        person = self.people[profile_id]
        del person.objects[type_name, unique]
        person.actions.append("DELETED_BY_CUSTOMER")

    def merge(self, main_id: str, other_ids: list[str]) -> None:
        """MergeProfiles: the main profile's values win, every key goes on leading to it."""
        main = self.people[main_id]
        everyone = [main, *(self.people[each] for each in other_ids)]
        keys = [key for person in everyone for key in _all_keys(person)]
        for each in other_ids:
            other = self.delete(each, "DELETED_BY_MERGE")
            main.fields = {**other.fields, **main.fields}
            main.keys += [key for key in other.keys if key not in main.keys]
            # Of the same object twice the one that came later is kept.
            for place, members in other.objects.items():
                if place not in main.objects or _later(members, main.objects[place]):
                    main.objects[place] = members
        # What is fed no more stays as if it had been added.
        main.keys += [key for key in dict.fromkeys(keys) if not main.has(*key)]
        main.actions.append("MERGED")

    def stats(self) -> dict[str, int]:
        """What GetDomain says."""
        objects = [each for person in self.people.values() for each in person.objects.values()]
        return {
            "ProfileCount": len(self.people),
            # No profile of the machine has more than a hundred objects.
            "MeteringProfileCount": len(self.people),
            "ObjectCount": len(objects),
            "TotalSize": sum(len(text_of(each)) for each in objects),
        }


def text_of(members: dict[str, str]) -> str:
    """An object as it is put."""
    return json.dumps(members)


def _all_keys(person: Person) -> list[tuple[str, str]]:
    of_fields = (
        [("_email", person.fields["EmailAddress"])] if "EmailAddress" in person.fields else []
    )
    names = {name for of_type in TYPES.values() for name in of_type}
    of_objects = [
        (name, value)
        for members in person.objects.values()
        for name, value in members.items()
        if name in names
    ]
    return [*of_fields, *of_objects, *person.keys]


def _later(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return int(one["turn"]) > int(other["turn"])
