"""What `socialdesk training new` writes: one of each thing, with a comment beside it, and without a fault."""

from __future__ import annotations

STARTER = '''\
# A scenario for training. The format is written down in README.md beside the scenarios that come with the desk.
# Look it over with:   socialdesk training check THIS-FILE.toml
# Play it with:        socialdesk --training THIS-FILE.toml
#
# Everybody here is made up. Telephone numbers: 01632 960000 to 960999. Web addresses: they end in .example

format = 1
name = "A quarter of an hour"
about = "For who chooses a scenario: what it is about, in a sentence or two."
minutes = 15
level = "first"                     # first, usual or hard
# role = "oscar_1"                  # who the trainee is; left out: a trainee, who may do everything
# begins = 2026-12-26T02:00:00      # the desk's own clock, UK time; left out: now
brief = """
Shown at the start. Say what has happened so far, which accounts there are, and what is asked."""
debrief = """
Shown at the end. Say what somebody should take along."""

# Settings that the desk begins with, by their names in it.
[settings]
undo_seconds = 5

# Words that must not appear in public, by case (4.3b). Nothing that the Force writes here may have them.
[watch]
"Market Street robbery" = ["Kyle Deverson"]

# Members of the public: a key for this file, and the name that is shown. They are the same on every network.
[people]
dale = "Dale Pritchley"
priya = "Priya Ramanand"
gary = "Gary Thornback"
lorna = "Lorna Whitcastle"
rosalind = "Rosalind Achterberg"

# The Force's accounts. network: facebook, instagram, x, youtube, linkedin or bluesky.
[[page]]
key = "force"
network = "facebook"
name = "Anyshire Police"
username = "anyshirepolice"
about = "Not monitored 24/7. In an emergency call 999."

[[page]]
key = "x"
network = "x"
name = "Anyshire Police"
username = "anyshirepolice"

# ---------------------------------------------------------------- what is already there (ago)

[[post]]
key = "arrest"
page = "force"
ago = "1h 20m"
picture = "Market Street by daylight"
text = """
A man of 27 has been arrested after a robbery in Market Street, Kelmarton, this morning.

Please call 101 if you saw anything, and do not guess here at who it may be."""
# The trainee should mark this post: proceedings are active.
[post.answer]
do = "proceedings"
why = "There has been an arrest: what is written beneath this post could reach a jury (4.3b)."

[[post]]
key = "x_road"
page = "x"
ago = "40m"
text = "The A6999 is closed at Barton after a collision. Please find another way."

# Most of an evening is ordinary talk. It has no answer: right is to leave it alone, or to answer it kindly.
[[comment]]
on = "arrest"
by = "lorna"
ago = "1h"
text = "Hope the lady is all right."

# ---------------------------------------------------------------- what comes (at, in seconds)

# Something that has to go. The grounds: the best first; one of them must be given.
[[comment]]
key = "named"
on = "arrest"
by = "dale"
at = 15
text = "Everyone knows who this is. Kyle Deverson, he only got out in March"
note = "For the trainer alone: a name and a past, beneath an arrest."
[comment.answer]
do = "remove"
grounds = ["contempt_of_court", "identifies_person"]
act = "delete"                      # hide, delete or report: what this network and the policy have
before = ["evidence"]               # what must come first
within = 120                        # seconds in which it must be decided; left out where nothing hurries
why = "It names the arrested man and speaks of his past: a trial could fall over it."

# Criticism stays. It may be answered, too.
[[comment]]
on = "arrest"
by = "gary"
at = 60
text = "An hour and a half to tell us. Hopeless."
answer = { do = "keep", or_else = ["leave", "reply"], why = "Criticism of the police, without abuse (4.3)." }

# Something to answer. says: what the answer must have; a|b where either will do.
[[comment]]
key = "witness"
on = "arrest"
by = "priya"
at = 100
text = "I saw a man run past the bakery at half nine. Who should I tell?"
[comment.answer]
do = "reply"
says = ["101"]
never = ["what did he look like"]
why = "A witness: lead her to 101, and ask nothing in public."

# Its author changes it. With an answer of its own it would replace the one above from then on.
[[edit]]
on = "witness"
at = 300
text = "I saw a man run past the bakery at half nine. EDIT: have rung 101, thank you"
answer = { do = "leave", or_else = ["reply", "keep"], why = "She has rung. Nothing more is needed." }

# A message. Requests for information are always passed on.
[[message]]
page = "force"
by = "rosalind"
at = 180
text = """
How many burglaries were recorded in Kelmarton in each of the last three years?

Rosalind Achterberg, 14 Lime Walk, Kelmarton"""
[message.answer]
do = "foi"
why = "A request for recorded information: an FOI Officer decides, not this desk (4.2c)."

# Danger now: the control room before anything else.
[[mention]]
page = "x"
by = "lorna"
at = 220
text = "@anyshirepolice there is somebody on the wrong side of the railings on Barrow Bridge right now"
[mention.answer]
do = "emergency"
also = ["reply"]
says = ["999"]
within = 90
why = "A life may be at risk now (4.2b)."

# It depends: asking Corporate Communications is right, and `advice` is what they answer.
[[comment]]
key = "plumber"
on = "x_road"
by = "gary"
at = 400
text = "Bet it was one of the vans from Barton Heating. They send their lads out in wrecks"
[comment.answer]
do = "ask"
or_else = ["keep"]
advice = "Keep it: an opinion about a business, and no fact that could be checked."
why = "Nearly an accusation, and nearly only a moan (4.3a)."

# A colleague of the trainee's: hide, unhide, delete, reply happen on the network; claim, note at the desk.
[[colleague]]
on = "plumber"
does = "note"
by = "Sam, day shift"
text = "He says this of every firm in town."
at = 420

# What the trainee is asked to do besides.
[[task]]
key = "open"
at = 500
title = "Say that the road is open"
text = "The A6999 has been open again for five minutes. The inspector asks for a post on X, in a sentence."
[task.answer]
do = "publish"
pages = ["x"]
says = ["A6999", "open"]
within = 400
clause = "3.1"
why = "People need it now, and it is short."
'''
