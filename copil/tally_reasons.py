"""The reasons of a tally: one French sentence for each rule applied, with its figures and its source.

They are read by people who were not there, years later: each sentence stands alone. They go into minutes and
signed acts, which are French whatever the reader's language, hence no gettext here.
"""

from collections.abc import Iterable, Iterator

from copil.tally_case import (
    HALF,
    Case,
    Reckoning,
    Refused,
)
from copil.tally_codes import (
    Attends,
    Ground,
    Kind,
    Majority,
    Mode,
    Outcome,
    SecondConvocation,
    What,
    Why,
    typeset,
)

HOUSE_RULE = "règlement intérieur"
REMOTE_VOTE = "ordonnance n° 2014-1329"

BALLOT_REFUSALS = {
    Why.NO_SEAT: "aucun siège ne porte ce nom",
    Why.EXPERT: "un expert est entendu et ne vote pas (CRPA, art. R133-6)",
    Why.INTEREST: "un siège en déport ne vote pas (CRPA, art. R133-12)",
    Why.NOT_PRESENT: "le siège n’est ni présent ni valablement représenté (CRPA, art. R133-9)",
    Why.NOT_HOLDER: "seul le siège ou son mandataire peut déposer son bulletin (CRPA, art. R133-9)",
    Why.EARLY: f"le vote n’était pas encore ouvert ({HOUSE_RULE})",
    Why.LATE: f"le vote était clos ({HOUSE_RULE})",
    Why.REPLACED: f"un bulletin postérieur du même siège compte à sa place ({HOUSE_RULE})",
}
PROXY_REFUSALS = {
    Why.NO_SEAT: "le mandant ou le mandataire n’a pas de siège (CRPA, art. R133-9)",
    Why.EXPERT: "un expert ne donne ni ne reçoit de mandat (CRPA, art. R133-6)",
    Why.INTEREST: "le mandant ou le mandataire est en déport (CRPA, art. R133-12)",
    Why.SUBSTITUTED: "un membre suppléé ne donne pas de mandat (CRPA, art. R133-9)",
    Why.GIVER_PRESENT: "un membre présent vote lui-même (CRPA, art. R133-9)",
    Why.NOT_PRESENT: "le mandataire est absent (CRPA, art. R133-9)",
    Why.SECOND_PROXY: "nul ne détient ni ne donne plus d’un mandat (CRPA, art. R133-9)",
}


def reasons_of(case: Case, reckoning: Reckoning) -> tuple[str, ...]:
    """The sentences, in the order in which the rules apply."""
    sentences = [
        *_who_votes(case, reckoning),
        *_refusals(case, What.SUBSTITUTION, reckoning),
        *_proxies(case, reckoning),
        *_refusals(case, What.PROXY, reckoning),
        *_refusals(case, What.BALLOT, reckoning),
        *_quorum(case, reckoning),
        *_counts(case, reckoning),
        _verdict(case, reckoning),
    ]
    return tuple(typeset(sentence) for sentence in sentences)


def _who_votes(case: Case, reckoning: Reckoning) -> Iterator[str]:
    recused = [s.name for s in case.seats if s.id in case.interests and s.kind is not Kind.EXPERT]
    if recused:
        yield (
            f"{_are(recused, 'en déport', 'en déport')} : "
            "ni voix, ni mandat, ni part au quorum de ce point (CRPA, art. R133-12)."
        )
    experts = [s.name for s in case.seats if s.kind is Kind.EXPERT]
    if experts:
        yield (
            f"{_are(experts, 'celui d’un expert', 'ceux d’experts')} : "
            "un expert est entendu, ne vote pas et n’entre dans aucun compte (CRPA, art. R133-6)."
        )
    refused = {r.seat for r in reckoning.refused if r.what is What.SUBSTITUTION}
    substituted = [s.name for s in reckoning.voting if s.attends is Attends.SUBSTITUTE and s.id not in refused]
    if substituted:
        yield (
            f"{_are(substituted, 'tenu par un suppléant', 'tenus par des suppléants')} : "
            "chaque siège garde une voix et une seule (CRPA, art. R133-3)."
        )


