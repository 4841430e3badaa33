"""Checks on what a post says: purpose, the guide, 4.3, protected words, parties, private life (P2, P7, P8, P9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from socialdesk.decisions.case import cleaned
from socialdesk.decisions.protected import protected_in
from socialdesk.decisions.reading import reading
from socialdesk.decisions.reply_check import draft_grounds
from socialdesk.model.accounts import Network
from socialdesk.model.findings import Band
from socialdesk.policy import politics
from socialdesk.policy.publishing_checks import Form, FormQuestion, judge
from socialdesk.policy.rag import YES, Topic
from socialdesk.publishing import check_rows as rows
from socialdesk.publishing.persons import is_one_of
from socialdesk.publishing.scene import Asked, Scene, Settled, digest
from socialdesk.triage.api import ProtectedKind, ProtectedWords, Reading, TriageContext

Check = Asked | Settled


def purpose(scene: Scene) -> Iterator[Check]:
    """Every post has a policing purpose (3.1)."""
    form = scene.pack.form("purpose")
    stated = cleaned(scene.post.purpose)
    aim = next(each for each in form.questions if each.id == "aim")
    if stated and (stated in aim.choices or sum(letter.isalpha() for letter in stated) >= _LETTERS):
        verdict = judge(form, {"aim": stated if stated in aim.choices else aim.passes[0]})
        yield Settled(id="purpose", form=form, state=verdict.state, sentence=verdict.sentence)
        return
    yield Asked(id="purpose", form=form, subject=digest("purpose", scene.about_words))


_LETTERS = 5
"""Of a purpose in one's own words: fewer say nothing."""


def rag(scene: Scene) -> Iterator[Check]:
    """Red stops, amber asks, green passes (3.1)."""
    form = scene.pack.form("rag")
    if not scene.book.rag.topics:
        sentence = (
            "There is no red, amber and green guide, so nothing can be checked by it. Put the file back."
        )
        yield Settled(id="rag", form=form, state="stop", sentence=sentence)
        return
    met = scene.book.rag.met(scene.read.all)
    red = [topic for topic in met if topic.colour == "red"]
    amber = [topic for topic in met if topic.colour == "amber"]
    if red:
        sentence = " ".join(f"{topic.name}: {topic.say}" for topic in red)
        yield Settled(id="rag", form=form, state="stop", sentence=sentence)
    elif amber:
        yield Asked(
            id="rag",
            form=replace(form, questions=tuple(_about(topic) for topic in amber)),
            subject=scene.about_words,
            waiting="ask",
            say=" ".join(f"{topic.name}: {topic.say}" for topic in amber),
        )
    else:
        green = ", ".join(topic.name for topic in met)
        sentence = f"Green: {green}." if green else form.free
        yield Settled(id="rag", form=form, state="pass", sentence=sentence)


def _about(topic: Topic) -> FormQuestion:
    return FormQuestion(
        id=topic.id, text=topic.question, passes=(topic.passes,), else_say=topic.else_say, why=topic.say
    )


def own_words(scene: Scene) -> Iterator[Check]:
    """Our own words are looked at as anybody's are (1.2, 4.3)."""
    form = scene.pack.form("words")
    grounds: tuple[str, ...] = ()
    if scene.triage is not None:
        found: dict[str, None] = {}
        for text in dict.fromkeys((*scene.texts, scene.whole)):
            found.update(dict.fromkeys(_grounds(scene, text)))
        grounds = tuple(found)
        if not grounds:
            yield Settled(id="words", form=form, state="pass", sentence=form.free)
            return
    named = [scene.book.grounds[each] for each in grounds]
    if any(ground.sensitive for ground in named):
        sentence = (
            "It reads like something about police activity that is not public (4.3f). It must not go out."
        )
        yield Settled(id="words", form=form, state="stop", sentence=sentence)
        return
    said = "; ".join(f"{ground.name} ({ground.clause})" for ground in named)
    say = f"Our words: {said}? Read it again." if said else ""
    yield Asked(id="words", form=form, subject=scene.about_words, waiting="ask", say=say)


def _grounds(scene: Scene, text: str) -> tuple[str, ...]:
    if scene.triage is None or not text:
        return ()
    network = scene.accounts[0].network if scene.accounts else Network.FACEBOOK
    found = draft_grounds(
        text,
        triage=scene.triage,
        book=scene.book,
        network=network,
        private=False,
        post_text=text if scene.looked.matters else "",
    )
    return tuple(each for each in found if each not in _OF_STRANGERS)


_OF_STRANGERS = frozenset({"spam", "repeat"})
"""Grounds that our own posts meet by what they are for: they link and invite. The guide speaks of advertising."""


