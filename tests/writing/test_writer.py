"""How well the keyless writer tells what it cuts, by forty texts that nobody tuned it for one by one."""

from tests.writing.measure import measured, shares, table


def test_most_scripts_stand_alone_none_falls_and_none_says_a_falsehood() -> None:
    judged = measured()
    counts = shares(judged)
    assert counts["alone"] >= 0.8 * len(judged), table(judged)
    assert counts["not"] == 0, table(judged)
    assert counts["false"] == 0, table(judged)
