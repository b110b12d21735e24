"""Probes of keys and search."""

from __future__ import annotations

from .probe import (
    Probe,
    add_key,
    call,
    delete_key,
    object_type,
    objects,
    profile,
    put,
    read,
    search,
)

_PAIR = object_type(
    "pair",
    {"id": "_source.id", "one": "_source.one", "two": "_source.two"},
    {"pairId": "id: UNIQUE PROFILE", "pair": "one two:"},
)

PROBES = (
    Probe(
        "`_fullName` of those parts that are set",
        [
            search("_fullName", "Ana"),
            search("_fullName", "Quispe"),
            search("_fullName", "Eva Maria"),
            search("_fullName", "Maria"),
        ],
        [
            profile("first", FirstName="Ana"),
            profile("last", LastName="Quispe"),
            profile("middle", FirstName="Eva", MiddleName="Maria"),
        ],
    ),
    Probe(
        "The rule for that: digits alone, without a leading 1",
        [
            search("_phone", number)
            for number in (
                "2065550100",
                "12065550100",
                "+1 (206) 555-0100",
                "5115550100",
                "+51 1 555 0100",
                "1206555010",
            )
        ],
        [
            profile("seattle", PhoneNumber="+1 206 555 0100"),
            profile("lima", PhoneNumber="+51 1 5550100"),
            profile("short", PhoneNumber="206555010"),
        ],
    ),
    Probe(
        "A phone number without any digit compares as text",
        [search("_phone", "unknown"), search("_phone", "Unknown"), search("_phone", "none")],
        [profile(PhoneNumber="unknown")],
    ),
    Probe(
        "E-mail addresses are trimmed",
        [search("_email", "ana@example.com"), search("_email", "  bea@example.com ")],
        [
            profile("ana", EmailAddress=" ana@example.com "),
            profile("bea", EmailAddress="bea@example.com"),
        ],
    ),
    Probe(
        "A field of nothing but blanks feeds no key",
        [search("_fullName", " "), search("_email", " "), search("_account", " ")],
        [profile(LastName=" ", EmailAddress=" ", AccountNumber=" ")],
    ),
    Probe(
        "Blanks in an object are a value of a STRING field",
        [put("pair", {"id": " ", "one": " ", "two": "b"}), search("pair", " ", "b")],
        [_PAIR],
    ),
    Probe(
        "A composite key of an object exists if each",
        [
            put("pair", {"id": "2", "one": "a"}),
            search("pair", "a", "b"),
            search("pair", "a", ""),
            search("pair", "a"),
        ],
        [_PAIR, put("pair", {"id": "1", "one": "a", "two": "b"})],
    ),
    Probe(
        '`("ab", "c")` is not `("a", "bc")`',
        [search("pair", "a", "bc"), search("pair", "ab", "c")],
        [_PAIR, put("pair", {"id": "1", "one": "ab", "two": "c"})],
    ),
    Probe(
        "A key name that nothing defines finds nothing",
        [search("nothingDefinesThis", "1"), search("_nothingDefinesThis", "1")],
    ),
    Probe(
        "Known names are those in the documentation",
        [search("_serialNumber", "1"), search("_zendeskUserId", "1"), search("addedHere", "1")],
        [profile(LastName="a"), add_key("addedHere", "1")],
    ),
    Probe(
        "AddProfileKey takes any name, also with several values",
        [
            add_key("anyName", "a", "b"),
            add_key("_email", "other@example.com"),
            add_key("_own", "1"),
            search("anyName", "a", "b"),
            search("anyName", "a"),
            search("_email", "other@example.com"),
        ],
        [profile(LastName="a")],
    ),
    Probe(
        "Adding a key that was added changes nothing",
        [
            add_key("again", "1"),
            search("again", "1"),
            delete_key("again", "1"),
            search("again", "1"),
        ],
        [profile(LastName="a"), add_key("again", "1")],
    ),
    Probe(
        "A key that was added stays, whether a field",
        [
            call("UpdateProfile", ProfileId="<profile>", EmailAddress="new@example.com"),
            search("_email", "old@example.com"),
            search("_email", "new@example.com"),
        ],
        [profile(EmailAddress="old@example.com"), add_key("_email", "old@example.com")],
    ),
    Probe(
        "DeleteProfileKey of a key that is not there",
        [delete_key("none", "1"), delete_key("_email", "none@example.com")],
        [profile(LastName="a")],
    ),
    Probe(
        "DeleteProfileKey may take out a standard key",
        [
            delete_key("_email", "ana@example.com"),
            search("_email", "ana@example.com"),
            read(),
            call("UpdateProfile", ProfileId="<profile>", EmailAddress="bea@example.com"),
            search("_email", "bea@example.com"),
            call("UpdateProfile", ProfileId="<profile>", EmailAddress="ana@example.com"),
            search("_email", "ana@example.com"),
        ],
        [profile(EmailAddress="ana@example.com")],
    ),
    Probe(
        "Keys with fewer fields than others of their name",
        [
            object_type(
                "short", {"a": ("_source.a", "", "NUMBER")}, {"shared": "a: UNIQUE PROFILE"}
            ),
            object_type("agrees", {"a": "_source.a"}, {"shared": "a: UNIQUE PROFILE"}),
        ],
        [
            object_type(
                "long",
                {"a": "_source.a", "b": ("_source.b", "", "NUMBER")},
                {"shared": "a b: UNIQUE PROFILE"},
            )
        ],
    ),
    Probe(
        "The standard keys may have several content types",
        [
            search("_phone", "+1 (206) 555-0100"),
            search("_phone", "2065550100"),
            search("_phone", "206-555-0100"),
            objects("plain", "found"),
        ],
        [
            object_type("plain", {"phone": "_source.phone"}, {"_phone": "phone: UNIQUE PROFILE"}),
            object_type(
                "typed",
                {"phone": ("_source.phone", "", "PHONE_NUMBER")},
                {"_phone": "phone: UNIQUE PROFILE"},
            ),
            put("plain", {"phone": "+1 (206) 555-0100"}),
            call(
                "SearchProfiles",
                {"found": "Items.0.ProfileId"},
                KeyName="_phone",
                Values=["+1 (206) 555-0100"],
            ),
        ],
    ),
    Probe(
        "A key added by hand compares by the content type",
        [search("mail", "ANA@example.com"), delete_key("mail", "Ana@Example.com")],
        [
            profile(LastName="a"),
            add_key("mail", "Ana@Example.com"),
            object_type(
                "mailed",
                {"mail": ("_source.mail", "", "EMAIL_ADDRESS")},
                {"mail": "mail: UNIQUE PROFILE"},
            ),
        ],
    ),
    Probe(
        "The service's own keys and keys added by hand stay",
        [
            call("DeleteProfileObjectType", ObjectTypeName="pair"),
            search("pairId", "by-hand"),
            search("pairId", "1"),
            search("_account", "77"),
        ],
        [
            _PAIR,
            put("pair", {"id": "1"}),
            profile(AccountNumber="77"),
            add_key("pairId", "by-hand"),
        ],
    ),
)
