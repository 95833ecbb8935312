"""The law of the vote, case by case: docs/VOTES.md, which a jurist can read and add to; then its reasons in words.

What the lists below name is written by hand from the rules of the COPIL, as the table's answers are: neither comes
from the code that they check.
"""

import ast
from pathlib import Path

import pytest

from copil.tally import Attends, Case, Kind, Mode, Outcome, Result, Seat, What, Why, tally
from copil.tally_file import case_as_json, case_of_json
from tests.copil.votes import FILE, case, lines

NBSP = "\u00a0"
LINES = list(lines())

# Each row of the table of rules, each sentence of their fine print.
RULES = """
    quorum remote second-with second-without invalid-counts left silence
    majority-cast majority-present majority-seats choices rejected
    tie tie-any-majority chair-ballot chair-replaced secret nothing-cast no-seat-left
    substitute qualified proxy one-per-holder one-per-giver proxy-order interest expert
    first-why window changed later late
    online online-rules online-own online-proxy online-attends totals
""".split()

# Where rules meet: each on the left with each of those on its right.
PAIRS = """
    quorum: remote second-with second-without silence nothing-cast tie substitute qualified proxy interest expert
    second-with: majority-seats tie no-seat-left nothing-cast proxy interest totals online-rules
    second-without: interest online-rules
    invalid-counts: tie online proxy totals
    silence: majority-cast majority-present majority-seats tie nothing-cast proxy online totals
    majority-cast: choices rejected tie nothing-cast proxy interest expert changed late online-proxy totals
    majority-present: choices rejected remote tie nothing-cast substitute qualified
    majority-present: proxy interest expert late online totals
    majority-seats: choices rejected tie nothing-cast no-seat-left qualified proxy interest expert online totals
    choices: tie nothing-cast changed online-own totals
    tie: secret chair-replaced remote substitute proxy interest expert window changed late online online-proxy totals
    nothing-cast: proxy interest expert late window online online-own totals
    no-seat-left: interest expert online totals
    substitute: proxy interest expert changed online-own online-attends
    qualified: remote proxy interest first-why online-attends online-proxy
    proxy: remote one-per-holder one-per-giver proxy-order interest expert first-why window changed late online-own
    proxy-order: one-per-holder one-per-giver interest
    interest: expert first-why changed late online totals
    expert: first-why window online totals
    first-why: window late changed online-own online-attends
    window: changed late online
    changed: later late online-own online-proxy
    late: online online-own
    online-rules: quorum
"""

# What may be refused, and the reasons for it.
WHYS = {
    What.BALLOT: "no_seat expert interest not_present not_holder early late replaced",
    What.PROXY: "no_seat expert interest substituted giver_present not_present second_proxy",
    What.SUBSTITUTION: "qualified",
}


# The table


def test_each_vote_is_decided_as_the_table_says() -> None:
    """Its case as it stands, and as the file that `manage.py tally` reads."""
    wrong = {}
    for line in LINES:
        results = tally(line.case), tally(case_of_json(case_as_json(line.case)))
        found = [(r.quorum, r.counts, r.outcome, r.casting_vote, r.refused) for r in results]
        if found != [line.expected] * 2:
            wrong[line.name] = found
    assert wrong == {}


def test_every_rule_and_every_pair_of_rules_that_meet_has_its_case() -> None:
    assert {rule for line in LINES for rule in line.shows} == {*RULES}
    told = FILE.read_text()
    assert [rule for rule in RULES if f"\n- `{rule}`: " not in told] == []
    met = {frozenset({one, other}) for line in LINES for one in line.shows for other in line.shows}
    pairs = [
        {rule.strip(), other}
        for rule, others in (row.split(":") for row in PAIRS.strip().splitlines())
        for other in others.split()
    ]
    assert all(pair <= {*RULES} for pair in pairs)
    assert [pair for pair in pairs if pair not in met] == []


def test_everything_that_may_be_refused_has_its_case() -> None:
    shown = {(refused.what, refused.why) for line in LINES for refused in line.expected[-1]}
    assert shown == {(what, Why(why)) for what, whys in WHYS.items() for why in whys.split()}
    assert {line.expected[2] for line in LINES} == {*Outcome}
    assert len({(line.name, line.case) for line in LINES}) == len(LINES)


def test_each_rule_that_no_count_shows_has_the_test_that_does() -> None:
    named = [cell.strip(" `|") for row in FILE.read_text().splitlines() for cell in row.split(" | ") if "::" in cell]
    assert len(named) > 20
    for name in named:
        file, test = name.split("::")
        tree = ast.parse((Path(__file__).parent / file).read_text())
        assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, name


# The reasons in words

