"""The invented people of the demo lab, one demo account a role, and the services they come from."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.addresses import prove_address
from accounts.availability import follow
from accounts.models import Delegation, RoleHolding, Service, User
from accounts.roles import Role
from accounts.themes import THEMES

DOMAIN = "demo.lab-o.example"
SINCE = date(2024, 1, 1)

#: First names and surnames put together in order: places of Occitanie make surnames that are nobody's in particular.
FIRST = tuple("Camille Dominique Maxime Claude Sacha Noor Alix Lou Andrea Morgan Charlie Yael".split(" "))
LAST = tuple(
    (
        "Aubrac Larzac Couserans Lauragais Minervois Corbières Comminges Gévaudan Quercy Rouergue Bigorre Armagnac "
        "Vallespir Capcir Cerdagne Razès Sidobre Ségala Margeride Volvestre Lomagne Astarac Magnoac Barousse Nébouzan "
        "Albigeois Lavedan Donezan Fenouillèdes Conflent Salanque Cabardès Lodévois Biterrois Séronais Castrais "
        "Gaillacois Lézatois Montalbanais Carcassès"
    ).split(" ")
)

COMMITTEE: tuple[tuple[str, str, str, str], ...] = (
    # label of the seat, its service, department, kind
    ("Secrétaire général pour les affaires régionales", "Préfecture de la région Occitanie", "31", "chair"),
    ("SGAR, pôle modernisation", "SGAR Occitanie", "31", "member"),
    ("DREETS", "DREETS Occitanie", "31", "member"),
    ("DREAL", "DREAL Occitanie", "31", "member"),
    ("DRAC", "DRAC Occitanie", "34", "member"),
    ("Rectorat de région académique", "Région académique Occitanie", "31", "member"),
    ("DRFiP", "DRFiP Occitanie", "31", "member"),
    ("Préfecture de l’Hérault", "Préfecture de l’Hérault", "34", "member"),
    ("Personnalité qualifiée, design de service", "Université de Toulouse", "31", "qualified"),
)

#: The seat whose member has a substitute.
SUBSTITUTED = 4

#: Where the référents work: one service a department.
REFERENT_SERVICES: tuple[tuple[str, str], ...] = (
    ("DDT de l’Ariège", "09"),
    ("DDTM de l’Aude", "11"),
    ("Préfecture de l’Aveyron", "12"),
    ("DDETS du Gard", "30"),
    ("DDPP de la Haute-Garonne", "31"),
    ("DDT du Gers", "32"),
    ("DDTM de l’Hérault", "34"),
    ("Préfecture du Lot", "46"),
    ("DDETSPP de la Lozère", "48"),
    ("Préfecture des Hautes-Pyrénées", "65"),
    ("DDTM des Pyrénées-Orientales", "66"),
    ("DDT du Tarn", "81"),
    ("DDT de Tarn-et-Garonne", "82"),
)


@dataclass
class Cast:
    """Who plays what; the first of each list is the demo account."""

    leaders: list[User]
    referents: list[User]
    team: list[User]
    team_lead: User
    chair: User
    members: list[User]
    secretary: User
    signatory: User
    auditor: User
    admin: User
    substitute: User  # of the DRAC's member
    visiting: User  # whose mission of control is given once the lab has a past


def cast(today: date) -> Cast:
    """Everybody, with their roles since long ago; missions of control are given by `lab.demo.control`."""
    names = iter(f"{FIRST[n % len(FIRST)]} {LAST[n // 2 % len(LAST)]}" for n in range(len(LAST) * 2))

    def person(code: str, *roles: Role, job: str, service: Service | None = None, demo: bool = False) -> User:
        first, last = next(names).split()
        user = User.objects.create_user(
            email=f"{code}@{DOMAIN}", first_name=first, last_name=last, job_title=job, service=service, is_demo=demo
        )
        prove_address(user)
        for role in roles:
            RoleHolding.objects.create(user=user, role=role, starts_on=SINCE)
        return user

    sgar = _service("SGAR Occitanie", "31")
    lab = _service("Lab-O", "31")
    seats = [_service(name, department) for _label, name, department, _kind in COMMITTEE]
    chair = person("presidence", Role.COPIL_CHAIR, job=COMMITTEE[0][0], service=seats[0], demo=True)
    members = [
        person(f"membre{n or ''}", Role.COPIL_MEMBER, job=COMMITTEE[n + 1][0], service=service, demo=n == 0)
        for n, service in enumerate(seats[1:])
    ]
    signatory = person("signataire", Role.SIGNATORY, job="SGAR, par délégation", service=sgar, demo=True)
    whole = Delegation.objects.create(
        signatory=signatory,
        reference="R76-2026-01-05-00001",
        quality="secrétaire général pour les affaires régionales",
        ceiling=Decimal("90000.00"),
        starts_on=SINCE,
        ends_on=today + timedelta(days=700),
    )
    found = Cast(
        leaders=[
            person(f"porteur{n or ''}", job="cheffe ou chef de projet", service=None, demo=n == 0) for n in range(12)
        ],
        referents=[
            person(
                f"referent{n or ''}",
                Role.REFERENT,
                job="référent de l’innovation",
                service=_service(*REFERENT_SERVICES[n % len(REFERENT_SERVICES)]),
                demo=n == 0,
            )
            for n in range(40)
        ],
        team=[person(f"equipe{n or ''}", Role.TEAM, job="équipe projet", service=lab, demo=n == 0) for n in range(4)],
        team_lead=person("coordination", Role.TEAM_LEAD, job="coordination du Lab-O", service=lab, demo=True),
        chair=chair,
        members=members,
        secretary=person("secretariat", Role.COPIL_SECRETARY, job="secrétariat du COPIL", service=sgar, demo=True),
        signatory=signatory,
        auditor=person("controle", job="mission de contrôle", demo=True),
        admin=person("administration", Role.ADMIN, job="administration du site", service=lab, demo=True),
        substitute=person("suppleance", Role.COPIL_MEMBER, job=COMMITTEE[SUBSTITUTED][0], service=seats[SUBSTITUTED]),
        visiting=person("magistrate", job="chambre régionale des comptes"),
    )
    Delegation.objects.create(
        signatory=person("signataire-suppleant", Role.SIGNATORY, job="SGAR, suppléance", service=sgar),
        reference="R76-2026-02-09-00004",
        quality="adjoint au secrétaire général pour les affaires régionales",
        ceiling=Decimal("30000.00"),
        covers=Delegation.Covers.GRANTS,
        stands_in_for=whole,
        starts_on=SINCE,
        ends_on=whole.ends_on,
    )
    return found


def write_sheets(people: Cast) -> None:
    """What each référent follows: the department of their service, a neighbour for some, two themes."""
    departments = [department for _name, department in REFERENT_SERVICES]
    themes = [code for code, _label in THEMES]
    for n, referent in enumerate(people.referents):
        own = departments[n % len(departments)]
        followed = [own, departments[(n + 5) % len(departments)]] if n % 3 == 0 else [own]
        follow(
            person=referent,
            departments=followed,
            themes=[themes[n % len(themes)], themes[(n // 8 + n + 3) % len(themes)]],
            by=referent,
        )


def _service(name: str, department: str) -> Service:
    return Service.objects.get_or_create(name=name, defaults={"department": department})[0]
