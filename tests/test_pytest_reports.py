"""What a run of pytest shows of calls in a failing assertion."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.in_process, pytest.mark.children_measured]

SHOP = """
    import pytest

    @pytest.fixture
    def mock(customerprofiles, customerprofiles_mock):
        for number in range({number}):
            customerprofiles.create_domain(DomainName=f"shop{{number}}", DefaultExpirationDays=30)
        return customerprofiles_mock

    def test_it(mock):
        {assertion}
"""

FIRST = "1. CreateDomain(DomainName='shop0', DefaultExpirationDays=30) in us-east-1 -> ok"
SECOND = FIRST.replace("1. ", "2. ").replace("shop0", "shop1")


def lines_of(pytester: pytest.Pytester, assertion: str, number: int = 2) -> list[str]:
    pytester.makepyfile(SHOP.format(number=number, assertion=assertion))
    result = pytester.runpytest("-vv")
    result.assert_outcomes(failed=1)
    return result.outlines


@pytest.mark.parametrize(
    ("assertion", "shown"),
    [
        ("assert mock.calls == []", "2 calls == []"),
        ("assert [] == mock.calls", "[] == 2 calls"),
        ("assert mock.calls == mock.calls[:1]", "2 calls == 1 call"),
        ("assert 'CreateDomain' in mock.calls", "'CreateDomain' in 2 calls"),
    ],
)
def test_calls_that_are_compared_have_a_line_each(
    pytester: pytest.Pytester, assertion: str, shown: str
) -> None:
    lines = lines_of(pytester, assertion)
    assert f"E       AssertionError: assert {shown}" in lines
    at = lines.index("E         2 calls:")
    assert lines[at + 1 : at + 3] == [f"E           {FIRST}", f"E           {SECOND}"]
    assert not any("\\n" in line for line in lines)


@pytest.mark.parametrize(
    "assertion", ["assert len(mock.calls) == 3", "assert not mock.calls.filter('CreateDomain')"]
)
def test_calls_that_pytest_writes_on_one_line_are_listed_below(
    pytester: pytest.Pytester, assertion: str
) -> None:
    lines = lines_of(pytester, assertion)
    # Once, although the assertion has them several times.
    [at] = [n for n, line in enumerate(lines) if line.strip("-") == " customerprofiles calls "]
    assert lines[at + 1 : at + 4] == ["2 calls:", f"  {FIRST}", f"  {SECOND}"]


def test_a_long_journal_is_shown_in_part(pytester: pytest.Pytester) -> None:
    lines = lines_of(pytester, "assert mock.calls == []", number=50)
    at = lines.index("E         50 calls:")
    assert lines[at + 11] == "E           ... 30 more ..."
    assert lines[at + 21].startswith("E           50. CreateDomain(DomainName='shop49'")


@pytest.mark.parametrize(
    ("assertion", "error"),
    [
        ("assert len(mock.calls[0].operation) == 2", "assert 12 == 2"),
        ("assert [1] == [2]", "assert [1] == [2]"),
        ("raise ValueError('2 calls:\\\\n')", "ValueError: 2 calls:"),
    ],
)
def test_a_failure_that_is_about_something_else_lists_no_calls(
    pytester: pytest.Pytester, assertion: str, error: str
) -> None:
    text = "\n".join(lines_of(pytester, assertion))
    assert error in text
    assert "customerprofiles calls" not in text


def test_a_failure_without_the_package_is_as_ever(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it():\n    assert [1] == [2]\n")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*At index 0 diff: 1 != 2"])
