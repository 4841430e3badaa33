"""Every ground of 4.3 on every network over HTTP: its questions, its strength, the step that fits, the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

import pytest

from socialdesk.decisions import queries as decisions
from socialdesk.decisions.case import Incomplete, NotOpen
from socialdesk.decisions.keep import decide_keep
from socialdesk.decisions.options import OptionKind
from socialdesk.model.accounts import Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.outbox import queries as outbox_queries
from socialdesk.outbox.states import State
from socialdesk.policy.answering import strength
from socialdesk.policy.entries import Strength
from tests.fakes.officer import Officer, Said, on_duty, words_of

HIDE, DELETE = ActionKind.HIDE, ActionKind.DELETE
GONE_WHERE_IT_CAN_BE = {
    Network.FACEBOOK: DELETE,
    Network.INSTAGRAM: DELETE,
    Network.YOUTUBE: DELETE,
    Network.LINKEDIN: DELETE,
    Network.X: HIDE,
    Network.BLUESKY: HIDE,
}
HIDDEN_WHERE_IT_CAN_BE = dict.fromkeys(Network, HIDE) | {Network.LINKEDIN: DELETE}


@dataclass(frozen=True, slots=True)
class Trial:
    """One ground, with words for it that stand nowhere else, and what the policy says of them."""

    ground: str
    clause: str
    words: str
    answers: Mapping[str, str]
    strength: Strength
    steps: Mapping[Network, ActionKind]


TRIALS = (
    Trial(
        "operationally_sensitive", "4.3f",
        "there's a grey Caddy with blacked out glass outside number nine again, same two fellas since dinner",
        {"harm": "A covert operation"}, Strength.AT_ONCE, GONE_WHERE_IT_CAN_BE,
    ),
    Trial(
        "threatening", "4.3d", "tell him to sleep with one eye open, we are coming through that window",
        {"risk": "A threat to somebody's life", "told": "Yes"}, Strength.MUST, HIDDEN_WHERE_IT_CAN_BE,
    ),
    Trial(
        "identifies_person", "4.3", "she teaches the reception class at St Osyth's and drives the yellow Fiat",
        {"who": "A victim", "means": "School; Place of work", "protected": "Not known"},
        Strength.MAY, GONE_WHERE_IT_CAN_BE,
    ),
    Trial(
        "contempt_of_court", "4.3b", "he did two years for the very same thing in Corbyleigh, course it was him",
        {"what": "Speaks of earlier convictions; Takes guilt as given", "active": "Yes"},
        Strength.CONSIDER, GONE_WHERE_IT_CAN_BE,
    ),
    Trial(
        "officer_safety", "4.3", "PC Wragby on nights parks his silver Skoda on Alma Terrace, somebody wait for him",
        {"identified": "yes", "limb": "It could affect their personal safety"}, Strength.MAY, GONE_WHERE_IT_CAN_BE,
    ),
    Trial(
        "hate_speech", "4.3c", "people in wheelchairs should be kept indoors where decent folk needn't look at them",
        {"characteristic": "Disability", "perceived_by": "Any other person"}, Strength.MUST, GONE_WHERE_IT_CAN_BE,
    ),
    Trial(
        "defamation", "4.3a", "the landlord of the Plume of Feathers waters his beer and pays the council to look away",
        {"hatred": "no", "shunned": "yes", "lowered": "yes", "business": "yes"},
        Strength.CONSIDER, HIDDEN_WHERE_IT_CAN_BE,
    ),
    Trial(
        "offensive_language", "4.3d", "what a load of sh1te from a shower of useless tossers",
        {"what": "Swear words"}, Strength.MUST, HIDDEN_WHERE_IT_CAN_BE,
    ),
    Trial(
        "spam", "4.3e", "Double glazing, half price until Friday, ring Frosty Windows of Desbrook today",
        {"what": "Promotion for profit"}, Strength.MUST, GONE_WHERE_IT_CAN_BE,
    ),
    Trial(
        "staff_breach", "4.3", "on shift with this lot tonight and the sergeant could not find a bus in a depot",
        {"who": "They say that they are on shift.", "rule": "Nothing that undermines colleagues."},
        Strength.MUST, GONE_WHERE_IT_CAN_BE,
    ),
)  # fmt: skip
EVERYWHERE = [(trial, network) for trial in TRIALS for network in Network]
NAMES = [f"{trial.ground}-{network.value}" for trial, network in EVERYWHERE]
Written = Mapping[tuple[str, Network], Said]


@pytest.fixture(scope="module")
def officer() -> Iterator[Officer]:
    with closing(on_duty()) as officer:
        yield officer


@pytest.fixture(scope="module")
def written(officer: Officer) -> Written:
    """Every trial's words under the arrest post of every network, by somebody new each time."""
    keys: dict[tuple[str, Network], str] = {}
    for trial, network in EVERYWHERE:
        keys[trial.ground, network] = key = officer.newcomer(network)
        assert officer.writes(network, key, trial.words) is not None
    officer.read()
    return {
        (trial.ground, network): Said(keys[trial.ground, network], officer.row(network, trial.words[:90]))
        for trial, network in EVERYWHERE
    }


