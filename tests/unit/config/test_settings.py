"""Settings: declared once, saved in one step, and any file at all is survived."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socialdesk.config.settings import (
    SETTINGS_VERSION,
    Loaded,
    Settings,
    SettingsError,
    declared,
    load,
    save,
)

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
KEPT = Path(__file__).resolve().parent.parent.parent / "data" / "settings"

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "settings.json"


def test_every_setting_says_what_it_is_and_its_default_is_allowed(path: Path) -> None:
    names = {each.name for each in fields(Settings)} - {"unknown"}
    assert set(declared()) == names
    for name, about in declared().items():
        assert about.about.endswith("."), name
    save(path, Settings())
    assert load(path, now=NOW) == Loaded(Settings())


def test_no_file_is_the_defaults(path: Path) -> None:
    assert load(path, now=NOW) == Loaded(Settings())
    assert not path.exists()


def test_what_was_saved_is_loaded(path: Path) -> None:
    mine = replace(Settings(), theme="dark", undo_seconds=0, person_name="Zoë \ud800", blur_offensive=True)
    save(path, mine)
    assert load(path, now=NOW) == Loaded(mine)
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


def test_settings_of_another_version_are_kept(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(
        json.dumps({"version": SETTINGS_VERSION + 1, "theme": "light", "from_the_future": {"a": [1]}})
    )
    loaded = load(path, now=NOW)
    assert loaded.notice == ""
    assert loaded.settings.theme == "light"
    save(path, replace(loaded.settings, theme="dark"))
    assert json.loads(path.read_text())["from_the_future"] == {"a": [1]}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"version": "x"}',
        b'{"version": 0}',
    ],
    ids=["empty", "cut", "list", "null", "text", "binary", "deep", "version", "version 0"],
)
def test_an_unreadable_file_is_put_aside_and_said(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    loaded = load(path, now=NOW)
    assert loaded.settings == Settings()
    assert loaded.notice.endswith("put aside as settings-unreadable-20261124T093000.json.")
    assert (path.parent / "settings-unreadable-20261124T093000.json").read_bytes() == content
    assert not path.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("undo_seconds", -1),
        ("undo_seconds", 10_000),
        ("undo_seconds", True),
        ("undo_seconds", 8.5),
        ("undo_seconds", "8"),
        ("theme", "purple"),
        ("person_role", "chief"),
        ("single_keys", 1),
        ("person_name", None),
    ],
)
def test_one_bad_value_costs_that_setting_only(path: Path, name: str, value: object) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"version": 1, "sync_seconds": 90, name: value}))
    loaded = load(path, now=NOW)
    assert getattr(loaded.settings, name) == getattr(Settings(), name)
    assert loaded.settings.sync_seconds == 90
    assert f"unusable for {name}:" in loaded.notice


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_gives_usable_settings(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    loaded = load(path, now=NOW)
    save(path, loaded.settings)
    assert load(path, now=NOW) == Loaded(loaded.settings)


@given(st.dictionaries(st.sampled_from([*declared(), "unknown", "version", "other"]), JSON, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_value_of_any_setting_is_survived(path: Path, stored: dict[str, object]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(stored))
    loaded = load(path, now=NOW)
    save(path, loaded.settings)
    again = load(path, now=NOW)
    assert again.notice == ""
    assert {name: getattr(again.settings, name) for name in declared()} == {
        name: getattr(loaded.settings, name) for name in declared()
    }


def test_a_file_that_cannot_be_opened_is_left_as_it_is(path: Path) -> None:
    path.mkdir(parents=True)
    loaded = load(path, now=NOW)
    assert loaded.settings == Settings()
    assert "left as it is" in loaded.notice
    with pytest.raises(SettingsError, match="earlier settings are kept"):
        save(path, Settings())
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


def test_a_file_of_every_version_is_kept_and_loads(tmp_path: Path) -> None:
    files = sorted(KEPT.glob("v*.json"))
    assert [file.name for file in files] == [
        f"v{number:03}.json" for number in range(1, SETTINGS_VERSION + 1)
    ]
    for file in files:
        copy = tmp_path / file.name
        copy.write_bytes(file.read_bytes())
        loaded = load(copy, now=NOW)
        assert loaded.notice == ""
        assert loaded.settings.undo_seconds == 12
        assert loaded.settings.theme == "dark"
        assert loaded.settings.person_role == "oscar_1"


def test_linkedins_first_tier_is_asked_seldom_and_its_standard_tier_as_often_as_the_others() -> None:
    first = Settings(sync_seconds=60)
    assert first.seconds_between_looks("facebook") == 60
    # Two calls a look, of the hundred that one person's sign-in has in a day.
    assert 2 * 86_400 / first.seconds_between_looks("linkedin") <= 80
    assert Settings(sync_seconds=60, linkedin_daily_calls=0).seconds_between_looks("linkedin") == 60
    assert Settings(sync_seconds=3600).seconds_between_looks("linkedin") == 3600