REASONS = [
    (
        "A–B, C–D absent", "quorum 2/3", "",
        "Le quorum de ce point (2/3 de 4 sièges, à l’unité supérieure) n’est pas atteint : "
        "2 présents ou représentés pour 3 requis (règlement intérieur).",
    ),
    (
        "A–B", "second convocation with clause", "",
        "Aucun quorum n’est exigé, la seconde convocation le disant : 2 présents ou représentés sur 2 sièges "
        "(CRPA, art. R133-10).",
    ),
    (
        "A–B", "second convocation without clause", "",
        "Le quorum reste exigé : la seconde convocation ne dit pas qu’il ne l’est plus (CRPA, art. R133-10).",
    ),
    (
        "A–C", "online", "A pour",
        "La participation (la moitié de 3 sièges, à l’unité supérieure) n’est pas atteinte : 1 siège a voté "
        "lui-même, mandats et NPPV non compris, pour 2 requis (ordonnance n° 2014-1329, art. 4).",
    ),
    (
        "A", "online, second convocation with clause", "",
        "Une seconde convocation ne dispense pas un vote asynchrone de la participation requise "
        "(ordonnance n° 2014-1329, art. 4).",
    ),
    (
        "A absent", "", "",
        "Aucun vote valable n’a pu avoir lieu : le décompte n’est donné que pour mémoire et le point attend "
        "une nouvelle convocation (règlement intérieur).",
    ),
    (
        "A", "A out", "",
        "Il ne reste aucun siège qui puisse voter : le point est ajourné (règlement intérieur).",
    ),
    (
        "A", "", "",
        "Aucune voix n’est exprimée, ni pour ni contre : le point est ajourné (règlement intérieur).",
    ),
    (
        "A chair, B", "no casting vote", "A pour, B contre",
        "Partage égal des voix, 1 pour et 1 contre : aucune voix n’est prépondérante dans ce vote, "
        "le point est ajourné (règlement intérieur).",
    ),
    (
        "A–B", "", "A pour, B contre",
        "Partage égal des voix, 1 pour et 1 contre : aucune présidence ne siège sur ce point, "
        "il est ajourné (règlement intérieur).",
    ),
    (
        "A chair, B–C", "", "B pour, C contre",
        "Partage égal des voix, 1 pour et 1 contre : la présidence n’a voté ni pour ni contre, "
        "le point est ajourné (règlement intérieur).",
    ),
    (
        "A chair, B", "", "A contre, B pour",
        "Partage égal des voix, 1 pour et 1 contre : la voix de la présidence (A), contre, est prépondérante, "
        "la proposition est rejetée (CRPA, art. R133-11).",
    ),
    (
        "A–D", "", "A pour",
        "La proposition est adoptée : 1 pour quand la majorité est de 1 sur 1 voix exprimée (CRPA, art. R133-11).",
    ),
    (
        "A–D", "majority present", "A pour",
        "La proposition est rejetée : 1 pour quand la majorité est de 3 sur 4 sièges présents ou représentés "
        "(CRPA, art. R133-11).",
    ),
    (
        "A–E", "majority seats", "A pour",
        "La proposition est rejetée : 1 pour quand la majorité est de 3 sur 5 sièges, déports non compris "
        "(règlement intérieur).",
    ),
    (
        "A–C absent", "", "A pour, B pour, B contre",
        "3 bulletins ne sont pas comptés (sièges A et B) : le siège n’est ni présent ni valablement représenté "
        "(CRPA, art. R133-9).",
    ),
    (
        "A chair, B–E", "", "totals 2-2-0-0 chair contre",
        "Le décompte, lu au dépouillement, est de 2 pour, 2 contre, 0 abstention et 0 NPPV.",
    ),
    (
        "A chair, B–E", "", "totals 2-2-0-0 chair contre",
        "1 siège n’a pas voté : ni l’absence ni le silence ne valent abstention (règlement intérieur).",
    ),
    (
        "A, B–C absent", "", "totals 3-0-0-0",
        "Aucun vote valable n’a pu avoir lieu : le décompte n’est donné que pour mémoire et le point attend "
        "une nouvelle convocation (règlement intérieur).",
    ),
    (
        "A–C", "C out", "totals 3-0-0-0",
        "Aucun vote valable n’a eu lieu : le dépouillement donne plus de voix que de sièges présents ou "
        "représentés (règlement intérieur).",
    ),
]  # fmt: skip


def reasons(result: Result) -> list[str]:
    """Read without their no-break spaces."""
    return [reason.replace(NBSP, " ") for reason in result.reasons]


@pytest.mark.parametrize(("seats", "given", "votes", "reason"), REASONS)
def test_a_reason_is_told_in_one_plain_sentence(seats: str, given: str, votes: str, reason: str) -> None:
    assert reason in reasons(tally(case(seats, given, votes)))


def test_reasons_tell_every_rule_applied_in_order() -> None:
    seats = "A chair, B substitute, C absent, D qualified"
    assert reasons(tally(case(seats, "window, C→A, D out", "A pour, C contre by A"))) == [
        "Le siège D est en déport : ni voix, ni mandat, ni part au quorum de ce point (CRPA, art. R133-12).",
        "Le siège B est tenu par un suppléant : chaque siège garde une voix et une seule (CRPA, art. R133-3).",
        "1 siège est représenté par mandat : C par A (CRPA, art. R133-9).",
        "Le quorum de ce point (la moitié de 3 sièges, à l’unité supérieure) est atteint : "
        "3 présents ou représentés pour 2 requis (CRPA, art. R133-10).",
        "Le décompte est de 1 pour, 1 contre, 0 abstention et 0 NPPV.",
        "1 siège n’a pas de bulletin compté (siège B) : ni l’absence ni le silence ne valent abstention "
        "(règlement intérieur).",
        "Partage égal des voix, 1 pour et 1 contre : la voix de la présidence (A), pour, est prépondérante, "
        "la proposition est adoptée (CRPA, art. R133-11).",
    ]


def test_reasons_name_seats_by_their_label() -> None:
    seat = Seat("7f3", Kind.MEMBER, Attends.TITULAR, label="DREETS")
    result = tally(Case(mode=Mode.LIVE, seats=(seat,), interests=frozenset({"7f3"})))
    assert reasons(result)[0].startswith("Le siège DREETS est en déport")
