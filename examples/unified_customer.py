"""Bring the customers of three systems into Amazon Connect Customer Profiles, and find them there.

The CRM, the web shop and the call centre each know the same people, under names, phone numbers
and e-mail addresses of their own spelling. ``customers.csv`` is what the three have exported.
This program loads it into a domain of its own, looks people up in several ways, corrects one
record, forgets one person, and deletes the domain again.

    python unified_customer.py
"""

import csv
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import boto3

DOMAIN_NAME = "unified-customer-example"
CUSTOMERS_FILE = Path(__file__).with_name("customers.csv")

# Each system numbers its customers in its own way, so each number gets a search key of its own.
KEY_NAME_BY_SOURCE = {"crm": "crmId", "webshop": "webshopId", "callcentre": "callCentreId"}
SOURCES = list(KEY_NAME_BY_SOURCE)

# Member of CreateProfile: column of the file.
PROFILE_COLUMNS = {
    "FirstName": "first_name",
    "LastName": "last_name",
    "PhoneNumber": "phone",
    "EmailAddress": "email",
    "AccountNumber": "account_number",
    "BirthDate": "birth_date",
}
ADDRESS_COLUMNS = {
    "Address1": "address1",
    "City": "city",
    "State": "state",
    "PostalCode": "postal_code",
    "Country": "country",
}
ATTRIBUTE_COLUMNS = {"source": "source", "loyaltyTier": "loyalty_tier"}

# A search sees a change only some time after it was made, mostly within seconds.
SECONDS_TO_WAIT = 120
SECONDS_BETWEEN_TRIES = 2

# boto3 builds its clients while the program runs: a type checker knows nothing of them.
Client: TypeAlias = Any
Profile: TypeAlias = dict[str, Any]
Row: TypeAlias = dict[str, str]
SearchKey: TypeAlias = tuple[str, str]


# Loading


def read_customers(path: Path) -> list[Row]:
    """Return the rows of the file, without the blanks that surround some of its cells."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {column: cell.strip() for column, cell in row.items()} for row in csv.DictReader(file)
        ]


def filled(row: Row, columns: dict[str, str]) -> dict[str, str]:
    """Return the cells that hold something: CreateProfile refuses an empty string."""
    return {member: row[column] for member, column in columns.items() if row[column]}


def create_profile(client: Client, row: Row) -> str:
    """Create a profile from one row, make it findable by its source's number, return its id."""
    members: dict[str, Any] = {
        **filled(row, PROFILE_COLUMNS),
        "Attributes": filled(row, ATTRIBUTE_COLUMNS),
    }
    address = filled(row, ADDRESS_COLUMNS)
    if address:
        members["Address"] = address
    profile_id: str = client.create_profile(DomainName=DOMAIN_NAME, **members)["ProfileId"]

    # Guests of the shop and first-time callers have no number.
    if row["source_id"]:
        client.add_profile_key(
            DomainName=DOMAIN_NAME,
            ProfileId=profile_id,
            KeyName=KEY_NAME_BY_SOURCE[row["source"]],
            Values=[row["source_id"]],
        )
    return profile_id


def load_customers(client: Client) -> None:
    """Create a profile for each row, and print how much of what each source has delivered."""
    rows = read_customers(CUSTOMERS_FILE)
    profile_ids = [create_profile(client, row) for row in rows]
    wait_until(lambda: search(client, ("_profileId", profile_ids[-1])) != [])

    print(f"{len(rows)} rows of {CUSTOMERS_FILE.name} became {len(profile_ids)} profiles")
    print_table(
        ["Source", "Profiles", "With phone", "With e-mail", "With account", "With source id"],
        [summary_of_source(source, rows) for source in SOURCES],
    )


def summary_of_source(source: str, rows: list[Row]) -> list[object]:
    """Return a table row that counts the filled cells of one source."""
    own = [row for row in rows if row["source"] == source]
    columns = ("phone", "email", "account_number", "source_id")
    return [source, len(own), *(sum(1 for row in own if row[column]) for column in columns)]


# Searching


def search_pages(
    client: Client, *keys: SearchKey, operator: str = "OR", page_size: int = 100
) -> Iterator[list[Profile]]:
    """Yield page after page of the profiles that have any (OR) or all (AND) of the keys."""
    (key_name, value), *additional = keys
    request: dict[str, Any] = {
        "DomainName": DOMAIN_NAME,
        "KeyName": key_name,
        "Values": [value],
        "LogicalOperator": operator,
        "MaxResults": page_size,
    }
    if additional:
        request["AdditionalSearchKeys"] = [
            {"KeyName": key_name, "Values": [value]} for key_name, value in additional
        ]
    # boto3 has no paginator for SearchProfiles.
    while True:
        response = client.search_profiles(**request)
        yield response["Items"]
        if not response.get("NextToken"):
            return
        request["NextToken"] = response["NextToken"]