def _proxies(case: Case, reckoning: Reckoning) -> Iterator[str]:
    pairs = [
        f"{case.seat_of[giver].name} par {case.seat_of[holder].name}" for giver, holder in reckoning.holders.items()
    ]
    if pairs:
        represented = _number(len(pairs), "siège est représenté", "sièges sont représentés")
        yield f"{represented} par mandat : {_list(pairs)} (CRPA, art. R133-9)."


def _refusals(case: Case, what: What, reckoning: Reckoning) -> Iterator[str]:
    """One sentence for each rule, however many it turned away."""
    for why in Why:
        refused = [r for r in reckoning.refused if r.what is what and r.why is why]
        if refused:
            yield _refusal(what, why, len(refused), _seats(_names(case, refused)))


def _refusal(what: What, why: Why, number: int, seats: str) -> str:
    match what:
        case What.BALLOT:
            turned_away = _number(number, "bulletin n’est pas compté", "bulletins ne sont pas comptés")
            because = BALLOT_REFUSALS[why]
        case What.PROXY:
            turned_away = _number(number, "mandat est écarté", "mandats sont écartés")
            because = PROXY_REFUSALS[why]
        case What.SUBSTITUTION:
            turned_away = _number(number, "suppléance est écartée", "suppléances sont écartées")
            because = "une personnalité qualifiée n’a pas de suppléant (CRPA, art. R133-3)"
    return f"{turned_away} ({seats}) : {because}."


def _names(case: Case, refused: Iterable[Refused]) -> list[str]:
    named = (case.seat_of[r.seat].name if r.seat in case.seat_of else r.seat for r in refused)
    return list(dict.fromkeys(named))


def _quorum(case: Case, reckoning: Reckoning) -> Iterator[str]:
    if reckoning.quorum.seats == 0:
        return
    if case.mode is Mode.ASYNCHRONOUS:
        yield from _participation(case, reckoning)
        return
    quorum, rules = reckoning.quorum, case.rules
    present = _number(quorum.present, "présent ou représenté", "présents ou représentés")
    if rules.second_convocation is SecondConvocation.WITH_CLAUSE:
        yield (
            "Aucun quorum n’est exigé, la seconde convocation le disant : "
            f"{present} sur {_number(quorum.seats, 'siège', 'sièges')} (CRPA, art. R133-10)."
        )
        return
    if rules.second_convocation is SecondConvocation.WITHOUT_CLAUSE:
        yield ("Le quorum reste exigé : la seconde convocation ne dit pas qu’il ne l’est plus (CRPA, art. R133-10).")
    share = "la moitié" if rules.quorum == HALF else str(rules.quorum)
    source = "CRPA, art. R133-10" if rules.quorum == HALF else HOUSE_RULE
    reached = "est atteint" if quorum.met else "n’est pas atteint"
    yield (
        f"Le quorum de ce point ({share} de {_number(quorum.seats, 'siège', 'sièges')}, à l’unité "
        f"supérieure) {reached} : {present} pour {quorum.required} requis ({source})."
    )


def _participation(case: Case, reckoning: Reckoning) -> Iterator[str]:
    quorum = reckoning.quorum
    if case.rules.second_convocation is not SecondConvocation.NONE:
        yield (
            "Une seconde convocation ne dispense pas un vote asynchrone de la participation requise "
            f"({REMOTE_VOTE}, art. 4)."
        )
    reached = "est atteinte" if quorum.met else "n’est pas atteinte"
    voters = _number(quorum.present, "siège a voté lui-même", "sièges ont voté eux-mêmes")
    yield (
        f"La participation (la moitié de {_number(quorum.seats, 'siège', 'sièges')}, à l’unité supérieure) "
        f"{reached} : {voters}, mandats et NPPV non compris, pour {quorum.required} requis "
        f"({REMOTE_VOTE}, art. 4)."
    )


