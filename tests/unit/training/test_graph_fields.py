"""The field-selection language of the simulated Graph."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.training.networks.call import Call
from socialdesk.training.networks.fields import Selection, parse_fields, written
from socialdesk.training.networks.graph import Graph
from socialdesk.training.networks.graph_errors import GraphError
from socialdesk.training.networks.wire import Answer
from socialdesk.training.stage import world_with_comments

_WORLD = world_with_comments(3)
_GRAPH = Graph(_WORLD)
_KNOWN_IDS = [*_WORLD.pages, *_WORLD.posts, *_WORLD.comments, "me", "", "nothing"]


def _ask(method: str, path: tuple[str, ...], params: Mapping[str, object]) -> Call:
    token = _WORLD.page_token(next(iter(_WORLD.pages)))
    return Call(method=method, path=path, params=params, token=token, base_url="http://127.0.0.1")


_names = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=8)
_selections = st.recursive(
    st.builds(lambda name: Selection(name, name, {}, None), _names),
    lambda inner: st.builds(
        Selection,
        name=_names,
        alias=_names,
        modifiers=st.dictionaries(
            _names.filter(lambda name: name != "as"), st.text("abc123_", max_size=5), max_size=2
        ),
        inner=st.none() | st.lists(inner, min_size=1, max_size=3).map(tuple),
    ),
    max_leaves=5,
)


def test_names_nesting_modifiers_and_aliases() -> None:
    chosen = parse_fields("id, from{id,name} ,comments.limit(0).summary(true).as(talk){ message }")
    assert [one.name for one in chosen] == ["id", "from", "comments"]
    assert [one.name for one in chosen[1].inner or ()] == ["id", "name"]
    assert chosen[2].alias == "talk"
    assert chosen[2].modifiers == {"limit": "0", "summary": "true"}


def test_modifiers_may_follow_the_braces() -> None:
    (one,) = parse_fields("comments{id}.limit(3)")
    assert one.modifiers == {"limit": "3"}
    assert one.inner is not None


@given(st.lists(_selections, min_size=1, max_size=3).map(tuple))
def test_what_was_written_reads_the_same(chosen: tuple[Selection, ...]) -> None:
    assert parse_fields(written(chosen)) == chosen


@given(st.text() | st.text("id{}(),. as", max_size=60))
def test_nonsense_is_refused_in_graphs_words_and_never_raises_otherwise(text: str) -> None:
    answer = _GRAPH.answer(_ask("GET", ("me",), {"fields": text}))
    assert answer.status == 200 or answer.body["error"]["code"] in {100, 2500}


@pytest.mark.parametrize(
    "text", ["a{" * 50_000, "a." * 50_000, "a," * 50_000 + "a", "comments{" * 9 + "id" + "}" * 9]
)
def test_too_much_is_refused(text: str) -> None:
    with pytest.raises(GraphError):
        parse_fields(text)


@given(
    method=st.sampled_from(["GET", "POST", "DELETE", "PUT"]),
    path=st.lists(st.sampled_from([*_KNOWN_IDS, "comments", "messages", "feed", "blocked"]), max_size=3).map(
        tuple
    ),
    params=st.dictionaries(
        st.sampled_from(
            ["fields", "limit", "after", "since", "message", "recipient", "user", "batch", "is_hidden"]
        ),
        st.text(max_size=20)
        | st.booleans()
        | st.integers()
        | st.none()
        | st.lists(st.text(max_size=3), max_size=2),
    ),
)
def test_any_call_has_an_answer(method: str, path: tuple[str, ...], params: dict[str, object]) -> None:
    answer = _GRAPH.answer(_ask(method, path, params))
    assert isinstance(answer, Answer)
    assert answer.status in {200, 400}
    assert answer.status == 200 or answer.body["error"]["code"] > 0
