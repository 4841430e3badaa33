"""What can be wrong with a register that is read from a file: each with its sentence (A1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault, where it is. It quotes nothing that could be a password."""

    row: int
    """As a spreadsheet counts rows, the first being 1; 0 for the whole file."""
    column: str
    """The heading as it stands in the file; "" for the whole row."""
    code: str
    sentence: str
    stops: bool
    """True where the row, or the file, cannot be taken before it is corrected."""

    @property
    def where(self) -> str:
        """`Row 12, Owner`, `Row 12`, `The file`."""
        if not self.row:
            return "The file"
        return f"Row {self.row}, {self.column}" if self.column else f"Row {self.row}"


STOPS: Final = {
    "empty_file": "The file is empty.",
    "too_big": "The file is larger than {0} MB, which no register is. Choose the register.",
    "workbook": "This is an Excel workbook. Open it, choose Save as, CSV UTF-8, and import that.",
    "not_text": "This is not a text file. Choose a CSV file.",
    "no_header": "No row of headings was found in the first {0} rows: one is needed that names network and account.",
    "no_network_column": 'No column says the network. Name one "Network".',
    "no_handle_column": 'No column says which account it is. Name one "Handle".',
    "no_owner_column": 'No column says who owns each account. Name one "Owner".',
    "column_twice": "Two columns say the same ({0}). Take one out, or name it otherwise.",
    "no_rows": "There are headings, and no row beneath them.",
    "too_many_rows": "There are more than {0} rows, which no register has. Choose the register.",
    "quote_open": "A quotation mark is opened here and never closed, so the rest of the file cannot be read.",
    "too_many_cells": (
        "This row has {0} cells and the headings {1}. A separator stands in a text without quotation marks."
    ),
    "network_missing": "The network is missing.",
    "network_unknown": 'The register does not know the network "{0}".',
    "handle_missing": "Neither handle nor page name is given.",
    "handle_space": "A handle on {0} has no spaces.",
    "handle_letters": "A handle on {0} has letters, figures and {1} only.",
    "handle_long": "A handle on {0} has at most {1} characters.",
    "handle_other_network": "This address is on {0}, and the network column says {1}.",
    "handle_email": "This is an e-mail address, not a handle.",
    "handle_twice": "The same account stands in row {0}.",
    "owner_missing": "The owner is missing: somebody answers for each account.",
    "kind_unknown": 'The register does not know the kind "{0}". Say primary, neighbourhood, team or officer.',
    "kind_personal": "A personal account is none of the Force's, and none of the Force's becomes personal (7).",
    "second_corporate": "The Force has one {0} account, and this would be a second one (2.6). Row {1} is the first.",
    "second_on_register": "The Force has one {0} account, and {1} is on the register already (2.6).",
    "corporate_only": "{0} is for Corporate Communications only (2.6), and this names another owner or kind.",
    "second_primary": "The Force has one primary account on {0}; {1} is it already.",
    "second_primary_on_register": "The Force has one primary account on {0}; {1} is it already.",
    "neighbourhood_network": "Neighbourhood pages are on Facebook (1.3).",
    "date_unreadable": "This cannot be read as a date. Write it as 31/01/2026.",
    "date_impossible": "There is no such day.",
    "date_american": "The month stands first, as it seems. Write the day first: 31/01/2026.",
    "date_future": "This day has not come yet.",
    "date_too_old": "This is before any of these networks was there.",
    "yes_no_unreadable": "Say yes or no, or leave it empty.",
    "formula": "This begins as a formula does. Take the sign at its beginning out.",
    "spreadsheet_error": "The spreadsheet had an error here ({0}) instead of a value.",
    "scientific_number": "The spreadsheet has turned a number into this. Enter it again, as text.",
    "control_characters": "There are characters here that cannot be seen and control a printer or terminal.",
    "turning_characters": "There are characters here that turn the order of letters, or hide in them.",
    "too_long": "This is {0} characters long; {1} are the most.",
    "looks_like_password": (
        "A password seems to be written here. Take it out of the file: the register never holds one."
    ),
    "last_post_after_closed": "The last post is later than the day on which the account was closed.",
    "last_post_before_set_up": "The last post is earlier than the day from which the account was used.",
    "too_many_people": "More than {0} people are named in one cell.",
}
"""What keeps a row, or the file, from being taken; {0} and {1} are filled in."""
LOOK: Final = {
    "unreadable_letters": "Some letters could not be read and show as �. Save the file as CSV UTF-8.",
    "unknown_column": "This column is not known to the register and is left out.",
    "password_column": (
        "This column seems to hold passwords. It was not read, and nothing of it is kept. Take it out of the file, and "
        "see that nobody else has a copy."
    ),
    "stray_quote": "A quotation mark stands within the text; it was read as it stands.",
    "too_few_cells": "This row has {0} cells and the headings {1}; the rest was taken as empty.",
    "owner_email": "The owner is an e-mail address. A name or a team is better.",
    "no_kind_column": "No column says the kind; officer was taken where there is a number, else team.",
    "kind_missing": "The kind is not given; {0} was taken.",
    "primary_not_corporate": "Primary accounts are Corporate Communications' (3.1), and this names another owner.",
    "date_serial": "The spreadsheet's own number of a day; {0} was taken.",
    "date_short_year": "The year has two figures; {0} was taken.",
    "date_month": "No day is given; {0} was taken.",
    "yes_without_day": "It says yes and not when, so no day is recorded.",
    "wrong_letters": "Letters seem to have been read wrongly before ({0}). Look at the spelling.",
    "line_break": "There is a line break here; it was taken as a space.",
    "held_without_day": "A password is held and it is not said since when; today was taken.",
    "changed_without_name": "It is not said who changed the password, so the change is left out.",
    "name_without_change": "It is not said when the password was changed, so the change is left out.",
    "closed_without_reason": 'It is closed without a reason; "Closed before the import" was taken.',
    "frozen_without_reason": 'It is frozen without a reason; "Frozen before the import" was taken.',
    "frozen_and_closed": "It is both frozen and closed; closed was taken.",
    "person_twice": "{0} is named twice; once was taken.",
    "admin_untrained": "No training is given for those who administer this page (2.5). They are still to be trained.",
    "reshares_and_watches": "It cannot both only reshare and only watch; only watching was taken.",
    "number_odd": "This is no usual collar or staff number.",
    "closed_before": "An account of this handle was closed on the register; this one is recorded anew.",
    "mitigation_without_day": "The reason for lying still has no day until which it holds; it was put into the note.",
}
"""What a person looks at; the row can be taken."""


def fault(row: int, column: str, code: str, *filled: object) -> Fault:
    """A fault with its sentence."""
    stops = code in STOPS
    words = STOPS[code] if stops else LOOK[code]
    return Fault(row=row, column=column, code=code, sentence=words.format(*filled), stops=stops)