def protected(scene: Scene) -> Iterator[Check]:
    """Nothing that a case's watch list protects is published (4.3, 4.3b)."""
    form = scene.pack.form("protected")
    looked_at = (scene.whole, scene.read.cased, *scene.read.others, cleaned(scene.post.link))
    if any(protected_in(scene.db, text) for text in looked_at) or _on_a_watch_list(scene):
        sentence = "It has words that a case's watch list protects. Take them out: Corporate Communications knows them."
        yield Settled(id="protected", form=form, state="stop", sentence=sentence)
    else:
        yield Settled(id="protected", form=form, state="pass", sentence=form.passed)


def _on_a_watch_list(scene: Scene) -> bool:
    """True where triage is sure of protected words: with a slip of the pen, by a nickname, spelt out."""
    found = scene.db.execute(
        "SELECT case_name, words, kind FROM protected_names WHERE ended_ms IS NULL ORDER BY id"
    ).fetchall()
    words = tuple(ProtectedWords(str(row[0]), str(row[1]), ProtectedKind(row[2])) for row in found)
    if scene.triage is None or not words:
        return False
    without = scene.triage.signals(scene.whole, TriageContext(reading=_UNREAD))
    with_words = TriageContext(protected_words=words, reading=_UNREAD)
    return any(
        signal.band is Band.LIKELY and signal not in without
        for signal in scene.triage.signals(scene.whole, with_words)
    )


_UNREAD = Reading(model="", heads=())
"""The watch list is a matter of rules: the model, which takes its time, is not asked."""


def pre_election(scene: Scene) -> Iterator[Check]:
    """In a pre-election period what names a party or candidate needs another person's yes (3.3d)."""
    form = scene.pack.form("pre_election")
    parties, day = scene.book.parties, scene.day
    period = parties.period(day)
    if period is None:
        sentence = f"No pre-election period is in force on {day:%d/%m/%Y}."
        yield Settled(id="pre_election", form=form, state="pass", sentence=sentence)
        return
    named = politics.named(parties, reading(f"{scene.whole}\n\n{_shared(scene)}"), day)
    until = f"{period.name}, until {period.ends:%d/%m/%Y}"
    pictures = scene.post.media and not named
    subject = scene.about_all
    if not named and not pictures:
        sentence = f"{form.free} ({until})"
        yield Settled(id="pre_election", form=form, state="pass", sentence=sentence)
        return
    if pictures:
        own = replace(form, questions=tuple(each for each in form.questions if each.id == "picture"))
        row = rows.answered(scene.db, scene.post.id, "pre_election", subject)
        if row is None or row.answers.get("picture") != YES:
            passed = replace(own, passed="No candidate, party member or party's sign is in a picture.")
            say = f"A pre-election period is in force ({until}). Look at the pictures."
            yield Asked(id="pre_election", form=passed, subject=subject, say=say)
            return
    second = replace(form, questions=tuple(each for each in form.questions if each.id != "picture"))
    who = ", ".join(named) if named else "a candidate or party, in a picture"
    others = not _began_or_answered(scene)
    asks = (
        "Say yes or no."
        if others
        else "Another person has to say yes at this desk; nobody approves their own."
    )
    yield Asked(
        id="pre_election",
        form=second,
        subject=subject,
        waiting="ask",
        say=f"It names {who} in a pre-election period ({until}). {asks}",
        kept_as="second",
        mine=others,
    )


def _shared(scene: Scene) -> str:
    """The words of the posts that it shares, as far as the desk has them."""
    found: list[str] = []
    for target in scene.post.chosen:
        if target.share_of:
            found += [
                str(row[0])
                for row in scene.db.execute(
                    "SELECT text FROM threads WHERE native_id = :id"
                    " UNION SELECT text FROM post_parts WHERE native_id = :id",
                    {"id": target.share_of},
                ).fetchall()
            ]
    return "\n\n".join(found)


def _began_or_answered(scene: Scene) -> bool:
    return is_one_of(scene.person, rows.worked_on(scene.db, scene.post.id))


def ethics(scene: Scene) -> Iterator[Check]:
    """The reminder of the Code of Ethics (1.2): it asks nothing, and stands where the post is written."""
    form = Form(id="ethics", title="Code of Ethics", clause=scene.pack.ethics_clause, asks="", passed="-")
    yield Settled(id="ethics", form=form, state="pass", sentence=scene.pack.ethics)


def personal(scene: Scene) -> Iterator[Check]:
    """No private life, no competitions for followers (3.3)."""
    form = scene.pack.form("personal")
    if scene.says("competition"):
        sentence = "An account of the Force is no competition for followers (3.3)."
        yield Settled(id="personal", form=form, state="stop", sentence=sentence)
    elif scene.says("personal"):
        yield Asked(id="personal", form=form, subject=scene.about_words, waiting="ask")
    else:
        yield Settled(id="personal", form=form, state="pass", sentence=form.free)
