"""Arrests, charges and appeals: no name, no guilt, no charge without permission, no copied appeal (3.3a, 3.3b)."""

from __future__ import annotations

import pytest

from socialdesk.decisions.case import Incomplete
from socialdesk.model.accounts import Network
from socialdesk.model.people import Person, Role
from tests.fakes.drafting import ADA, BEN, HOLLY, OTTO, TESS, Drafting

ARREST = "A 34-year-old man from Corby has been arrested on suspicion of burglary."
CHARGE = "John Wetherby, 34, of Corby, has been charged with burglary."
FINE = {"impact": "yes", "points": "no", "past": "no"}
PERMIT = {"who": "Ada Press", "how": "By telephone", "when": "26/11/2026 09:10", "names": "yes"}


@pytest.fixture(scope="module")
def desk() -> Drafting:
    """Shared: each test drafts a post of its own."""
    return Drafting()


@pytest.fixture
def fresh() -> Drafting:
    return Drafting()


# Arrests


@pytest.mark.clause("P5")
@pytest.mark.parametrize(
    "text",
    [
        "A 34yo from Corby called D Tomkins has been arrested.",
        "Dave Tomkins, 34, was arrested in Corby.",
        "Dave Tomkins (34) arrested",
        "34-year-old Dave Tomkins is in custody",
        "We arrested D. Tomkins this morning",
        "arrested D\nTomkins this morning",
        "Dave\nTomkins arrested",
        "D\u0430ve T\u043emkins arrested",
        "Dave\u200b Tom\u200bkins arrested",
        "#DaveTomkins has been nicked",
        "D TOMKINS, 34, ARRESTED IN CORBY",
        "d tomkins arrested last night",
        "In custody: a man known as davey tomkins, 34",
        "D.T., 34, of Corby, is in the cells",
        "PC Dave Tomkins was arrested",
        "D a v e T o m k i n s, 34, in custody",
        "the man in custody goes by the name of Dave Tomkins",
        "On suspicion of theft: Dave Tomkins, aged 34",
        "Arrested in Corby: the man known as Big Dave",
        "D@ve T0mkins arrested",
        "D\u0101ve Tomkins arrested",
        "Well known locally: Mr Tomkins was arrested",
        "Detained: Zbigniew Wojciechowski, 51",
    ],
)
def test_a_suspects_name_stops_an_arrest(desk: Drafting, text: str):
    found = desk.check(desk.draft(text), "arrests")
    assert found.state == "stop"
    assert "names a suspect" in found.sentence


@pytest.mark.clause("P5")
@pytest.mark.parametrize(
    "text",
    [
        "Tomkins was arrested in Corby",
        "A man was arrested. Thanks to Dave Tomkins for the call!",
        "a 34yo from Corby called D Tomkins",
        "In custody tonight: Tomkins",
        "We have Tomkins in custody",
        "Tomkins is back in the cells",
        "Arrested: @davetomkins",
        "Our suspect's initials are D.T.",
        "Dave T*mkins was arrested",
    ],
)
def test_a_name_of_which_the_desk_is_not_sure_is_asked_about(desk: Drafting, text: str):
    post = desk.draft(text)
    found = desk.check(post, "arrests")
    assert found.state == "ask"
    assert "whose" in [each.id for each in found.questions]
    answers = {each.id: FINE.get(each.id, "A suspect, arrested or charged") for each in found.questions}
    desk.say(post, "arrests", answers)
    assert desk.state(post, "arrests") == "stop"


@pytest.mark.clause("P5")
@pytest.mark.parametrize(
    "text",
    [
        "Burglar arrested in Corby",
        "Got him! One man is in custody",
        "One less drug dealer: a man has been arrested",
        "The culprit was arrested",
        "The #culprit was arrested",
        "A prolific offender has been arrested",
        "Caught red-handed and arrested",
        "Caught r3d handed and arrested",
        "Arrested and off our streets",
        "A well-known scrote is in custody",
        "The thief has been arrested",
        "The man responsible is in custody",
        "Arrested after stealing a van",
        "GUILTY! A man has been arrested",
    ],
)
def test_guilt_taken_as_given_stops_an_arrest(desk: Drafting, text: str):
    found = desk.check(desk.draft(text), "arrests")
    assert found.state == "stop"
    assert "guilt" in found.sentence


