"""Numbers and addresses in UK forms, and what looks like them and is none."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from socialdesk.triage.details import details

LETTERS = "ABCDEFGHJKLMNOPRSTUVWXY"
UNIT = "ABDEFGHJLNPQRSTUWXYZ"
NUMBERS = ("07700900", "07911123", "01632960", "01604123", "02079460", "01134960", "03069990", "02890180")
SAYINGS = ("his is {}", "{}", "she is on {} if anyone wants it", "that will be {}.", "({})", "it was {}!")


def digits(made: random.Random, many: int) -> str:
    return "".join(made.choice("0123456789") for _ in range(many))


def telephone(made: random.Random) -> str:
    number = made.choice(NUMBERS) + digits(made, 3)
    return made.choice(
        (
            number,
            f"{number[:5]} {number[5:]}",
            f"{number[:5]} {number[5:8]} {number[8:]}",
            f"+44 {number[1:5]} {number[5:]}",
            f"+44{number[1:]}",
            f"0044 {number[1:]}",
            f"+44 (0){number[1:]}",
            f"({number[:5]}) {number[5:]}",
            f"{number[:4]}.{number[4:7]}.{number[7:]}",
            f"{number[:5]}-{number[5:]}",
            " ".join((number[:3], number[3:5], number[5:7], number[7:9], number[9:])),
        )
    )


def postcode(made: random.Random) -> str:
    district = made.choice(("NN1", "NN15", "M1", "B33", "W1A", "SW1A", "EC2V", "PE28", "CF10", "GL5"))
    return district + made.choice((" ", "")) + digits(made, 1) + made.choice(UNIT) + made.choice(UNIT)


def plate(made: random.Random) -> str:
    def letters(many: int) -> str:
        return "".join(made.choice(LETTERS.replace("I", "")) for _ in range(many))

    form = made.randrange(4)
    if form == 0:
        return (
            letters(2)
            + made.choice(("02", "12", "24", "51", "66", "73"))
            + made.choice((" ", ""))
            + letters(3)
        )
    if form == 1:
        return made.choice("ABCDEFGHJKLMNPRSTVWXY") + str(made.randint(1, 999)) + letters(3)
    if form == 2:
        return letters(3) + str(made.randint(1, 999)) + made.choice("ABCDEFGHJKLMNPRSTVWXY")
    return (
        made.choice(("AZ", "BIG", "CIL", "DXI", "FAZ", "JBZ", "LHZ", "TUI")) + f" {made.randint(1000, 9999)}"
    )


def national_insurance(made: random.Random) -> str:
    prefix = made.choice(("AB", "JC", "QQ", "LM", "WX")).replace("Q", "P")
    number, last = digits(made, 6), made.choice("ABCD")
    return made.choice(
        (f"{prefix}{number}{last}", f"{prefix} {number[:2]} {number[2:4]} {number[4:]} {last}")
    )


def nhs(made: random.Random) -> str:
    while True:
        nine = digits(made, 9)
        check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11
        if check != 10:
            break
    number = nine + str(check % 11)
    spaced = f"{number[:3]} {number[3:6]} {number[6:]}"
    return made.choice((spaced, f"NHS number {number}"))


def email(made: random.Random) -> str:
    return (
        made.choice(("jo.beech", "kev_1988", "p-ames"))
        + "@"
        + made.choice(("example.org", "mail.example.co.uk"))
    )


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (telephone, "a telephone number"),
        (postcode, "a postcode"),
        (plate, "a number plate"),
        (national_insurance, "a National Insurance number"),
        (nhs, "an NHS number"),
        (email, "an e-mail address"),
    ],
)
def test_formal_ones_are_found(make: Callable[[random.Random], str], kind: str) -> None:
    made = random.Random(20)
    missed: list[str] = []
    for _ in range(400):
        text = made.choice(SAYINGS).format(make(made)).lower()
        if all(each.kind != kind for each in details(text)):
            missed.append(text)
    assert len(missed) <= 2, missed


@pytest.mark.parametrize(
    ("text", "kind", "marked"),
    [
        ("he's at 42 alder close now", "a street address", "42 alder close"),
        ("flat 3, 16b st mary's road", "a street address", "flat 3, 16b st mary's road"),
        ("number 7 the maltings", "a street address", "number 7 the maltings"),
        ("reg 1 abc", "a number plate", "1 abc"),
        ("plate is kv 7", "a number plate", "kv 7"),
        (
            "oh seven seven double oh nine oh oh one two three",
            "a telephone number",
            "oh seven seven double oh nine oh oh one two three",
        ),
        ("it's @lee_mzz82 lol", "the name of an account", "@lee_mzz82"),
        ("his insta is lozzybakes", "the name of an account", "lozzybakes"),
        ("jo dot beech at gmail dot com", "an e-mail address", "beech at gmail dot com"),
    ],
)
def test_addresses_accounts_and_what_is_said_to_be_a_plate(text: str, kind: str, marked: str) -> None:
    assert (kind, marked) in [(each.kind, text[each.start : each.end]) for each in details(text)]


TRICKY = """
the a43 and m1 are shut
ko is 7.30pm
we won 4-3 aet
£1,250.50 deposit
ref 22000123456
crime number 24000456789
case ref NP-2024-1234
order #10394857
ISBN 978-0-306-40615-7
bus 38 or X46
the 12A to Corby
iphone 14 pro max
galaxy s23 ultra
a BMW 320d or audi a4
ford focus st 170
mazda mx5
a 1:30 start
in 2019 we had 300 people
20,000 steps
120/80 blood pressure
temp was 37.5
at 12 noon the end
2024-11-23
23/11/2024
23.11.24 10:15
score 21-19 21-17
pm3 batteries aa lr6
b12 and d3 vitamins
size 12 shoes uk 9
wd40 works
room b12 block c3
c4 at 9
e10 petrol
3 for 2 at asda
50p off
100m sprint in 11.2
5k in 24:31
channel 4 at 9
bbc1 8pm
4x4s and 2x4
mp3 player
h2o
co2 levels up 40 ppm
PCN 12345678
sort code 12-34-56
account 12345678
card ending 4321
1-0 to the cobblers
nn3 and nn4 postcodes
the nn5 area
m25 j12
a14 j9 to j10
lockdown 2020 and 2021
99 problems
101 or 999
text 61016
call 111
55 after the tone
999 99 999
0-60 in 4.3
20 mph in the way of kids
30 years down the road
5 minutes up the street
2 lads in the park
3 times in a row
100 yards from the end
1 in 4 people
7 of 9 in the hill climb
ps5 and xbox 360
season 4 episode 12
chapter 12 verse 3
psalm 23
john 3 16
1 2 3 4 5 6 7 8 9 10
12345678910 steps
3.14159265358
win 1000000 coins
id 550e8400
v2.0.13
ip 192.168.1.1
serial AB-1234-56
part no FX1200B2
unit 4 opens
platform 2 for the 1715
flight BA2490
train 1p43
locomotive 60103
q3 2024 results
d day 80
ww2 d-day
k9 unit pd nala
a1 job lads
b&q
w12 shows
gcse grade 9
year 10 and 11
u12s beat u13s
ks2 sats
tier 2
level 3 diploma
25% off
1080p 4k tv
55 inch
a4 paper
dvla v5c
p45 and p60
sa100 form
ucas 1234567890
parcel JD0002312345678
vin WVWZZZ1JZXW
10 out of 10 from me
24/7 365
9 to 5 job
just 2 min from home
the 3 of us went down the hill
5 cars in the drive
1 person in the court
2 hours in the place
12 of us on the green
""".strip().splitlines()


def test_what_only_looks_like_one_is_left_alone() -> None:
    alarms = [text for text in TRICKY if list(details(text.lower()))]
    assert len(TRICKY) >= 100
    assert len(alarms) <= len(TRICKY) // 100, alarms


@pytest.mark.parametrize(
    "text", ["0" * 9000, "0 " * 5000, "1 a " * 2500, "aa12 " * 2000, "a@" * 5000, "oh " * 3000]
)
def test_long_runs_are_read_at_once(text: str) -> None:
    assert len(list(details(text))) < 5000