def search(client: Client, *keys: SearchKey, operator: str = "OR") -> list[Profile]:
    """Return all profiles found, sorted, because the order of a search is not documented."""
    pages = search_pages(client, *keys, operator=operator)
    return sorted((profile for page in pages for profile in page), key=source_and_name)


def get_profiles(client: Client, profile_ids: list[str]) -> list[Profile]:
    """Return up to 20 profiles by their ids."""
    response = client.batch_get_profile(DomainName=DOMAIN_NAME, ProfileIds=profile_ids)
    return sorted(response["Profiles"], key=source_and_name)


def wait_until(is_so: Callable[[], bool]) -> None:
    """Return as soon as a search shows what was written before."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while not is_so():
        if time.monotonic() > deadline:
            message = f"a change is not searchable after {SECONDS_TO_WAIT} seconds"
            raise TimeoutError(message)
        time.sleep(SECONDS_BETWEEN_TRIES)


# What a profile says


def source_of(profile: Profile) -> str:
    """Return the name of the system that the profile came from."""
    source: str = profile["Attributes"]["source"]
    return source


def full_name(profile: Profile) -> str:
    """Return first and last name."""
    return f"{profile.get('FirstName', '')} {profile.get('LastName', '')}".strip()


def source_and_name(profile: Profile) -> tuple[int, str]:
    """Sort by source, in the order of SOURCES, then by name."""
    return SOURCES.index(source_of(profile)), full_name(profile)


def found_by(profile: Profile) -> str:
    """Return the names of the keys that led to the profile."""
    return ", ".join(sorted(item["KeyName"] for item in profile["FoundByItems"]))


def described(profile: Profile) -> dict[str, str]:
    """Return what is worth comparing between two profiles, by its label."""
    address = profile.get("Address", {})
    return {
        "Source": source_of(profile),
        "Name": full_name(profile),
        "Phone": profile.get("PhoneNumber", "-"),
        "E-mail": profile.get("EmailAddress", "-"),
        "Account": profile.get("AccountNumber", "-"),
        "Birth date": profile.get("BirthDate", "-"),
        "Street": address.get("Address1", "-"),
        "Country": address.get("Country", "-"),
        "Loyalty": profile["Attributes"].get("loyaltyTier", "-"),
    }


# Printing


def display_width(text: str) -> int:
    """Return how many columns a terminal needs: Chinese and Japanese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print aligned columns, numbers to the right and text to the left, and a blank line."""
    columns = list(zip(headings, *rows, strict=True))
    widths = [max(display_width(str(cell)) for cell in column) for column in columns]
    numeric = [any(isinstance(cell, int) for cell in column) for column in columns]
    for row in [headings, *rows]:
        cells = []
        for cell, width, to_the_right in zip(row, widths, numeric, strict=True):
            padding = " " * (width - display_width(str(cell)))
            cells.append(f"{padding}{cell}" if to_the_right else f"{cell}{padding}")
        print("  " + "  ".join(cells).rstrip())
    print()


def print_found(title: str, query: str, profiles: list[Profile]) -> None:
    """Print what a search has found."""
    print(f"{title}: {query} ({len(profiles)} found)")
    print_table(
        ["Source", "Name", "Phone", "E-mail", "Account", "Found by"],
        [
            [
                source_of(profile),
                full_name(profile),
                profile.get("PhoneNumber", "-"),
                profile.get("EmailAddress", "-"),
                profile.get("AccountNumber", "-"),
                found_by(profile),
            ]
            for profile in profiles
        ],
    )


def print_side_by_side(
    headings: Sequence[str], profiles: Sequence[Profile], labels: Sequence[str]
) -> None:
    """Print a column for each profile and a line for each label."""
    descriptions = [described(profile) for profile in profiles]
    print_table(
        headings,
        [[label, *(description[label] for description in descriptions)] for label in labels],
    )


# What the program shows


def show_searches_by_one_key(client: Client) -> None:
    """Search by each of the standard keys, and by a key that the program has made itself."""
    searches = [
        ("A phone number, however it is written", ("_phone", "206.555.0147")),
        ("An e-mail address, in any case", ("_email", "ana.silva@EXAMPLE.com")),
        ("A full name, in any case and spacing", ("_fullName", "mary ann de la cruz")),
        ("An account number, exactly", ("_account", "AC-105361")),
        ("A key of our own, exactly", ("webshopId", "W-558120")),
    ]
    for title, key in searches:
        print_found(title, " = ".join(key), search(client, key))


def show_searches_by_several_keys(client: Client) -> None:
    """Let AND narrow a search, and OR widen one."""
    name = ("_fullName", "Maria Garcia")
    phone = ("_phone", "+1 503-555-0162")
    namesakes = search(client, name)
    print_found(
        f"AND narrows ({len(namesakes)} have the name)",
        f"{' = '.join(name)} AND {' = '.join(phone)}",
        search(client, name, phone, operator="AND"),
    )

    keys = [
        ("_phone", "425-555-0136"),
        ("_email", "l.wisniewski@example.com"),
        ("webshopId", "W-640018"),
    ]
    print_found(
        "OR widens",
        " OR ".join(" = ".join(key) for key in keys),
        search(client, *keys),
    )


def show_pages(client: Client) -> None:
    """Go through the people who share a phone two at a time."""
    phone = "(253) 555-0110"
    pages = list(search_pages(client, ("_phone", phone), page_size=2))
    count = sum(len(page) for page in pages)
    print(f"A household's phone, in pages of two: _phone = {phone} ({count} found)")
    print_table(
        ["Page", "Profiles"],
        [
            [number, ", ".join(f"{full_name(profile)} ({source_of(profile)})" for profile in page)]
            for number, page in enumerate(pages, start=1)
        ],
    )


def show_one_customer(client: Client) -> None:
    """Set what three systems know of one person side by side."""
    found = search(client, ("_phone", "206-555-0147"))
    profiles = get_profiles(client, [profile["ProfileId"] for profile in found])
    print(f"What {len(profiles)} systems know of {full_name(profiles[0])}")
    print_side_by_side(
        ["", *(source_of(profile) for profile in profiles)],
        profiles,
        ["Name", "Phone", "E-mail", "Account", "Birth date", "Street", "Country", "Loyalty"],
    )


def show_update(client: Client) -> None:
    """Change a field of a profile, clear another, and clear one attribute but not the other."""
    phone = ("_phone", "206-555-0147")
    count_before = len(search(client, phone))
    before = search(client, ("crmId", "CRM-10233"))[0]
    client.update_profile(
        DomainName=DOMAIN_NAME,
        ProfileId=before["ProfileId"],
        EmailAddress="zoe@example.org",
        # An empty string clears; what is not named stays as it is.
        PhoneNumber="",
        Attributes={"loyaltyTier": ""},
    )
    wait_until(lambda: len(search(client, phone)) < count_before)

    after = get_profiles(client, [before["ProfileId"]])[0]
    print(f"{full_name(before)} has a new e-mail address, no phone, and no loyalty card any more")
    print_side_by_side(
        ["", "Before", "After"], [before, after], ["Source", "Phone", "E-mail", "Loyalty"]
    )


def show_deletion(client: Client) -> None:
    """Forget a person: delete each of her profiles."""
    email = ("_email", "misaki.tanaka@example.com")
    profiles = search(client, email)
    print_found("A customer asks to be forgotten", " = ".join(email), profiles)
    for profile in profiles:
        client.delete_profile(DomainName=DOMAIN_NAME, ProfileId=profile["ProfileId"])
    wait_until(lambda: search(client, email) == [])
    print(f"After DeleteProfile: {' = '.join(email)} ({len(search(client, email))} found)")


def show_domain(client: Client) -> None:
    """Print how many profiles the domain holds."""
    domain = client.get_domain(DomainName=DOMAIN_NAME)
    count = domain["Stats"]["ProfileCount"]
    print(f"The domain {domain['DomainName']} now holds {count} profiles")


def main() -> None:
    """Load the customers, show what can be done with them, clean up."""
    client = boto3.client("customer-profiles")
    # Outside of `try`: a domain that was there already is not ours to delete.
    client.create_domain(DomainName=DOMAIN_NAME, DefaultExpirationDays=30)
    try:
        load_customers(client)
        show_searches_by_one_key(client)
        show_searches_by_several_keys(client)
        show_pages(client)
        show_one_customer(client)
        show_update(client)
        show_deletion(client)
        show_domain(client)
    finally:
        client.delete_domain(DomainName=DOMAIN_NAME)


if __name__ == "__main__":
    main()