@pytest.mark.clause("P5")
@pytest.mark.parametrize(
    "text",
    [
        ARREST,
        "Two men have been arrested in Kettering. PC Jane Smith said: thank you for your calls.",
        "Sgt Lee Brown and PC Amy Green arrested a man aged 40",
        "Corby Neighbourhood Team have arrested a man",
        "Operation Viper: three arrested",
        "Op Crooked: two arrested",
        "Two teenagers have been arrested on suspicion of robbery in Northampton.",
        "A man was arrested. Thieves often look for open windows.",
        "A 20-year-old woman was arrested after a car dealer called us.",
        "Officers arrested two men in Kettering on Friday",
    ],
)
def test_a_careful_arrest_is_asked_about_and_passes(desk: Drafting, text: str):
    post = desk.draft(text)
    found = desk.check(post, "arrests")
    assert found.state == "open"
    assert [each.id for each in found.questions] == ["impact", "points", "past"]
    desk.say(post, "arrests", FINE)
    assert desk.state(post, "arrests") == "pass"


@pytest.mark.clause("P5")
def test_a_name_put_in_after_the_answers_is_noticed(desk: Drafting):
    post = desk.draft(ARREST)
    desk.say(post, "arrests", FINE)
    desk.draft(ARREST + " His street was closed.", post_id=post)
    assert desk.state(post, "arrests") == "open"
    desk.draft(ARREST + " Dave Tomkins was arrested at home.", post_id=post)
    assert desk.state(post, "arrests") == "stop"
    desk.draft(ARREST, post_id=post)
    assert desk.state(post, "arrests") == "pass"


@pytest.mark.clause("P5")
def test_a_name_in_a_pictures_description_is_noticed(desk: Drafting):
    post = desk.draft("A man has been arrested.")
    desk.picture(post, alt_text="Dave Tomkins, 34, in handcuffs")
    assert desk.state(post, "arrests") == "stop"


@pytest.mark.clause("P5")
@pytest.mark.parametrize(
    ("answer", "says"), [({"points": "yes"}, "points at"), ({"past": "yes"}, "contempt")]
)
def test_an_arrest_that_points_at_somebody_stops(desk: Drafting, answer: dict[str, str], says: str):
    post = desk.draft(ARREST)
    desk.say(post, "arrests", FINE | answer)
    found = desk.check(post, "arrests")
    assert found.state == "stop"
    assert says in found.sentence


@pytest.mark.parametrize(
    "text",
    [
        "Come and meet PCSO Anna Brown at Corby library on Friday.",
        "Three cheers for Jane Fothergill, who retires after 30 years.",
        "Learn what to do in a cardiac arrest.",
        "We took knives off the streets.",
        "A member of the public called emergency services. Well done!",
        "Entry is free of charge, and Sgt Brown is in charge.",
    ],
)
def test_ordinary_names_and_words_ask_nothing(desk: Drafting, text: str):
    found = desk.all(desk.draft(text))
    assert (found["arrests"].state, found["charges"].state) == ("pass", "pass")


def test_somebody_whom_a_court_has_convicted_may_be_named(desk: Drafting):
    post = desk.draft("John Wetherby, 34, of Corby, was sentenced to four years for burglary.", by=ADA)
    found = desk.check(post, "arrests", person=ADA)
    assert found.state == "ask"
    desk.say(post, "arrests", {"whose": "Somebody whom a court has convicted, with nothing pending"}, by=ADA)
    assert desk.state(post, "arrests", person=ADA) == "pass"


# Charges


