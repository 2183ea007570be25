"""A run that could not write its short ends at its intake, with a sentence, before anything is paid."""

from datetime import date
from pathlib import Path

import pytest

from tasks.domain.channel import Channel, Shape
from tasks.domain.errors import BadInput
from tasks.domain.request import ShortRequest
from tasks.stagecraft.daily import room
from tasks.stagecraft.daily.intake import read_request
from tasks.stagecraft.daily.room import MEGA, room_faults


def test_a_run_whose_output_folder_is_refused_succeeds_once_it_is_mended(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("in the way")
    request = ShortRequest(out=str(out))
    with pytest.raises(BadInput, match=r"The output folder .*/out cannot be written: .*/out is a file\. Mend it"):
        read_request(request, lambda _: date(2026, 11, 24))
    out.unlink()
    assert read_request(request, lambda _: date(2026, 11, 24)).channel == Channel()
    assert not out.exists()


def test_a_file_in_the_place_of_the_channels_folder_is_found(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("x")
    (fault,) = room_faults(Channel(), tmp_path)
    assert f"{tmp_path / 'demo'} is a file" in fault


def test_a_full_disk_is_found_with_what_is_left_and_what_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "free_bytes", lambda _: 90 * MEGA)
    monkeypatch.setattr(room, "same_disk", lambda *_: True)
    (fault,) = room_faults(Channel(length_seconds=55), tmp_path)
    assert "has 90 MB left, and a short of 55 s needs about 138 MB" in fault
    assert list(room_faults(Channel(length_seconds=30), tmp_path)) == []
    assert len(list(room_faults(Channel(length_seconds=30, shape=Shape.vertical_4k), tmp_path))) == 1
    monkeypatch.setattr(room, "same_disk", lambda *_: False)
    assert list(room_faults(Channel(length_seconds=55), tmp_path)) == [], "each disk needs only its own part"
