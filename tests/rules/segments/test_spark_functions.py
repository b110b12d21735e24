"""The functions of Spark SQL that a query may call: what each comes to for one of two rows."""

from __future__ import annotations

import json
import re

import pytest

from tests.support import optional

# 1 March 2026, 12:00 UTC.
NOW = 1_772_366_400.0

ROWS = [
    {
        "ProfileId": "1", "s": "Hello World", "n": "12.5", "d": "2026-01-31",
        "ts": "2026-01-31T10:20:30Z", "Attributes": {"tier": "gold"}, "j": '{"a":{"b":1}}',
        "l": [{"Title": "x", "Price": "3"}], "a": {"City": "Bath"},
    },
    # What reads as no number and no date is null.
    {"ProfileId": "2", "s": "other", "n": "oops", "d": "never"},
]  # fmt: skip

#: Expressions that hold for the first row alone.
EXPRESSIONS = {
    "Numbers": """
        abs(n) = 12.5
        ceil(n) = 13
        ceiling(n) = 13
        floor(n) = 12
        round(n) = 13
        round(n, 1) = 12.5
        sqrt(n) > 3.5 AND sqrt(n) < 3.6
        power(n, 2) = 156.25
        pow(n, 2) = 156.25
        exp(n) > 260000
        ln(n) BETWEEN 2.52 AND 2.53
        log(n) BETWEEN 2.52 AND 2.53
        log10(n) BETWEEN 1.09 AND 1.1
        log2(n) BETWEEN 3.6 AND 3.7
        cbrt(n) BETWEEN 2.3 AND 2.4
        sign(n) = 1
        signum(n) = 1
        mod(n, 5) = 2.5
        n % 5 = 2.5
        pmod(-n, 5) = 2.5
        negative(n) = -12.5
        -n = -12.5
        n + 1 = 13.5
        n * 2 = 25
        n - 1 = 11.5
        n / 2 = 6.25
        n div 5 = 2
        n > 12
        12 < n
        n BETWEEN 12 AND 13
        n IN (12.5, 3)
        n IN ('12.5', '3')
        n = 12.50
        greatest(double(n), 3) = 12.5
        least(double(n), 3) = 3 AND n > 0
        CAST(n AS DOUBLE) = 12.5
        TRY_CAST(n AS INT) > 11
        int(n) > 11
        bigint(n) > 11
        smallint(n) > 11
        tinyint(n) > 11
        float(n) = 12.5
        decimal(n) > 11
        CAST(n AS DECIMAL(10, 2)) = 12.50
        zeroifnull(n) = 12.5
        pi() > 3.14 AND n > 1
    """,
    "Texts": """
        string(n + 0) = '12.5'
        lower(s) = 'hello world'
        lcase(s) = 'hello world'
        upper(s) = 'HELLO WORLD'
        ucase(s) = 'HELLO WORLD'
        initcap(lower(s)) = 'Hello World'
        length(s) = 11
        len(s) = 11
        char_length(s) = 11
        character_length(s) = 11
        trim(concat(' ', s)) = 'Hello World'
        btrim(concat('x', s), 'x') = 'Hello World'
        btrim(concat(' ', s)) = 'Hello World'
        ltrim(concat(' ', s)) = s AND length(s) = 11
        rtrim(concat(s, ' ')) = s AND length(s) = 11
        trim(BOTH 'x' FROM concat('x', s)) = 'Hello World'
        concat_ws('-', s, n) = 'Hello World-12.5'
        substring(s, 1, 3) = 'Hel'
        substr(s, 7) = 'World'
        left(s, 2) = 'He'
        right(s, 2) = 'ld'
        instr(s, 'W') = 7
        locate('W', s) = 7
        position('W', s) = 7
        position('W' IN s) = 7
        replace(s, 'l', 'L') = 'HeLLo WorLd'
        replace(s, 'l') = 'Heo Word'
        translate(s, 'lo', '01') = 'He001 W1r0d'
        reverse(s) = 'dlroW olleH'
        lpad(s, 12, '*') = '*Hello World'
        rpad(s, 12, '*') = 'Hello World*'
        split(s, ' ')[0] = 'Hello'
        split_part(s, ' ', 2) = 'World'
        regexp_extract(s, '([A-Z])ello', 1) = 'H'
        regexp_replace(s, 'l+', 'L') = 'HeLo WorLd'
        regexp_like(s, '^H')
        s RLIKE '^H'
        s LIKE 'H%'
        s ILIKE 'h%'
        s LIKE ANY ('H%', 'x')
        startswith(s, 'He')
        endswith(s, 'ld')
        contains(s, 'lo W')
        ascii(s) = 72
        chr(72) = left(s, 1)
        char(72) = left(s, 1)
        md5(s) = 'b10a8db164e0754105b7a99be72e3fe5'
        sha1(s) = '0a4d55a8d778e5022fab701977c5d840bbc486d0'
        sha(s) = '0a4d55a8d778e5022fab701977c5d840bbc486d0'
        sha2(s, 256) = 'a591a6d40bf420404a011733cfb7b190d62c65bf0bcda32b57b277d9ad9f146e'
        levenshtein(s, 'Hello') = 6
        overlay(s, 'J', 1) = 'Jello World'
        overlay(s PLACING 'y' FROM 5 FOR 7) = 'Helly'
    """,
    "Dates": """
        d < current_date()
        d < curdate()
        d > current_date - INTERVAL 30 DAYS
        ts < current_timestamp
        ts < current_timestamp()
        ts < now()
        ts < getdate()
        ts < localtimestamp
        ts < localtimestamp()
        to_date(d) = '2026-01-31'
        to_date(ts) = date '2026-01-31'
        to_date(d, 'yyyy-MM-dd') = '2026-01-31'
        date(d) = date '2026-01-31'
        to_timestamp(ts) = timestamp '2026-01-31 10:20:30'
        to_timestamp('2026-01-31T12:20:30+02:00') = ts
        timestamp(ts) = ts AND n > 1
        try_to_timestamp(ts) > '2026-01-31T10:00:00Z'
        to_timestamp(d, 'yyyy-MM-dd') = date '2026-01-31'
        date_add(d, 3) = '2026-02-03'
        dateadd(d, 3) = '2026-02-03'
        dateadd(DAY, 3, d) = '2026-02-03'
        timestampadd(DAY, 3, d) = '2026-02-03'
        date_sub(d, 3) = '2026-01-28'
        d > current_date - 30
        date_add(d, split(s, ' ')[0]) IS NULL AND d < current_date
        date_add(d, substr(n, 2, 1)) = '2026-02-02'
        cast(current_timestamp AS DATE) > d
        from_unixtime(string(1769854830)) = '2026-01-31 10:20:30' AND n > 1
        datediff(current_date, d) = 29
        date_diff(current_date, d) = 29
        datediff(DAY, d, '2026-02-02') = 2
        timestampdiff(DAY, d, '2026-02-02') = 2
        add_months(d, 1) = '2026-02-28'
    concat(add_months(d, 1), '') = '2026-02-28'
    concat(date_add(d, 1), '') = '2026-02-01'
    concat(date_sub(d, 1), '') = '2026-01-30'
    CAST(trunc(d, 'MM') AS STRING) LIKE '2026-01-01'
    datediff(date_add(d, 3), d) + 1 = 4
        months_between('2026-03-31', d) = 2
        months_between('1997-02-28 10:30:00', '1996-10-30') = 3.94959677 AND n > 1
        months_between(current_date, d) = 1.03225806
        months_between(now(), d) = 1.0483871
        months_between(current_date, d) / 2 = 0.51612903
        datediff(date_add(d, 5), date_add(d, 3)) = 2
        2 * mod(n, 5) = 5
        datediff(YEAR, '2000-12-31', '2026-01-01') = 25 AND n > 1
        timestampdiff(MONTH, d, '2026-03-30') = 1
        timestampdiff(MONTH, '2026-03-30', d) = -1
        datediff(DAY, '2026-01-31 23:00:00', '2026-02-01 01:00:00') = 0 AND n > 1
        datediff('2026-02-01 01:00:00', '2026-01-31 23:00:00') = 1 AND n > 1
        CAST('1.9' AS INT) = 1 AND n > 1
        CAST(-1.9 AS BIGINT) = -1 AND n > 1
        int(n) = 12
        bigint('9007199254740993') = CAST('9007199254740993' AS BIGINT) AND n > 1
        CAST(CAST('9007199254740993' AS BIGINT) AS STRING) = '9007199254740993' AND n > 1
        CAST(true AS INT) = 1 AND n > 1
        CAST('1.4' AS DECIMAL) = 1 AND n > 1
        CAST('1.44' AS DECIMAL(10, 1)) = 1.4 AND n > 1
        substring(s, 0, 2) = 'He'
        array_position(array(s), 'z') = 0 AND n > 1
        CAST(date_part('year', d) AS INT) = 2026
        n >= (SELECT avg(n) FROM t)
        n > (SELECT min(double(n)) - 1 FROM t)
        n > (SELECT percentile(double(n), 0.5) - 1 FROM t)
        d >= (SELECT max(to_date(d)) FROM t)
        '2.0' IN (SELECT count(n) FROM t) AND n > 1
        s IN (SELECT s FROM t WHERE n > 1)
        last_day(d) = '2026-01-31'
        next_day(d, 'MON') = '2026-02-02'
        trunc(d, 'MM') = '2026-01-01'
        trunc(d, 'month') = '2026-01-01'
        trunc(d, 'YEAR') = '2026-01-01'
        date_trunc('month', ts) = '2026-01-01'
        date_trunc('HOUR', ts) = '2026-01-31T10:00:00Z'
        year(d) = 2026
        quarter(d) = 1
        month(d) = 1
        day(d) = 31
        dayofmonth(d) = 31
        dayofweek(d) = 7
        dayofyear(d) = 31
        weekday(d) = 5
        weekofyear(d) = 5
        hour(ts) = 10
        minute(ts) = 20
        second(ts) = 30
        extract(YEAR FROM d) = 2026
        date_part('year', d) = 2026
        datepart('MONTH', d) = 1
        date_format(d, 'yyyy-MM') = '2026-01'
        date_format(ts, 'HH:mm') = '10:20'
        unix_timestamp(ts) = 1769854830
        unix_timestamp(d, 'yyyy-MM-dd') = 1769817600
        unix_timestamp() = 1772366400 AND n > 1
        to_unix_timestamp(ts) = 1769854830
        from_unixtime(unix_timestamp(ts)) = '2026-01-31 10:20:30'
        from_unixtime(1769854830, 'yyyy') = left(d, 4)
        timestamp_seconds(1769854830) = ts
        timestamp_millis(1769854830000) = ts
        make_date(2026, 1, 31) = d
        unix_date(d) = 20484
        unix_millis(to_timestamp(ts)) = 1769854830000
        ts - INTERVAL 1 MONTH = timestamp '2025-12-31 10:20:30'
    """,
    "Conditions": """
        coalesce(a.City, 'none') = 'Bath'
        nvl(a.City, 'none') = 'Bath'
        ifnull(a.City, 'none') = 'Bath'
        nvl2(a.City, 1, 2) = 1
        nullif(s, 'other') = 'Hello World'
        if(s = 'other', 1, 2) = 2
        decode(s, 'other', 1, 2) = 2
        CASE WHEN s = 'other' THEN 1 ELSE 2 END = 2
        isnotnull(a.City)
        NOT isnull(a.City)
        a.City IS NOT NULL
        boolean('true') AND n > 1
        d = date '2026-01-31'
        d < current_date
    """,
    "Lists and maps": """
        element_at(split(s, ' '), 1) = 'Hello'
        a.City <=> 'Bath'
        Attributes['tier'] = 'gold'
        Attributes.tier = 'gold'
        t.Attributes.tier = 'gold'
        element_at(Attributes, 'tier') = 'gold'
        try_element_at(Attributes, 'tier') = 'gold'
        map_contains_key(Attributes, 'tier')
        map_keys(Attributes) = array('tier')
        map_values(Attributes) = array('gold')
        size(Attributes) = 1
        cardinality(Attributes) = 1
        size(map_entries(Attributes)) = 1
        map_concat(Attributes, map('x', 'y'))['x'] = 'y' AND n > 1
        map_from_arrays(array(s), array(n))['Hello World'] = '12.5'
        a.City = 'Bath'
        A.CITY = 'Bath'
        named_struct('x', n).x = '12.5'
        struct(s, n).n = '12.5'
        l[0].Title = 'x'
        size(l) = 1
        array_size(l) = 1
        size(filter(l, x -> x.Price > 2)) = 1
        array_contains(transform(l, x -> x.Title), 'x')
        array_contains(split(s, ' '), 'World')
        aggregate(array(1, 2), 0, (acc, x) -> acc + x) = 3 AND n > 1
        array_distinct(split(s, 'l')) = array('He', '', 'o Wor', 'd')
        array_join(split(s, ' '), '-') = 'Hello-World'
        array_max(split(s, ' ')) = 'World'
        array_min(split(s, ' ')) = 'Hello'
        array_position(split(s, ' '), 'World') = 2
        array_remove(split(s, ' '), 'World') = array('Hello')
        array_append(split(s, ' '), 'x') = array('Hello', 'World', 'x')
        array_prepend(split(s, ' '), 'x') = array('x', 'Hello', 'World')
        array_compact(array(a.City, s)) = array('Bath', 'Hello World')
        array_union(split(s, ' '), array('x', 'Hello')) = array('Hello', 'World', 'x')
        arrays_overlap(split(s, ' '), array('World'))
        array_intersect(split(s, ' '), array('World')) = array('World')
        array_except(split(s, ' '), array('World')) = array('Hello')
        array_sort(split(s, ' '))[0] = 'Hello'
        sort_array(split(s, ' '), false)[0] = 'World'
        flatten(array(split(s, ' '), array('x'))) = array('Hello', 'World', 'x')
        slice(split(s, ' '), 2, 1) = array('World')
        get_json_object(j, '$.a.b') = '1'
        get_json_object(j, '$.a.b') = 1
        json_array_length('[1]') = 1 AND n > 1
        to_json(a) = '{"City":"Bath"}'
        EXISTS (SELECT 1 FROM t u WHERE u.n = t.n AND u.n > 1)
        ProfileId IN (SELECT ProfileId FROM t WHERE n > 1)
        d IN (SELECT d FROM t LATERAL VIEW explode(l) x AS item WHERE item.Title = 'x')
        'World' IN (SELECT explode(split(u.s, ' ')) FROM t u WHERE u.n = t.n)
    """,
}