@pytest.mark.clause("P5")
@pytest.mark.parametrize(
    "text", [CHARGE, "He was ch\u0430rged with theft", "#Charged", "Due in court on Monday: a man of 40"]
)
@pytest.mark.parametrize("by", [HOLLY, OTTO, ADA, TESS], ids=lambda each: each.role)
def test_a_charge_waits_for_permission_whoever_writes_it(desk: Drafting, text: str, by: Person):
    found = desk.check(desk.draft(text, by=by), "charges", person=by)
    assert found.state == "ask"
    assert [each.id for each in found.questions] == ["who", "how", "when", "names"]
    assert found.questions[0].kind == "person"


@pytest.mark.clause("P5")
def test_with_permission_the_name_may_be_there(fresh: Drafting):
    post = fresh.draft(CHARGE, by=OTTO)
    assert fresh.state(post, "arrests", person=OTTO) == "stop"
    fresh.say(post, "charges", PERMIT, by=OTTO)
    assert fresh.state(post, "charges", person=OTTO) == "pass"
    assert fresh.state(post, "arrests", person=OTTO) == "open"
    fresh.say(post, "arrests", {"impact": "yes", "past": "no"}, by=OTTO)
    assert fresh.state(post, "arrests", person=OTTO) == "pass"
    row = fresh.db.execute(
        "SELECT names, given_by, given_ms, how, by_name FROM permissions_to_charge"
    ).fetchone()
    assert row == (1, "Ada Press", 1_795_684_200_000, "telephone", "Otto Night")


@pytest.mark.clause("P5")
def test_permission_without_the_name_leaves_the_name_out(desk: Drafting):
    post = desk.draft(CHARGE, by=OTTO)
    desk.say(post, "charges", PERMIT | {"names": "no"}, by=OTTO)
    assert desk.state(post, "arrests", person=OTTO) == "stop"


@pytest.mark.clause("P5")
def test_words_altered_after_the_permission_need_another(desk: Drafting):
    post = desk.draft(CHARGE, by=OTTO)
    desk.say(post, "charges", PERMIT, by=OTTO)
    desk.draft(CHARGE.replace("burglary", "murder"), by=OTTO, post_id=post)
    assert desk.state(post, "charges", person=OTTO) == "ask"
    assert desk.state(post, "arrests", person=OTTO) == "stop"


@pytest.mark.clause("P5")
@pytest.mark.parametrize("name", ["Otto Night", "otto  night", "0tto Night", "\u041etto Night"])
def test_nobody_permits_a_charge_to_themselves(desk: Drafting, name: str):
    post = desk.draft(CHARGE, by=OTTO)
    with pytest.raises(Incomplete) as refused:
        desk.say(post, "charges", PERMIT | {"who": name}, by=OTTO)
    assert refused.value.field == "who"


@pytest.mark.clause("P5")
def test_corporate_communications_does_not_permit_its_own_either(desk: Drafting):
    post = desk.draft(CHARGE, by=ADA)
    for how in ("At this desk", "By telephone"):
        with pytest.raises(Incomplete):
            desk.say(post, "charges", PERMIT | {"how": how}, by=ADA)
    # Through another person's hands it is still hers.
    with pytest.raises(Incomplete):
        desk.say(post, "charges", PERMIT, by=BEN)
    desk.say(post, "charges", PERMIT | {"who": "Ben Press", "how": "At this desk"}, by=BEN)
    assert desk.state(post, "charges", person=ADA) == "pass"


@pytest.mark.clause("P5")
def test_at_the_desk_only_corporate_communications_permits(desk: Drafting):
    post = desk.draft(CHARGE, by=HOLLY)
    with pytest.raises(Incomplete):
        desk.say(post, "charges", PERMIT | {"who": "Otto Night", "how": "At this desk"}, by=OTTO)
    with pytest.raises(Incomplete):
        desk.say(post, "charges", PERMIT | {"who": "Ada Press", "how": "At this desk"}, by=OTTO)


