"""A vote as a JSON file: what may be missing, and each way in which it is malformed."""

import copy
import json
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from copil.tally import Case, Malformed, Rules, tally
from copil.tally_file import read_case

NBSP = "\u00a0"

GOOD = {
    "rules": {"quorum": "1/2", "majority": "cast", "casting_vote": True, "second_convocation": "none"},
    "mode": "live",
    "window": {"opens": "2026-12-03T09:00:00Z", "closes": "2026-12-03T12:00:00Z"},
    "seats": [
        {"id": "A", "kind": "chair", "attends": "titular"},
        {"id": "B", "kind": "member", "attends": "no"},
    ],
    "proxies": [{"giver": "B", "holder": "A"}],
    "interests": ["B"],
    "ballots": [{"seat": "A", "choice": "pour", "cast_by": "A", "at": "2026-12-03T09:10:00Z"}],
}


def changed(path: str, value: object) -> str:
    """The good vote with the value at a path such as `seats.0.kind` replaced."""
    vote = copy.deepcopy(GOOD)
    *parents, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    place = vote
    for key in parents:
        place = place[key]
    place[last] = value
    return json.dumps(vote)


def without(path: str) -> str:
    vote = copy.deepcopy(GOOD)
    *parents, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    place = vote
    for key in parents:
        place = place[key]
    del place[last]
    return json.dumps(vote)


def sentence(text: str | bytes) -> str:
    with pytest.raises(Malformed) as error:
        read_case(text)
    return str(error.value).replace(NBSP, " ")


def test_missing_parts_have_their_defaults():
    case = read_case('{"mode": "live", "seats": [{"id": "A", "kind": "member", "attends": "no"}]}')
    assert case == Case(mode=case.mode, seats=case.seats)
    assert case.rules == Rules(quorum=Fraction(1, 2))


@pytest.mark.parametrize("key", ["quorum", "majority", "casting_vote", "second_convocation"])
def test_missing_rule_has_its_default(key):
    assert read_case(without(f"rules.{key}")).rules == Rules()


@pytest.mark.parametrize("key", ["rules", "window", "proxies", "interests", "ballots", "ballots.0.cast_by"])
def test_optional_key_may_be_missing(key):
    tally(read_case(without(key)))


@pytest.mark.parametrize(
    ("key", "named"),
    [
        ("mode", "mode"),
        ("seats", "seats"),
        ("seats.0.id", "seats[0].id"),
        ("seats.1.kind", "seats[1].kind"),
        ("seats.1.attends", "seats[1].attends"),
        ("window.opens", "window.opens"),
        ("window.closes", "window.closes"),
        ("proxies.0.giver", "proxies[0].giver"),
        ("proxies.0.holder", "proxies[0].holder"),
        ("ballots.0.seat", "ballots[0].seat"),
        ("ballots.0.choice", "ballots[0].choice"),
        ("ballots.0.at", "ballots[0].at"),
    ],
)
def test_required_key_may_not_be_missing(key, named):
    assert sentence(without(key)) == f"La clé {named} manque."


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("secret", "du vote"),
        ("rules.quorums", "de rules"),
        ("window.open", "de window"),
        ("seats.0.name", "de seats[0]"),
        ("proxies.0.at", "de proxies[0]"),
        ("ballots.0.castby", "de ballots[0]"),
    ],
)
def test_unknown_key_is_malformed(path, named):
    key = path.split(".")[-1]
    assert sentence(changed(path, True)).startswith(f"La clé « {key} » {named} est inconnue (attendu : ")


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("mode", "mode"),
        ("rules.majority", "rules.majority"),
        ("rules.second_convocation", "rules.second_convocation"),
        ("seats.0.kind", "seats[0].kind"),
        ("seats.0.attends", "seats[0].attends"),
        ("ballots.0.choice", "ballots[0].choice"),
    ],
)
@pytest.mark.parametrize("code", ["boss", "", "Live", "Pour"])
def test_unknown_code_is_malformed(path, named, code):
    told = sentence(changed(path, code))
    assert told.startswith(f"La valeur « {code} » de {named} est inconnue (attendu : ")


@pytest.mark.parametrize(
    "path",
    [
        "mode",
        "rules.majority",
        "seats.0.id",
        "seats.0.kind",
        "proxies.0.giver",
        "interests.0",
        "ballots.0.seat",
        "ballots.0.cast_by",
        "ballots.0.at",
        "window.opens",
    ],
)
@pytest.mark.parametrize("value", [None, True, 1, 1.5, [], {}])
def test_text_of_another_type_is_malformed(path, value):
    assert sentence(changed(path, value)).endswith(" doit être un texte entre guillemets.")


@pytest.mark.parametrize("value", [None, 0, 1, "true", [], {}])
def test_casting_vote_is_true_or_false(value):
    told = sentence(changed("rules.casting_vote", value))
    assert told == "rules.casting_vote doit être true ou false."