#: Aggregates of both rows that hold; ``v`` is 10, 20, 30 and 40 instead.
AGGREGATES = """
    count(*) = 2
    count(n) = 2
    count(DISTINCT n) = 2
    sum(n) = 12.5
    sum(DISTINCT n) = 12.5
    sum(n) FILTER (WHERE s = 'other') IS NULL
    avg(n) = 12.5
    mean(n) = 12.5
    min(d) = '2026-01-31'
    max(d) = 'never'
    min(double(n)) = 12.5
    median(n) = 12.5
    stddev(n) IS NULL
    std(n) IS NULL
    stddev_samp(n) IS NULL
    stddev_pop(n) = 0
    variance(n) IS NULL
    var_samp(n) IS NULL
    var_pop(n) = 0
    skewness(n) IS NULL
    kurtosis(n) IS NULL
    corr(v, v) > 0.99
    covar_pop(n, n) = 0
    covar_samp(n, n) IS NULL
    percentile(v, 0.5) = 25
    percentile_approx(v, 0.5) = 20
    approx_percentile(v, 0.5) = 20
    percentile_approx(v, 0.5, 100) = 20
    percentile_approx(v, array(0.5, 1.0)) = array(20, 40)
    percentile_cont(0.5) WITHIN GROUP (ORDER BY v) = 25
    percentile_disc(0.5) WITHIN GROUP (ORDER BY v) = 20
    mode(s) IS NOT NULL
    first(s) IS NOT NULL
    last(s) IS NOT NULL
    any_value(s) IS NOT NULL
    size(collect_list(a.City)) = 1
    size(collect_set(s)) = 2
    size(array_agg(s)) = 2
    approx_count_distinct(s) = 2
    count_if(s = 'other') = 1
    bool_and(s = 'other') = false
    bool_or(s = 'other')
    every(s <> 'x')
    max_by(s, double(n)) = 'Hello World'
    min_by(s, double(n)) = 'Hello World'
    string_agg(s, ',') LIKE '%,%'
    listagg(s, ',') LIKE '%,%'
"""