@pytest.mark.clause("P5")
def test_who_permits_is_on_the_list_of_staff_where_there_is_one(fresh: Drafting):
    cara = fresh.staff("Cara Press", Role.CORPORATE_COMMUNICATIONS)
    fresh.staff("Olga Night", Role.OSCAR_1)
    post = fresh.draft(CHARGE, by=OTTO)
    for nobody in ("Ada Press", "Olga Night", "Chief Constable"):
        with pytest.raises(Incomplete) as refused:
            fresh.say(post, "charges", PERMIT | {"who": nobody}, by=OTTO)
        assert refused.value.field == "who"
    fresh.say(post, "charges", PERMIT | {"who": "cara press"}, by=OTTO)
    row = fresh.db.execute("SELECT given_by, given_staff FROM permissions_to_charge").fetchone()
    assert row == ("Cara Press", cara.staff_id)


@pytest.mark.clause("P5")
@pytest.mark.parametrize(
    "when", ["", "soon", "26/11/2026 10:01", "27/11/2026 09:00", "31/02/2026 09:00", "20/10/2026 09:00"]
)
def test_when_it_was_permitted_must_be_a_time_that_can_be(desk: Drafting, when: str):
    post = desk.draft(CHARGE, by=OTTO)
    with pytest.raises(Incomplete) as refused:
        desk.say(post, "charges", PERMIT | {"when": when}, by=OTTO)
    assert refused.value.field == "when"


# Appeals

APPEAL = "We are appealing for witnesses after a bicycle was taken from Corby railway station on Monday."
LOW = {
    "is_appeal": "yes",
    "low_level": "yes",
    "community": "yes",
    "identifies": "no",
    "suspects": "no",
    "contempt": "no",
}


@pytest.mark.clause("P4")
@pytest.mark.parametrize(
    "text",
    [
        APPEAL,
        "Did you see a red van?",
        "Do you recognise this man?",
        "#Appeal",
        "WITNESS\nAPPEAL",
        "w1tness appe\u0430l",
        "Anyone with information please call 101",
        "Have you any dashcam footage?",
    ],
)
def test_an_appeal_of_a_holder_needs_the_four_conditions(desk: Drafting, text: str):
    post = desk.draft(text)
    found = desk.check(post, "appeal")
    assert found.state == "open"
    assert [each.id for each in found.questions] == list(LOW)
    assert found.questions[2].only_if == ("low_level", ("yes",))
    desk.say(post, "appeal", LOW)
    assert desk.state(post, "appeal") == "pass"


@pytest.mark.clause("P4")
def test_an_address_in_an_appeal_is_pointed_out(desk: Drafting):
    def why(text: str) -> str:
        return {each.id: each.why for each in desk.check(desk.draft(text), "appeal").questions}["identifies"]

    assert (
        why("Did you see the van outside 14 Acacia Road, NN17 1AB?")
        == "It gives a postcode, a street address."
    )
    assert why(APPEAL) == ""


@pytest.mark.clause("P4")
@pytest.mark.parametrize(
    "answer",
    [
        {"low_level": "no"},
        {"community": "no"},
        {"identifies": "yes"},
        {"suspects": "yes"},
        {"contempt": "yes"},
    ],
)
def test_without_any_one_of_them_it_stops(desk: Drafting, answer: dict[str, str]):
    post = desk.draft(APPEAL)
    desk.say(post, "appeal", LOW | answer)
    assert desk.state(post, "appeal") == "stop"


@pytest.mark.clause("P4")
@pytest.mark.parametrize("left_out", list(LOW))
def test_each_of_them_must_be_answered(desk: Drafting, left_out: str):
    post = desk.draft(APPEAL)
    with pytest.raises(Incomplete) as refused:
        desk.say(post, "appeal", {name: each for name, each in LOW.items() if name != left_out})
    assert refused.value.field in (left_out, "community", "low_level")


@pytest.mark.clause("P4")
@pytest.mark.parametrize("by", [HOLLY, OTTO, TESS], ids=lambda each: each.role)
@pytest.mark.parametrize(
    "text", ["Tom, 14, is missing from Corby", "#MISSING", "Last seen at noon in Rushden"]
)
def test_missing_people_are_corporate_communications_to_post(desk: Drafting, text: str, by: Person):
    assert desk.of(text, "appeal", by=by) == "stop"