def test_every_ground_but_repeats_is_tried(officer: Officer) -> None:
    assert {trial.ground for trial in TRIALS} == set(officer.engine.book.grounds) - {"repeat"}


@pytest.mark.clause("R1", "R2", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R12", "T1", "T3")
@pytest.mark.parametrize(("trial", "network"), EVERYWHERE, ids=NAMES)
def test_a_ground_goes_from_its_questions_to_the_network_and_the_record(
    officer: Officer, written: Written, trial: Trial, network: Network
) -> None:
    book, row = officer.engine.book, written[trial.ground, network].row
    ground, step = book.grounds[trial.ground], trial.steps[network]
    assert ground.clause == trial.clause
    assert ground.prefer[network] is step
    assert strength(ground, trial.answers) is trial.strength

    # Not one of its questions can be left out.
    for question in trial.answers:
        left = {name: answer for name, answer in trial.answers.items() if name != question}
        with pytest.raises(Incomplete):
            officer.take_down(row, step, trial.ground, left)
    assert outbox_queries.for_item(officer.db, row.item_id) == []

    officer.take_down(row, step, trial.ground, trial.answers)
    ended = officer.ended(row)
    assert ended.state is State.CONFIRMED
    done = (
        "Removed permanently"
        if step is DELETE
        else "Held for review"
        if network is Network.YOUTUBE
        else "Hidden"
    )
    assert ended.label == f"{done}, confirmed"
    assert officer.again(row).standing == ("gone" if step is DELETE else "hidden")

    officer.evidence_stands(row)
    (decided,) = decisions.for_item(officer.db, row.item_id)
    assert (decided.grounds, decided.clauses) == ((trial.ground,), (trial.clause,))
    assert all(decided.answers[f"{trial.ground}.{name}"] == said for name, said in trial.answers.items())
    assert decided.aim
    assert decided.why_not_less
    told = officer.told(row)
    assert any(trial.clause in sentence for sentence in told)
    assert f"{done}, confirmed by reading it back." in told
    # The record's own sentences never repeat what was written.
    assert not any(" ".join(trial.words.casefold().split()[:4]) in sentence.casefold() for sentence in told)


@pytest.mark.clause("R2")
@pytest.mark.parametrize("network", list(Network), ids=lambda network: network.value)
def test_the_networks_themselves_show_it_so_when_everything_is_read_again(
    officer: Officer, network: Network
) -> None:
    found: list[tuple[Said, ActionKind]] = []
    for step in {GONE_WHERE_IT_CAN_BE[network], HIDDEN_WHERE_IT_CAN_BE[network]}:
        said = officer.said(
            network, f"Nonsense that is to be taken down from {network.label} by {step.value}."
        )
        officer.take_down(said.row, step, "offensive_language", {"what": "Grossly offensive"})
        officer.ended(said.row)
        found.append((said, step))
    officer.read_one(network, full=True)
    for said, step in found:
        assert officer.again(said.row).standing == ("gone" if step is DELETE else "hidden")


@pytest.mark.clause("R1", "R2")
def test_why_a_step_is_preferred_is_true_of_each_network(officer: Officer) -> None:
    book = officer.engine.book
    victim = book.grounds["identifies_person"]
    facebook = book.why_preferred(victim, Network.FACEBOOK)
    assert facebook == "Hiding is not enough. Hidden, it is still read by its author and their friends."
    assert "by its author." in book.why_preferred(victim, Network.INSTAGRAM)
    assert "published again" in book.why_preferred(victim, Network.YOUTUBE)
    assert "no hiding" in book.why_preferred(victim, Network.LINKEDIN)
    assert "nobody but its author" in book.why_preferred(victim, Network.X)
    assert "nobody but its author" in book.why_preferred(victim, Network.BLUESKY)


@pytest.mark.clause("R2")
@pytest.mark.parametrize(
    ("network", "action", "way", "why"),
    [
        (Network.X, DELETE, Way.IMPOSSIBLE, "Only the author"),
        (Network.BLUESKY, DELETE, Way.API, "remove"),
        (Network.LINKEDIN, HIDE, Way.IMPOSSIBLE, "turn comments off"),
    ],
)
def test_what_a_network_does_not_do_is_refused_with_its_reason_and_nothing_leaves(
    officer: Officer, network: Network, action: ActionKind, way: Way, why: str
) -> None:
    row = officer.said(network, f"Words that {network.label} will not take away so.").row
    option = officer.case(row).options[OptionKind(action.value)]
    assert not option.open
    assert option.way is way
    assert why in option.reason
    before = len(officer.stage.world(network).ledger.after(0))
    with pytest.raises(NotOpen, match=why):
        officer.take_down(row, action, "offensive_language", {"what": "Swear words"})
    assert outbox_queries.for_item(officer.db, row.item_id) == []
    assert len(officer.stage.world(network).ledger.after(0)) == before


@pytest.mark.clause("R9")
@pytest.mark.parametrize("network", list(Network), ids=lambda network: network.value)
def test_operationally_sensitive_leaves_at_once_whatever_time_a_person_gives_themselves(
    officer: Officer, network: Network
) -> None:
    secret = TRIALS[0]
    sensitive = officer.said(
        network, f"unmarked van by the allotments on {network.label}, they are watching the lock up"
    ).row
    officer.take_down(sensitive, secret.steps[network], secret.ground, secret.answers, undo_seconds=60)
    other = officer.said(network, f"Somebody swears on {network.label}.").row
    officer.take_down(
        other, HIDDEN_WHERE_IT_CAN_BE[network], "offensive_language", {"what": "Swear words"}, undo_seconds=60
    )
    assert officer.ended(sensitive).state is State.CONFIRMED
    waiting = outbox_queries.for_item(officer.db, other.item_id)[0]
    assert (waiting.state, waiting.can_cancel) == (State.QUEUED, True)
    assert "allotments" not in words_of(officer.told(sensitive))
    # No answer to anybody else quotes it, under the same post or elsewhere.
    for quoted in ("Is there a van by the allotments? Yes.", "No: THEY ARE WATCHING THE lock-up"):
        with pytest.raises(Incomplete, match="never quoted"):
            officer.answer(other, ActionKind.REPLY, quoted)


@pytest.mark.clause("T1", "R1")
@pytest.mark.parametrize("network", list(Network), ids=lambda network: network.value)
def test_considered_and_kept_is_an_outcome_with_its_reason(officer: Officer, network: Network) -> None:
    row = officer.said(
        network, f"The police on {network.label} could not find their own station. Useless."
    ).row
    before = len(officer.stage.world(network).ledger.after(0))

    def keep(reason: str) -> None:
        officer.decide(
            decide_keep, item_id=row.item_id, reason=reason, grounds=["offensive_language"],
            book=officer.engine.book, training=True,
        )  # fmt: skip

    with pytest.raises(Incomplete):
        keep("")
    keep("Rude about the police, and nothing more.")
    again = officer.again(row)
    assert (again.standing, again.open, again.outcome) == ("visible", False, "Kept")
    (decided,) = decisions.for_item(officer.db, row.item_id)
    assert (decided.kind, decided.aim) == ("keep", "Rude about the police, and nothing more.")
    assert any("4.3d" in sentence for sentence in officer.told(row))
    assert len(officer.stage.world(network).ledger.after(0)) == before


@pytest.mark.clause("R1", "R4")
@pytest.mark.parametrize("network", list(Network), ids=lambda network: network.value)
def test_a_ground_that_does_not_stand_removes_nothing(officer: Officer, network: Network) -> None:
    row = officer.said(network, f"Whoever runs {network.label} here ought to be sacked.").row
    step = HIDDEN_WHERE_IT_CAN_BE[network]
    none: dict[str, str] = dict.fromkeys(("hatred", "shunned", "lowered", "business"), "no")
    for ground, answers in (
        ("defamation", none),
        ("officer_safety", {"identified": "no", "limb": "It is grossly derogatory"}),
        ("officer_safety", {"identified": "yes", "limb": "It is untrue (not in the public guidelines)"}),
    ):
        with pytest.raises(Incomplete):
            officer.take_down(row, step, ground, answers)
    assert officer.again(row).standing == "visible"
    assert outbox_queries.for_item(officer.db, row.item_id) == []


@pytest.mark.clause("T3")
def test_the_record_of_it_all_verifies(officer: Officer) -> None:
    assert officer.engine.head_keeper.verify(officer.db).ok
