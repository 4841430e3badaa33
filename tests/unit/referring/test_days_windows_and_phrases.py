"""Working days of the Act, what is left of a network's windows, and drafts that ask for details of a crime."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from socialdesk.clock import to_ms
from socialdesk.decisions.options import OptionKind
from socialdesk.decisions.windows import countdown, lasting
from socialdesk.model.accounts import Network
from socialdesk.policy.book import BookError, load_book
from socialdesk.policy.referring import asks_for_details
from socialdesk.policy.working_days import counts, days_left, due_day, local_day
from tests.fakes.stocked_desk import NOON, book
from tests.unit.policy.test_book import TEXT

HOURS = book().hours
BARE = [NOON.replace(tzinfo=None, year=year) for year in (2015, 2035)]
MOMENTS = st.datetimes(BARE[0], BARE[1], timezones=st.just(UTC))


@pytest.mark.clause("I6")
@pytest.mark.parametrize(
    ("received", "ends"),
    [
        # Over the year's end: 25 December, 28 December in place of the 26th, and 1 January do not count.
        (datetime(2026, 12, 18, 12, tzinfo=UTC), date(2027, 1, 20)),
        # Over Easter: 3 and 6 April 2026.
        (datetime(2026, 3, 27, 23, 30, tzinfo=UTC), date(2026, 4, 28)),
        # Half past midnight in summer is the day before in UTC.
        (datetime(2026, 6, 1, 23, 30, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 1, 22, 30, tzinfo=UTC), date(2026, 6, 29)),
        # The same moment of the day in winter is the same day.
        (datetime(2026, 11, 2, 23, 30, tzinfo=UTC), date(2026, 11, 30)),
        # At a weekend and on a bank holiday (25 May 2026): counting begins with the next working day.
        (datetime(2026, 11, 7, 3, 0, tzinfo=UTC), date(2026, 12, 4)),
        (datetime(2026, 5, 25, 10, 0, tzinfo=UTC), date(2026, 6, 22)),
        # The hour that the clocks skip, and the hour that comes twice.
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), date(2026, 4, 28)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 11, 20)),
        # A leap day, and a year with a holiday of its own (8 May 2023).
        (datetime(2028, 2, 28, 12, tzinfo=UTC), date(2028, 3, 27)),
        (datetime(2023, 4, 14, 12, tzinfo=UTC), date(2023, 5, 16)),
    ],
)
def test_the_twentieth_working_day(received: datetime, ends: date) -> None:
    assert due_day(received, HOURS) == ends


@pytest.mark.clause("I6")
@given(MOMENTS)
@example(datetime(2016, 10, 2, 23, tzinfo=UTC))
def test_twenty_days_that_count_lie_between_and_the_last_is_one_of_them(received: datetime) -> None:
    ends, day = due_day(received, HOURS), local_day(received, HOURS)
    assert counts(ends, HOURS)
    assert sum(counts(day + timedelta(days=n), HOURS) for n in range(1, (ends - day).days + 1)) == 20
    assert days_left(received, ends, HOURS) == 20
    # At noon where the Force is: days are no multiple of 24 hours where the clocks change between them.
    noon = datetime.combine(ends, time(12), ZoneInfo(HOURS.timezone))
    assert days_left(noon, ends, HOURS) == 0
    assert days_left(noon + timedelta(days=7), ends, HOURS) < 0


@pytest.mark.clause("I5")
@pytest.mark.parametrize(
    ("hours", "words", "tone"),
    [
        (0.0, "24 h 0 min left of 24 hours", "info"),
        (0.8, "23 h 12 min left of 24 hours", "info"),
        (23.5, "30 min left of 24 hours", "warning"),
        (24.0, "less than a minute left of 24 hours", "warning"),
        (24.1, "5 d 23 h left for a person's own answer", "info"),
        (167.0, "1 h 0 min left for a person's own answer", "warning"),
        (168.1, "is over on Facebook", "danger"),
    ],
)
def test_the_time_for_a_message_is_counted_down(hours: float, words: str, tone: str) -> None:
    heard = to_ms(NOON - timedelta(hours=hours))
    left = countdown(Network.FACEBOOK, OptionKind.MESSAGE, created_ms=1, last_heard_ms=heard, now=NOON)
    assert left is not None
    assert words.replace("24 h 0 min", "1 d 0 h") in left.words
    assert left.tone == tone


@pytest.mark.clause("I5")
def test_a_private_reply_has_seven_days_from_the_comment_itself() -> None:
    for network in (Network.FACEBOOK, Network.INSTAGRAM):
        left = countdown(
            network,
            OptionKind.PRIVATE_REPLY,
            created_ms=to_ms(NOON - timedelta(days=6)),
            last_heard_ms=None,
            now=NOON,
        )
        assert left is not None
        assert left.words.startswith("1 d 0 h left")


@pytest.mark.clause("I5")
@pytest.mark.parametrize("network", [Network.X, Network.BLUESKY, Network.YOUTUBE, Network.LINKEDIN])
@pytest.mark.parametrize("kind", list(OptionKind))
def test_a_network_without_an_end_counts_nothing_down(network: Network, kind: OptionKind) -> None:
    assert countdown(network, kind, created_ms=1, last_heard_ms=1, now=NOON) is None


def test_a_public_reply_has_no_end() -> None:
    assert countdown(Network.FACEBOOK, OptionKind.REPLY, created_ms=1, last_heard_ms=1, now=NOON) is None


@given(st.timedeltas(timedelta(days=-3), timedelta(days=400)))
def test_what_is_left_is_never_said_to_be_more(span: timedelta) -> None:
    words = lasting(span)
    parts = dict(zip(words.split()[1::2], words.split()[::2], strict=False)) if words[0].isdigit() else {}
    told = timedelta(
        days=int(parts.get("d", 0)), hours=int(parts.get("h", 0)), minutes=int(parts.get("min", 0))
    )
    assert told <= max(span, timedelta(0))


@pytest.mark.clause("I5")
@pytest.mark.parametrize(
    "draft",
    [
        "What happened?",
        "Thanks. Can you tell us what happened and when?",
        "what  HAPPENED",
        "Please message us with more details.",
        "What did the man look like?",
        "Could you describe him for us",
        "Do you know who did it?",
        "Where did this happen?",
        "When was it?",
        "What\u2019s the address?",
        "Did you get the number plate?",
        "Send us any photos or video you have",
        "Do you have any CCTV footage",
        "We are sorry. Call 101 if you like. What exactly happened?",
        "Who was it",
    ],
)
def test_a_draft_that_asks_for_details_is_noticed(draft: str) -> None:
    assert asks_for_details(draft, book().referring)


@pytest.mark.clause("I5")
@pytest.mark.parametrize(
    "draft",
    [
        "",
        "Thank you for telling us. Please call 101 or report it online.",
        "Please tell 101 what happened.",
        "We can't take details here, so please don't send us any details.",
        "If anyone is in danger now, call 999.",
        "Our office is at the address on our website.",
        "The road is open again. Have a good evening.",
        "We will look into this. Whose team is it? Ours.",
        "You can find our advice on staying safe here.",
        "The event happened to be well attended.",
        "A man has been arrested.",
    ],
)
def test_a_draft_that_leads_on_or_answers_is_left_alone(draft: str) -> None:
    assert asks_for_details(draft, book().referring) == ()


@pytest.mark.clause("I5")
def test_no_wording_of_the_pack_asks_for_details() -> None:
    made = book()
    for template in made.templates:
        assert asks_for_details(made.wording(template), made.referring) == (), template


@pytest.mark.clause("I5")
def test_the_wordings_for_messages_lead_to_999_101_and_online() -> None:
    made = book()
    words = " ".join(made.wording(each) for each in made.referring.message_wordings)
    for way in ("999", "101", made.values["report_url"]):
        assert way in words


@given(st.text(max_size=400))
def test_any_draft_is_read(draft: str) -> None:
    asks_for_details(draft, book().referring)


def test_a_long_draft_of_nothing_but_gaps_is_read_at_once() -> None:
    asks_for_details("what did " * 2_000 + " " * 20_000, book().referring)


@pytest.mark.clause("B2")
def test_the_pack_has_the_four_categories_and_the_prompts() -> None:
    part = book().referring
    assert [each.id for each in part.crime] == [
        "credible_threat",
        "targeted",
        "court_order",
        "grossly_offensive",
    ]
    assert [each.id for each in part.foi] == ["name", "address", "description"]
    assert part.control_room_number


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('control_room_number = "999"', 'control_room_number = "ring us"', "telephone"),
        ('breach_to = ["Line manager", "Professional Standards"]', "breach_to = []", "breach_to"),
        ('message_wordings = ["signpost_emergency"', 'message_wordings = ["nowhere"', "nowhere"),
        ('[[referring.crime]]\nid = "targeted"', '[[referring.crime]]\nid = "court_order"', "twice"),
        ('[[referring.foi]]\nid = "name"', '[[referring.foi]]\nid = "name"\nverdict = "no"', "verdict"),
        ("control_room_name", "control_room_title", "control_room_title"),
        ('phrases = ["what happened"', 'phrases = ["…"', "without words"),
    ],
)
def test_a_mistake_in_this_part_is_refused_in_words(before: str, after: str, told: str) -> None:
    assert before in TEXT
    with pytest.raises(BookError, match=told):
        load_book(TEXT.replace(before, after, 1))


def test_a_pack_without_this_part_still_works() -> None:
    start = TEXT.index("[referring]")
    end = TEXT.find("\n[[templates]]", start)
    made = load_book(TEXT[:start] + (TEXT[end:] if end > 0 else ""))
    assert made.referring.control_room_number == "999"
    assert asks_for_details("What happened?", made.referring) == ()