def _counts(case: Case, reckoning: Reckoning) -> Iterator[str]:
    counts = reckoning.counts
    read = "" if case.totals is None else ", lu au dépouillement,"
    yield (
        f"Le décompte{read} est de {counts.pour} pour, {counts.contre} contre, "
        f"{_number(counts.abstention, 'abstention', 'abstentions')} et {counts.nppv} NPPV."
    )
    if case.totals is not None:
        absent = len(reckoning.voting) - case.totals.total
        if absent > 0:
            yield (
                f"{_number(absent, 'siège n’a pas voté', 'sièges n’ont pas voté')} : "
                f"ni l’absence ni le silence ne valent abstention ({HOUSE_RULE})."
            )
        return
    silent = [s.name for s in reckoning.voting if s.id not in reckoning.counted]
    if silent:
        without = _number(len(silent), "siège n’a", "sièges n’ont")
        yield (
            f"{without} pas de bulletin compté ({_seats(silent)}) : "
            f"ni l’absence ni le silence ne valent abstention ({HOUSE_RULE})."
        )


def _verdict(case: Case, reckoning: Reckoning) -> str:
    tie = f"Partage égal des voix, {reckoning.counts.pour} pour et {reckoning.counts.contre} contre : "
    match reckoning.verdict.ground:
        case Ground.QUORUM_NOT_MET:
            return (
                "Aucun vote valable n’a pu avoir lieu : le décompte n’est donné que pour mémoire "
                f"et le point attend une nouvelle convocation ({HOUSE_RULE})."
            )
        case Ground.TOO_MANY_VOICES:
            return (
                "Aucun vote valable n’a eu lieu : le dépouillement donne plus de voix que de sièges présents ou "
                f"représentés ({HOUSE_RULE})."
            )
        case Ground.NO_SEAT_LEFT:
            return f"Il ne reste aucun siège qui puisse voter : le point est ajourné ({HOUSE_RULE})."
        case Ground.NO_VOTE_CAST:
            return f"Aucune voix n’est exprimée, ni pour ni contre : le point est ajourné ({HOUSE_RULE})."
        case Ground.TIE_WITHOUT_CASTING_VOTE:
            return f"{tie}aucune voix n’est prépondérante dans ce vote, le point est ajourné ({HOUSE_RULE})."
        case Ground.TIE_WITHOUT_CHAIR:
            return f"{tie}aucune présidence ne siège sur ce point, il est ajourné ({HOUSE_RULE})."
        case Ground.TIE_CHAIR_UNDECIDED:
            return f"{tie}la présidence n’a voté ni pour ni contre, le point est ajourné ({HOUSE_RULE})."
        case Ground.TIE_BROKEN_BY_CHAIR:
            chair = next(s for s in reckoning.voting if s.kind is Kind.CHAIR)
            voted = "pour" if reckoning.verdict.outcome is Outcome.ADOPTED else "contre"
            return (
                f"{tie}la voix de la présidence ({chair.name}), {voted}, est prépondérante, "
                f"la proposition est {_decided(reckoning)} (CRPA, art. R133-11)."
            )
        case Ground.MAJORITY:
            return _majority(case, reckoning)


def _majority(case: Case, reckoning: Reckoning) -> str:
    """More than half of the base: figures first, then the rule that chose the base."""
    pour, contre = reckoning.counts.pour, reckoning.counts.contre
    match case.rules.majority:
        case Majority.CAST:
            base, source = pour + contre, "CRPA, art. R133-11"
            among = _number(base, "voix exprimée", "voix exprimées")
        case Majority.PRESENT:
            base, source = reckoning.represented, "CRPA, art. R133-11"
            among = _number(base, "siège présent ou représenté", "sièges présents ou représentés")
        case Majority.SEATS:
            base, source = reckoning.quorum.seats, HOUSE_RULE
            among = f"{_number(base, 'siège', 'sièges')}, déports non compris"
    return (
        f"La proposition est {_decided(reckoning)} : {pour} pour quand la majorité est de {base // 2 + 1} "
        f"sur {among} ({source})."
    )


def _decided(reckoning: Reckoning) -> str:
    return "adoptée" if reckoning.verdict.outcome is Outcome.ADOPTED else "rejetée"


def _number(number: int, one: str, many: str) -> str:
    """French counts zero as singular."""
    return f"{number} {one if number < 2 else many}"


def _list(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} et {items[-1]}"


def _seats(names: list[str]) -> str:
    return f"{'siège' if len(names) == 1 else 'sièges'} {_list(names)}"


def _are(names: list[str], one: str, many: str) -> str:
    if len(names) == 1:
        return f"Le siège {names[0]} est {one}"
    return f"Les sièges {_list(names)} sont {many}"
