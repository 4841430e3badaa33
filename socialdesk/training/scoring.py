"""Judges what a trainee did by a scenario's model answers. Pure: kept, live and scripted sessions are judged alike.

How it is fair:
- One mistake costs once: where the decision itself was wrong, nothing else of that item is looked at.
- What was taken back before the end does not count, and nothing counts that had not come by then.
- Chatter counts only where words were removed, a person blocked or warned, or an emergency called for nothing.
- Asking Corporate Communications is right where it depends, and elsewhere half of what could be had.
- Each item weighs the same, however many marks it has: its share is what was right in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from socialdesk.policy.book import Book
from socialdesk.training.answers import Before, ModelAnswer, TaskAnswer
from socialdesk.training.events import Entry, Scenario
from socialdesk.training.marks import Mark, MarkKind, Ratio, Score
from socialdesk.training.transcript import Act, Transcript

HARMFUL = frozenset({"remove", "block", "warn"})
"""What must never be done to words that the policy lets stand."""
_FALSE_ON_CHATTER = HARMFUL | {"emergency", "foi", "personnel"}
_CLAUSES: Mapping[str, str] = {
    "remove": "4.3", "keep": "4.3", "leave": "4.3", "ask": "4.3", "warn": "4.3", "block": "4.4", "reply": "4.2a",
    "emergency": "4.2b", "crime": "4.5", "foi": "4.2c", "personnel": "6", "proceedings": "3.3b",
}  # fmt: skip
"""Where the policy speaks of each decision; a ground's own clause goes before."""
DONE: Mapping[str, str] = {
    "remove": "removed", "keep": "considered and kept", "reply": "answered", "ask": "asked of Corporate Communications",
    "block": "put forward for a block", "warn": "warned", "emergency": "passed to the control room",
    "crime": "referred as a crime", "foi": "passed on as a request for information",
    "personnel": "referred as a personnel matter", "proceedings": "marked as proceedings active",
    "leave": "left as it was", "publish": "published", "publish_nothing": "rightly not published",
    "threshold": "declared against the threshold", "take_down": "taken down everywhere", "handover": "handed over",
}  # fmt: skip
"""Each decision and task as what was done, for a sentence."""
_BEFORE: Mapping[Before, tuple[str, str]] = {
    "evidence": ("captured as evidence", "T1"),
    "emergency": ("passed to the control room", "4.2b"),
    "engage": ("engaged with, or said why not", "4.4"),
    "advice": ("advised on by Corporate Communications", "4.4"),
    "foi": ("taken up as a request for information", "4.2c"),
    "crime": ("referred as a crime", "4.5"),
}