#: Windows over both rows that hold for the first alone.
WINDOWS = """
    row_number() OVER (ORDER BY s) = 1
    rank() OVER (ORDER BY s) = 1
    dense_rank() OVER (ORDER BY s) = 1
    percent_rank() OVER (ORDER BY s) = 0
    cume_dist() OVER (ORDER BY s) = 0.5
    ntile(2) OVER (ORDER BY s) = 1
    lag(s) OVER (ORDER BY s) IS NULL
    lead(s) OVER (ORDER BY s) = 'other'
    lead(s, 1, 'x') OVER (ORDER BY s) = 'other'
    first_value(s) OVER (ORDER BY s DESC) = 'other' AND n > 1
    last_value(s) OVER (ORDER BY s) = 'Hello World'
    nth_value(s, 1) OVER (ORDER BY s) = 'Hello World' AND n > 1
    sum(n) OVER (PARTITION BY s) = 12.5
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


def found(selects: dict[str, str]) -> list[str]:
    """The labels of the queries that find a row, each once for each row."""
    optional.sql()
    from cprofiles_mock.rules.segments.spark_sql import compile_query
    from cprofiles_mock.rules.segments.sql_engine import check_query, run_query
    from cprofiles_mock.rules.segments.sql_rows import Rows, Table

    texts = dict.fromkeys(("ProfileId", "s", "n", "d", "ts", "j"), "VARCHAR")
    nested = {
        "Attributes": "MAP(VARCHAR, VARCHAR)",
        "l": "STRUCT(Title VARCHAR, Price VARCHAR)[]",
        "a": "STRUCT(City VARCHAR)",
    }
    table = Table("t", {**texts, **nested})
    labels = list(selects)
    query = compile_query(
        " UNION ALL ".join(
            f"SELECT concat('{number} ', ProfileId) AS ProfileId {selects[label]}"
            for number, label in enumerate(labels)
        )
    )
    check_query(query, ["t"], [table])
    marks = [each.split() for each in run_query(query, [Rows(table, [json.dumps(ROWS)])], NOW)]
    return sorted(f"{row}: {labels[int(number)]}" for number, row in marks)


@pytest.mark.parametrize("kind", EXPRESSIONS)
def test_each_function_comes_to_what_spark_says(kind: str) -> None:
    expressions = lines(EXPRESSIONS[kind])
    asked = {each: f"FROM t WHERE {each}" for each in expressions}
    assert found(asked) == sorted(f"1: {each}" for each in expressions)


def test_each_aggregate_comes_to_what_spark_says() -> None:
    expressions = lines(AGGREGATES)
    numbers = "(SELECT '1' AS ProfileId, v FROM VALUES ('10'), ('20'), ('30'), ('40') AS x(v))"
    asked = {
        each: f"FROM (SELECT max(ProfileId) AS ProfileId FROM {source} HAVING {each})"
        for each in expressions
        for source in [numbers if re.search(r"\bv\b", each) else "t"]
    }
    rows = {each: 1 if re.search(r"\bv\b", each) else 2 for each in expressions}
    assert found(asked) == sorted(f"{rows[each]}: {each}" for each in expressions)


def test_each_window_comes_to_what_spark_says() -> None:
    expressions = lines(WINDOWS)
    asked = {each: f"FROM t QUALIFY {each}" for each in expressions}
    assert found(asked) == sorted(f"1: {each}" for each in expressions)


def test_a_name_that_a_query_does_not_have_has_no_place() -> None:
    optional.sql()
    from cprofiles_mock.rules.segments.spark_sql import compile_query, named_in

    query = compile_query("SELECT a.ProfileId\nFROM t a")
    assert named_in(query, "T") == ("line 2, column 6: ", "t")
    assert named_in(query, "nothing") == ("", "nothing")


def test_every_function_that_is_allowed_is_tried() -> None:
    from cprofiles_mock.rules.segments.spark_functions import NAMES

    text = "\n".join([*EXPRESSIONS.values(), AGGREGATES, WINDOWS])
    called = {each.lower() for each in re.findall(r"\b(\w+)\s*\(", text)}
    assert {name for name in NAMES if name not in called} == set()


def test_the_page_lists_every_function() -> None:
    from cprofiles_mock.rules.segments.spark_functions import FUNCTIONS
    from tests.support.documentation import ROOT

    page = (ROOT / "docs" / "segments.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| ([A-Z][a-z ]+) \| (`[^|]*`) \|$", page, re.MULTILINE))
    listed = {kind: rows.get(kind, "").replace("`", "").split(", ") for kind in FUNCTIONS}
    assert listed == {kind: names.split() for kind, names in FUNCTIONS.items()}
