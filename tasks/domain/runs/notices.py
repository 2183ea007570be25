"""What a person should know before a run fails: a budget nearly spent, a token that ends, a disk nearly full."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

BUDGET = "dailies.budget.low"
TOKEN_ENDING, TOKEN_ENDED = "dailies.token.ending", "dailies.token.ended"
DISK = "dailies.disk.low"
CHECK = "dailies.check.warning"
EVERY_RESOURCE = "dailies.*"

LOW_BUDGET = 0.8  # of a month's budget spent
LOW_TOPICS = 7  # of a channel's own: at one a day, a week
LOW_DISK = 0.1  # of a disk free
ENOUGH_DISK = 0.12  # a disk that hovers around the limit is told of once


Level = Literal["well", "soon", "wrong"]  # soon: it will be wrong, or something is worse than it could be


@dataclass(frozen=True)
class Finding:
    """What a check found of a thing, named by `key`. `tells`: whether people are told, who do not hear of it anyway."""

    key: str
    says: str
    level: Level = "well"
    tells: bool = True


@dataclass(frozen=True)
class Notice:
    """A message about a thing, sent once for each `key`. `event` and `resource` are its names in Prefect."""

    key: str
    event: str
    resource: str
    subject: str
    message: str


def of_budget(vendor: str, month: str, spent: float, budget: float, *, refused: bool = False) -> Notice | None:
    """A vendor's budget in a month (YYYY-MM), in USD: at 80 %, and when it is used up. `refused`: a request was."""
    if refused or spent >= budget:
        level, subject = "spent", f"the budget of {vendor} is used up"
        what = "Until the next month, runs use another service if their channel allows it, and fail otherwise."
    elif spent >= LOW_BUDGET * budget:
        level, subject = "low", f"the budget of {vendor} is nearly used up"
        what = "Runs that would exceed it stop before they pay, or use another service."
    else:
        return None
    return Notice(
        key=f"budget/{vendor}/{month}/{level}",
        event=BUDGET,
        resource=f"dailies.vendor.{vendor}",
        subject=subject,
        message=f"${spent:.2f} of ${budget:.2f} are spent in {month}. {what} You can raise it in DAILIES_BUDGETS.",
    )


def of_topics(channel: str, key: str, where: str, left: int, *, alone: bool, feed: bool = False) -> Finding:
    """How many of a channel's own topics are left in its list. `alone`: it has no others, such as trends.

    `feed`: the list is a feed, which is short at all times, and may have a new item tomorrow.
    """
    if feed:
        return _of_feed(channel, key, where, left, alone=alone)
    said = f"{left or 'none'} of its own topics {'is' if left <= 1 else 'are'} left in {where}"
    if left >= LOW_TOPICS:
        return Finding(key, f"{channel}: {said}.")
    then = "nothing is made" if alone else "trends are taken"
    when = f"From then on {then}" if left else f"Now {then}"
    return Finding(key, f"{channel}: {said}. {when}: add some.", "wrong" if alone and not left else "soon")


def _of_feed(channel: str, key: str, where: str, left: int, *, alone: bool) -> Finding:
    if left:
        return Finding(key, f"{channel}: {left} of the items of the feed {where} {'is' if left == 1 else 'are'} new.")
    then = "nothing is made" if alone else "trends are taken"
    return Finding(
        key, f"{channel}: the feed {where} has nothing new. Until it has, {then}.", "soon" if alone else "well"
    )


def of_finding(finding: Finding) -> Notice:
    """What a check found that will stop runs, or does already."""
    return Notice(
        key=finding_key(finding),
        event=CHECK,
        resource=f"dailies.check.{finding.key.partition('/')[0]}",
        subject="something will stop runs soon" if finding.level == "soon" else "something stops runs",
        message=finding.says,
    )


def finding_key(finding: Finding) -> str:
    """The key of a finding's notice: what becomes worse is told again."""
    return f"check/{finding.level}/{finding.key}"[:200]


def of_token_end(vendor: str, title: str, end: datetime, advice: str) -> Notice:
    """A token that the vendor says will end at a moment in UTC."""
    return Notice(
        key=token_keys(vendor)[0],
        event=TOKEN_ENDING,
        resource=f"dailies.vendor.{vendor}",
        subject=f"the token for {title} ends on {end:%A, %d %B}",
        message=f"After {end:%Y-%m-%d %H:%M} UTC nothing can be published there. {advice}",
    )


def token_keys(vendor: str) -> tuple[str, str]:
    """The keys of a token's two notices."""
    return f"token/{vendor}/ending", f"token/{vendor}/ended"


def of_token_refused(vendor: str, title: str, error: str) -> Notice:
    """A token that the vendor refuses."""
    return Notice(
        key=token_keys(vendor)[1],
        event=TOKEN_ENDED,
        resource=f"dailies.vendor.{vendor}",
        subject=f"the token for {title} has ended",
        message=error,
    )


def of_disk(host: str, folder: str, free: int, total: int) -> Notice:
    """A disk of `total` bytes with few bytes free, named by a folder on it."""
    return Notice(
        key=disk_key(host, folder),
        event=DISK,
        resource=f"dailies.host.{host}",
        subject=f"a disk of {host} is nearly full",
        message=f"{free / 1e9:.1f} GB of {total / 1e9:.0f} GB are free for {folder}. Runs fail when it is full: "
        "delete old shorts, or move the folder to another disk.",
    )


def disk_key(host: str, folder: str) -> str:
    """The key of a disk's notice."""
    return f"disk/{host}/{folder}"