@pytest.mark.parametrize("path", ["seats", "proxies", "interests", "ballots"])
@pytest.mark.parametrize("value", [None, True, 1, "A", {}])
def test_list_of_another_type_is_malformed(path, value):
    assert sentence(changed(path, value)) == f"{path} doit être une liste JSON."


@pytest.mark.parametrize("path", ["rules", "window", "seats.0", "proxies.0", "ballots.0"])
@pytest.mark.parametrize("value", [None, True, 1, "A", []])
def test_object_of_another_type_is_malformed(path, value):
    assert sentence(changed(path, value)).endswith(" doit être un objet JSON.")


@pytest.mark.parametrize("text", ["null", "true", "12", '"live"', "[]"])
def test_vote_that_is_no_object_is_malformed(text):
    assert sentence(text) == "Le vote doit être un objet JSON."


@pytest.mark.parametrize(
    ("written", "quorum"),
    [
        ("1/2", Fraction(1, 2)),
        ("2/3", Fraction(2, 3)),
        ("6/9", Fraction(2, 3)),
        ("1", Fraction(1)),
        ("1/1", Fraction(1)),
        ("0.5", Fraction(1, 2)),
        (0.5, Fraction(1, 2)),
        (0.1, Fraction(1, 10)),
        (1, Fraction(1)),
        (1.0, Fraction(1)),
        ("1/999999999", Fraction(1, 999_999_999)),
    ],
)
def test_quorum_is_read_exactly(written, quorum):
    assert read_case(changed("rules.quorum", written)).rules.quorum == quorum


@pytest.mark.parametrize("written", ["0", "0/2", "3/2", "2", 0, 2, 1.000001, "0.0", "1.5"])
def test_quorum_outside_its_bounds_is_malformed(written):
    told = sentence(changed("rules.quorum", written))
    assert told == "Le quorum doit être une fraction plus grande que 0 et au plus égale à 1."


@pytest.mark.parametrize(
    "written",
    [
        "",
        "half",
        "1/0",
        "-1/2",
        "1/-2",
        "1 / 2",
        "1/2/3",
        " 1/2",
        "1/2\n",
        "0,5",
        ".5",
        "50%",
        "١/٢",
        "1e-1",
        "1" * 5000,
        "1/" + "1" * 5000,
        1e-12,
        1e300,
        -1,
        -0.5,
    ],
)
def test_quorum_that_is_no_fraction_is_malformed(written):
    assert sentence(changed("rules.quorum", written)).endswith("n’est pas une fraction comme 1/2.")


@pytest.mark.parametrize("written", [None, True, [], {}])
def test_quorum_of_another_type_is_malformed(written):
    assert sentence(changed("rules.quorum", written)) == "rules.quorum doit être un texte entre guillemets."


def test_number_too_large_to_exist_is_malformed_and_not_computed():
    text = changed("rules.quorum", "Q").replace('"Q"', "1e-999999999")
    assert sentence(text) == "La valeur « 1e-999999999 » de rules.quorum n’est pas une fraction comme 1/2."


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("2026-12-03T09:10:00Z", 0),
        ("2026-12-03T09:10:00z", 0),
        ("2026-12-03 09:10:00+00:00", 0),
        ("2026-12-03T10:10+01:00", 0),
        ("2026-12-03T10:11:00.000000+0100", 1),
    ],
)
def test_date_is_read_in_its_time_zone(written, minutes):
    [ballot] = read_case(changed("ballots.0.at", written)).ballots
    assert ballot.at == datetime(2026, 12, 3, 9, 10, tzinfo=UTC) + timedelta(minutes=minutes)


@pytest.mark.parametrize("path", ["ballots.0.at", "window.opens", "window.closes"])
def test_date_without_time_zone_is_malformed(path):
    told = sentence(changed(path, "2026-12-03T09:10:00"))
    assert told == "La date « 2026-12-03T09:10:00 » est sans fuseau horaire."


@pytest.mark.parametrize(
    "written",
    [
        "",
        "hier",
        "2026-12-03",
        "2026-02-30T09:00:00Z",
        "2026-12-03T25:00:00Z",
        "2026-12-03T09:00:60Z",
        "2026-12-03x09:00:00Z",
        "2026-12-03T09:00:00.1234567Z",
        "2026-12-03T09:00:00+99:00",
        "0000-12-03T09:00:00Z",
        "2026-W49-4T09:00:00Z",
        "2026-12-03T09:00:00Z\n",
    ],
)
def test_date_that_is_none_is_malformed(written):
    told = sentence(changed("ballots.0.at", written))
    assert told.endswith("n’est pas une date et une heure comme 2026-12-03T09:00:00Z.")