@pytest.mark.clause("P4")
@pytest.mark.parametrize(
    "copied",
    [
        APPEAL,
        APPEAL.upper(),
        APPEAL.replace("Monday", "Monday night") + " Please share!",
        APPEAL.replace("a", "\u0430"),
        APPEAL.replace(" ", "  ").replace("bicycle", "bike"),
        "RT: " + APPEAL,
    ],
)
def test_a_copy_of_the_forces_appeal_stops_with_whatever_answers(fresh: Drafting, copied: str):
    fresh.db.execute(
        "INSERT INTO threads (account_id, kind, native_id, text, created_ms, raw) VALUES (?, 'post', 'p', ?, 5, '')",
        (fresh.page, APPEAL),
    )
    post = fresh.draft(copied)
    found = fresh.check(post, "appeal")
    assert found.state == "stop"
    assert "Share that post" in found.sentence


@pytest.mark.clause("P4")
def test_sharing_the_forces_own_appeal_passes(desk: Drafting):
    main = desk.account(Network.X, "@northantspolice", primary=True)
    desk.db.execute(
        "INSERT INTO threads (account_id, kind, native_id, text, created_ms, raw)"
        " VALUES (?, 'post', 'm', 'Tom', 5, '')",
        (main,),
    )
    post = desk.draft("Can you help our colleagues? Tom is missing.")
    for shared, state in (("m", "pass"), ("somebody_elses", "stop")):
        desk.db.execute("UPDATE post_targets SET share_of = ? WHERE post_id = ?", (shared, post))
        assert desk.state(post, "appeal") == state


@pytest.mark.clause("P4")
@pytest.mark.parametrize(
    ("network", "primary"),
    [(Network.FACEBOOK, True), (Network.X, False)],
    ids=["another network", "not a main account"],
)
def test_only_a_main_accounts_post_on_that_network_is_shared(
    fresh: Drafting, network: Network, primary: bool
):
    other = fresh.account(network, "Other", primary=primary)
    fresh.db.execute(
        "INSERT INTO threads (account_id, kind, native_id, text, created_ms, raw)"
        " VALUES (?, 'post', 'm', 'Tom', 5, '')",
        (other,),
    )
    post = fresh.draft("Tom is missing.")
    fresh.db.execute("UPDATE post_targets SET share_of = 'm' WHERE post_id = ?", (post,))
    assert fresh.state(post, "appeal") == "stop"


@pytest.mark.clause("P4")
def test_corporate_communications_puts_it_with_its_appeal(desk: Drafting):
    post = desk.draft(APPEAL, by=ADA, on=desk.page)
    found = desk.check(post, "appeal", person=ADA)
    assert (found.state, [each.id for each in found.questions]) == ("open", ["is_appeal"])
    desk.say(post, "appeal", {"is_appeal": "yes"}, by=ADA)
    found = desk.check(post, "appeal", person=ADA)
    assert (found.state, found.sentence[:24]) == ("stop", "Put it with its appeal, ")
    desk.db.execute(
        "INSERT INTO appeals (id, kind, name, opened_ms, opened_by, opened_role)"
        " VALUES (1, 'witness', 'A bicycle', 5, 'Ada Press', 'corporate_communications')"
    )
    desk.db.execute("UPDATE posts SET appeal_id = 1 WHERE id = ?", (post,))
    assert desk.state(post, "appeal", person=ADA) == "pass"
    desk.db.execute("UPDATE appeals SET state = 'concluded', over_ms = 6 WHERE id = 1")
    assert desk.state(post, "appeal", person=ADA) == "stop"


@pytest.mark.clause("P4")
def test_corporate_communications_may_say_that_it_is_none(desk: Drafting):
    post = desk.draft("The Christmas appeal needs witnesses for its nativity play", by=ADA)
    desk.say(post, "appeal", {"is_appeal": "no"}, by=ADA)
    assert desk.state(post, "appeal", person=ADA) == "pass"
