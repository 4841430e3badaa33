"""Scripts of a scripted trainee: read, refused with a sentence, and what they choose to say."""

from __future__ import annotations

from pathlib import Path

import pytest

from socialdesk.packs import policy_book
from socialdesk.training.scripted import KINDS, Follow, Script, ScriptedAct, ScriptError, read_script
from socialdesk.training.scripted_hand import passing


@pytest.mark.parametrize("kind", KINDS)
def test_the_five_kinds_are_known_by_name(kind: Follow) -> None:
    assert read_script(kind) == Script(follow=kind)


def test_a_script_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        'format = 1\nfollow = "model"\n[[act]]\nitem = "named"\ndo = "remove"\ngrounds = ["spam"]\nafter = 40\n'
    )
    assert read_script(str(file)) == Script(
        follow="model", act=(ScriptedAct(item="named", do="remove", grounds=("spam",), after=40),)
    )


@pytest.mark.parametrize(
    "text",
    [
        "follow = 7",
        'format = 2\nfollow = "model"',
        "[[act]]\nitem = 'x'",
        "colour = 'red'",
        "= broken",
        "\x00",
    ],
)
def test_a_script_that_cannot_be_used_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "broken.toml"
    file.write_text(text)
    with pytest.raises(ScriptError, match=r"broken\.toml"):
        read_script(str(file))


def test_a_script_that_is_not_there_names_the_kinds() -> None:
    with pytest.raises(ScriptError) as refused:
        read_script("no-such-script")
    assert "remove-everything" in refused.value.to_do


def test_there_are_answers_with_which_every_ground_of_the_pack_stands() -> None:
    for ground in policy_book().grounds.values():
        assert passing(ground).keys() <= {question.id for question in ground.questions}