def score(scenario: Scenario, transcript: Transcript, book: Book) -> Score:
    """The marks of a session, the ratio of each kind, and the whole as a share from 0 to 1."""
    marks: list[Mark] = []
    shares: list[float] = []
    missed: list[str] = []
    looked = {look.item for look in transcript.looks}
    for judged in _answered(scenario, transcript):
        found = _disputed(judged.marks(book), transcript)
        marks += found
        shares.append(sum(mark.right for mark in found) / len(found) if found[0].right else 0.0)
        if judged.entry.kind not in ("task", "post") and judged.key not in looked:
            missed.append(judged.key)
    for mark in _disputed(_chatter(scenario, transcript), transcript):
        marks.append(mark)
        shares.append(float(mark.right))
    kinds: dict[str, Ratio] = {}
    for mark in marks:
        before = kinds.get(mark.kind, Ratio(right=0, of=0))
        kinds[mark.kind] = Ratio(right=before.right + mark.right, of=before.of + 1)
    return Score(
        scenario=transcript.scenario,
        seed=transcript.seed,
        trainee=transcript.trainee,
        done=transcript.done,
        score=sum(shares) / len(shares) if shares else 1.0,
        kinds=kinds,
        marks=tuple(marks),
        missed=tuple(missed),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """An item or task that has a model answer, and what was done about it."""

    key: str
    entry: Entry
    came: float
    """When what the answer speaks of was there: an edit's own time, where it brought the answer."""
    answer: ModelAnswer | TaskAnswer
    acts: tuple[Act, ...]
    """Of the trainee, not taken back."""
    looked: bool
    protected: tuple[str, ...]

    def marks(self, book: Book) -> list[Mark]:
        """The decision's first; the others only where it was right."""
        if isinstance(self.answer, TaskAnswer):
            return list(self._of_task(self.answer))
        answer = self.answer
        first = self._decision(answer, book)
        return [first, *(self._others(answer, book) if first.right else ())]

    def _mark(self, kind: MarkKind, right: bool, clause: str, sentence: str, *, of: str = "") -> Mark:
        return Mark(
            key=f"{self.key}:{of or kind}",
            item=self.key,
            kind=kind,
            right=right,
            clause=clause,
            sentence=sentence,
            why=self.answer.why,
        )

    # Items

    def _main(self, answer: ModelAnswer) -> Act | None:
        """The newest act that is right as the decision."""
        right = {answer.do, *answer.or_else}
        return next((act for act in reversed(self.acts) if act.do in right), None)

    def _decision(self, answer: ModelAnswer, book: Book) -> Mark:
        clause = answer.clause or (
            book.clause_of(answer.grounds[0]) if answer.grounds else _CLAUSES[answer.do]
        )
        wanted = DONE[answer.do]
        allowed = {answer.do, *answer.or_else, *answer.also}
        if "remove" in allowed:
            allowed.add("warn")  # the desk itself offers one after removals
        wrong = next((act for act in reversed(self.acts) if act.do in HARMFUL - allowed), None)
        if wrong is not None:
            return self._mark("decision", False, clause, f"It was {DONE[wrong.do]}. Right was: {wanted}.")
        main = self._main(answer)
        if main is not None:
            also = "" if main.do == answer.do else f" Best was: {wanted}."
            return self._mark("decision", True, clause, f"It was {DONE[main.do]}.{also}")
        if "leave" in {answer.do, *answer.or_else} and self.looked:
            return self._mark("decision", True, clause, "It was looked at and left as it was.")
        if any(act.do == "ask" for act in self.acts):
            return self._mark("decision", True, clause, f"It was {DONE['ask']}. Best was: {wanted}.")
        done = f"It was {DONE[self.acts[-1].do]}" if self.acts else "Nothing was decided"
        return self._mark("decision", False, clause, f"{done}. Right was: {wanted}.")

    def _others(self, answer: ModelAnswer, book: Book) -> Iterator[Mark]:
        main = self._main(answer)
        if main is None and any(act.do == "ask" for act in self.acts):
            told = f"The policy answers this without asking: it is {DONE[answer.do]}."
            yield self._mark("action", False, answer.clause or _CLAUSES[answer.do], told)
            return
        # A report to the network is asked for its aim alone, and takes nothing away: no ground, no capture.
        reported = main is not None and main.act == "report"
        if main is not None and main.do in ("remove", "keep", "block") and answer.grounds and not reported:
            yield self._ground(answer, main, book)
        if main is not None and main.do == "remove" and answer.act:
            right = main.act == answer.act
            told = (
                f"Right here was to {answer.act.replace('_', ' ')}"
                if not right
                else "The right step on this network"
            )
            yield self._mark("action", right, answer.clause or _CLAUSES["remove"], f"{told}.")
        for before in answer.before if main is not None and main.do == answer.do else ():
            if before != "evidence" or not reported:
                yield self._before(before, main)
        for also in answer.also:
            right = any(act.do == also for act in self.acts)
            told = f"It was also {DONE[also]}" if right else f"It should also have been {DONE[also]}"
            kind: MarkKind = "before" if also in ("emergency", "foi") else "action"
            yield self._mark(kind, right, _CLAUSES[also], f"{told}.", of=f"also {also}")
        if main is not None and main.do == "block":
            told = (
                "Advice was asked for first"
                if main.advised
                else "Corporate Communications was not asked first"
            )
            yield self._mark("advice", main.advised, "4.4", f"{told}.")
        yield from self._words(answer)
        if answer.within is not None:
            took = min((act.at for act in self.acts), default=self.came) - self.came
            right = took <= answer.within
            yield self._mark(
                "time", right, answer.clause or _CLAUSES[answer.do],
                f"It was decided after {_span(took)}; it hurries, and {_span(answer.within)} was the time for it.",
            )  # fmt: skip

    def _ground(self, answer: ModelAnswer, main: Act, book: Book) -> Mark:
        right = bool(set(main.grounds) & set(answer.grounds))
        given = " and ".join(book.name_of(ground) for ground in main.grounds) or "none"
        best = book.name_of(answer.grounds[0])
        told = f"The ground given was: {given}." + ("" if right else f" Right was: {best}.")
        return self._mark("ground", right, book.clause_of(answer.grounds[0]), told)

    def _before(self, before: Before, main: Act | None) -> Mark:
        what, clause = _BEFORE[before]
        if main is None:
            right = False
        elif before == "evidence":
            right = main.evidence_first
        elif before == "engage":
            right = main.engaged
        elif before == "advice":
            right = main.advised or any(act.do == "ask" and act.at <= main.at for act in self.acts)
        else:
            right = any(act.do == before and act.at <= main.at for act in self.acts)
        told = f"It was {what} first." if right else f"It had to be {what} first."
        kind: MarkKind = "evidence" if before == "evidence" else "before"
        return self._mark(kind, right, clause, told, of=before)

    def _words(self, answer: ModelAnswer) -> Iterator[Mark]:
        texts = [act.text for act in self.acts if act.do in ("reply", "warn")]
        if not texts:
            return
        clause = answer.clause or _CLAUSES["reply"]
        whole = "\n".join(texts).casefold()
        lacking = [words for words in answer.says if not _has(whole, words)]
        unfit = [words for words in answer.never if words.casefold() in whole]
        if answer.says or answer.never:
            told = (
                f"The answer lacks: {', '.join(each.replace('|', ' or ') for each in lacking)}." if lacking
                else f"The answer should not have said: {', '.join(unfit)}." if unfit
                else "The answer had what it needed."
            )  # fmt: skip
            yield self._mark("wording", not lacking and not unfit, clause, told)
        spoken = any(words.casefold() in whole for words in self.protected)
        if self.protected:
            told = "A protected name was written in public." if spoken else "No protected name was written."
            yield self._mark("protected", not spoken, "4.3b", told)

    # Tasks

    def _of_task(self, answer: TaskAnswer) -> Iterator[Mark]:
        acts = [act for act in self.acts if act.do == answer.do and (not answer.of or act.item == answer.of)]
        published = [act for act in self.acts if act.do == "publish"]
        if answer.do == "publish_nothing":
            right = not published
            told = "Nothing was published" if right else "A post was published, and none should have been"
        elif answer.do == "publish":
            acts = [act for act in published if not _unfit_post(answer, act)]
            right = bool(acts) and all(act.item in answer.pages or not answer.pages for act in acts)
            told = "The post is out as it should be" if right else f"{_why_unfit(answer, published)}"
        else:
            right = bool(acts)
            told = f"It was {DONE[answer.do]}" if right else f"It was not {DONE[answer.do]}"
        yield self._mark("task", right, answer.clause, f"{told}.")
        if right and answer.within is not None and acts:
            took = min(act.at for act in acts) - self.came
            yield self._mark(
                "time", took <= answer.within, answer.clause,
                f"It was done after {_span(took)}; {_span(answer.within)} was the time for it.",
            )  # fmt: skip


def _has(text: str, words: str) -> bool:
    return any(each.strip().casefold() in text for each in words.split("|"))


def _unfit_post(answer: TaskAnswer, act: Act) -> list[str]:
    text = act.text.casefold()
    lacking = [f"lacks: {words.replace('|', ' or ')}" for words in answer.says if not _has(text, words)]
    return lacking + [f"should not say: {words}" for words in answer.never if words.casefold() in text]


def _why_unfit(answer: TaskAnswer, published: Sequence[Act]) -> str:
    if not published:
        return "Nothing was published"
    unfit = [words for act in published for words in _unfit_post(answer, act)]
    return f"The post {'; '.join(unfit)}" if unfit else "The post is on an account where it should not be"


def _span(seconds: float) -> str:
    whole = round(seconds)
    return (
        f"{whole} s"
        if whole < 120
        else f"{whole // 60} min {whole % 60} s"
        if whole % 60
        else f"{whole // 60} min"
    )


def _answered(scenario: Scenario, transcript: Transcript) -> Iterator[_Item]:
    """Every item and task with a model answer that had come by the end."""
    looked = {look.item for look in transcript.looks}
    protected = tuple(words for each in scenario.watch.values() for words in each)
    answers: dict[str, list[tuple[float, Entry]]] = {}
    for entry in scenario.entries:
        key = entry.event.on if entry.kind == "edit" else entry.event.key
        came = transcript.arrived.get(entry.event.key)
        if came is not None and (entry.answer is not None or entry.task is not None):
            answers.setdefault(key, []).append((came, entry))
    by_item = _by(lambda act: act.item, (act for act in transcript.acts if not act.taken_back))
    for key, told in answers.items():
        came, entry = _in_force(told, by_item.get(key, ()))
        answer = entry.answer or entry.task
        if answer is None:
            continue
        yield _Item(
            key=key,
            entry=entry,
            came=came,
            answer=answer,
            # A task is about whatever the trainee did with the Force's own posts after it came.
            acts=_since(entry.task, came, scenario, transcript) if entry.task else by_item.get(key, ()),
            looked=key in looked,
            protected=protected,
        )  # fmt: skip


def _since(task: TaskAnswer, came: float, scenario: Scenario, transcript: Transcript) -> tuple[Act, ...]:
    """What the trainee did after a task came. Where nothing was to be published, not what another task asked for."""
    others = [one.task for one in scenario.entries if one.task and one.task.do == "publish"]
    return tuple(
        act
        for act in transcript.acts
        if not act.taken_back
        and act.at >= came
        and not (task.do == "publish_nothing" and any(not _unfit_post(other, act) for other in others))
    )


def _in_force(told: Sequence[tuple[float, Entry]], acts: Sequence[Act]) -> tuple[float, Entry]:
    """The answer by which an item is judged: that of its words when it was last decided on, else the newest."""
    decided = acts[-1].at if acts else None
    for this, following in pairwise(told):
        if decided is not None and decided < following[0]:
            return this
    return told[-1]


def _by(key: Callable[[Act], str], acts: Iterable[Act]) -> dict[str, tuple[Act, ...]]:
    found: dict[str, tuple[Act, ...]] = {}
    for act in acts:
        found[key(act)] = (*found.get(key(act), ()), act)
    return found


def _chatter(scenario: Scenario, transcript: Transcript) -> Iterator[Mark]:
    """What was wrongly done to items that the policy asks nothing about."""
    plain = {entry.event.key for entry in scenario.entries if entry.answer is None and entry.task is None}
    posts = {entry.event.key for entry in scenario.entries if entry.kind == "post"}
    answered = {
        entry.event.on if entry.kind == "edit" else entry.event.key
        for entry in scenario.entries
        if entry.answer
    }
    told: set[str] = set()
    for act in transcript.acts:
        if (
            act.taken_back
            or act.do not in _FALSE_ON_CHATTER
            or act.item in told
            or act.item not in plain - answered
        ):
            continue
        if act.do == "warn" and act.item in posts:
            continue  # it explains removals beneath the post, each of which is judged by itself
        told.add(act.item)
        yield Mark(
            key=f"{act.item}:decision",
            item=act.item,
            kind="decision",
            right=False,
            clause=_CLAUSES[act.do],
            sentence=f"It was {DONE[act.do]}. Nothing in the policy asks for that here.",
        )


def _disputed(marks: Iterable[Mark], transcript: Transcript) -> list[Mark]:
    out: list[Mark] = []
    for mark in marks:
        said = transcript.disputes.get(mark.key)
        out.append(
            mark if said is None
            else Mark(
                key=mark.key, item=mark.item, kind=mark.kind, right=mark.right or said.upheld is True,
                clause=mark.clause, sentence=mark.sentence, why=mark.why, dispute=said.note, upheld=said.upheld,
            )
        )  # fmt: skip
    return out