def test_dates_at_the_ends_of_the_calendar_are_tallied():
    vote = json.loads(changed("ballots.0.at", "0001-01-01T00:00:00+23:59"))
    vote["window"]["closes"] = "9999-12-31T23:59:59-23:59"
    assert [r.why.value for r in tally(read_case(json.dumps(vote))).refused] == [
        "early",
        "interest",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (changed("seats", []), "Le vote n’a aucun siège."),
        (changed("seats.0.id", ""), "Un siège n’a pas d’identifiant."),
        (changed("seats.0.id", "B"), "Deux sièges portent le même identifiant « B »."),
        (
            changed("seats.1.kind", "chair"),
            "Il y a plus d’une présidence, dont les sièges « A » et « B ».",
        ),
        (changed("interests", ["Z"]), "L’intérêt déclaré « Z » ne nomme aucun siège."),
        (
            changed("window.closes", "2026-12-03T08:59:59Z"),
            "La fenêtre de vote se ferme avant de s’ouvrir.",
        ),
        (
            without("window").replace('"live"', '"asynchronous"'),
            "Un vote asynchrone doit avoir une fenêtre de vote.",
        ),
        ("", "Le vote n’est pas du JSON : erreur à la ligne 1, colonne 1."),
        ("1" * 100_000, "Le vote doit être un objet JSON."),
        ('{"mode":\n "live" 1}', "Le vote n’est pas du JSON : erreur à la ligne 2, colonne 9."),
        ("{} {}", "Le vote n’est pas du JSON : erreur à la ligne 1, colonne 4."),
        (b"\xe9", "Le vote n’est pas un texte UTF-8."),
        ('{"mode": "live", "mode": "live"}', "La clé « mode » est donnée deux fois dans le même objet."),
        ('{"rules": {"a": {"b": 1, "b": 2}}}', "La clé « b » est donnée deux fois dans le même objet."),
        ('{"mode": NaN}', "La valeur « NaN » n’est pas du JSON."),
        ('{"mode": -Infinity}', "La valeur « -Infinity » n’est pas du JSON."),
        ("[" * 100_000, "Le vote est un JSON aux niveaux trop nombreux."),
        ('{"a":' * 100_000, "Le vote est un JSON aux niveaux trop nombreux."),
        (
            changed("seats.0.id", "\ud800"),
            "seats[0].id contient un caractère qui n’existe pas en Unicode.",
        ),
    ],
)
def test_malformed_vote_is_told_in_one_sentence(text, told):
    assert sentence(text) == told


def test_foreign_text_in_a_sentence_stays_short_and_on_one_line():
    told = sentence(changed("rules.a\n\x1b\u2028\ud800" + "b" * 1000, 1))
    assert told == (
        rf"La clé « a\n\x1b\u2028\ud800{'b' * 35}… » de rules est inconnue "
        "(attendu : quorum, majority, casting_vote, second_convocation)."
    )


def test_byte_order_mark_is_no_error():
    assert read_case(b"\xef\xbb\xbf" + json.dumps(GOOD).encode()) == read_case(json.dumps(GOOD))


def test_same_interest_twice_is_one_interest():
    assert read_case(changed("interests", ["B", "B"])).interests == frozenset("B")


@pytest.mark.parametrize(
    ("totals", "told"),
    [
        ({"pour": 1, "contre": 0, "abstention": 0}, "La clé totals.nppv manque."),
        ({"pour": 1, "contre": 0, "abstention": 0, "nppv": 0, "blancs": 1}, "La clé « blancs » de totals est inconnue"),
        ({"pour": 1.5, "contre": 0, "abstention": 0, "nppv": 0}, "totals.pour doit être un nombre entier de voix."),
        ({"pour": "1", "contre": 0, "abstention": 0, "nppv": 0}, "totals.pour doit être un nombre entier de voix."),
        ({"pour": -1, "contre": 0, "abstention": 0, "nppv": 0}, "Un total de voix est négatif."),
        ({"pour": 1, "contre": 0, "abstention": 0, "nppv": 0, "chair": "oui"}, "La valeur « oui » de totals.chair"),
        (
            {"pour": 1, "contre": 0, "abstention": 0, "nppv": 0, "chair": "contre"},
            "La présidence aurait fait un choix que les totaux ne comptent pas.",
        ),
    ],
)
def test_totals_are_four_whole_numbers_and_what_the_chair_chose(totals, told):
    content = {"mode": "live", "seats": [{"id": "A", "kind": "chair", "attends": "titular"}], "totals": totals}
    assert sentence(json.dumps(content)).startswith(told)


@pytest.mark.parametrize("beside", [{"ballots": GOOD["ballots"]}, {"mode": "asynchronous"}])
def test_totals_stand_alone_and_in_a_live_vote(beside):
    content = {key: GOOD[key] for key in ("mode", "seats", "window")} | beside
    content["totals"] = {"pour": 1, "contre": 0, "abstention": 0, "nppv": 0}
    assert sentence(json.dumps(content)) == "Un vote donné par ses totaux se tient en séance et n’a pas de bulletins."
