#!/usr/bin/env python3
"""Vérifie une archive de contrôle : python3 verifier.py [dossier ou archive.zip].

Il ne faut que Python (3.9 ou plus récent), sans réseau ni bibliothèque. Chaque défaut est dit sur une ligne, avec son
endroit ; le code de sortie est alors 1. Ce programme n’écrit rien.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

MANIFEST, INDEX, SELF = "MANIFESTE.sha256", "index.jsonl", "verifier.py"
GENESIS = "0" * 64
FORMAT = 2
PIECE = 1 << 16
COUNTED = ("fichiers", "actes", "accusés", "demandes", "documents de séance", "journaux", "lignes", "têtes")
#: Which events of the log speak of a file of the archive: what the index calls it, which of their data names it.
LOGGED = {
    "receipt_made": ("receipt", "receipt"),
    "pieces_asked": ("request", "request"),
    "submit": ("version", "submitted"),
    "resubmit": ("version", "submitted"),
    "attachment_added": ("joined", "file"),
}
#: What the heads say of a chain: the head, the entry, its hash.
Sealed = dict[str, list[tuple[str, int, str]]]


class Folder:
    """The archive once unpacked."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> Iterator[str]:
        for path in self.path.rglob("*"):
            if path.is_file():
                yield path.relative_to(self.path).as_posix()

    def open(self, name: str) -> IO[bytes]:
        return self.path.joinpath(*name.split("/")).open("rb")


class Zipped:
    """The archive as it was downloaded."""

    def __init__(self, path: Path) -> None:
        self.zip = zipfile.ZipFile(path)
        first = next((name for name in self.zip.namelist() if name.endswith("/" + MANIFEST)), "/")
        self.root = first.split("/")[0] + "/"

    def names(self) -> Iterator[str]:
        for name in self.zip.namelist():
            yield name[len(self.root) :] if name.startswith(self.root) else name

    def open(self, name: str) -> IO[bytes]:
        return self.zip.open(self.root + name)


class Checking:
    """One run over an archive: what is wrong, what is worth knowing, how much was looked at."""

    def __init__(self, archive: Any) -> None:
        self.archive = archive
        self.faults: list[str] = []
        self.notes: list[str] = []
        self.hashes: dict[str, str] = {}
        self.signed: dict[str, dict[str, Any]] = {}
        self.logged: dict[str, dict[Any, dict[str, Any]]] = {kind: {} for kind, _key in LOGGED.values()}
        self.told: dict[Any, str] = {}
        self.withheld: dict[str, int] = {}
        self.waiting: list[tuple[str, str]] = []
        self.younger: list[int] = []
        self.counts = dict.fromkeys(COUNTED, 0)

    def fault(self, place: str, what: str) -> None:
        self.faults.append(f"{place} : {what}")

    def run(self) -> None:
        self.manifest()
        index = self.index()
        chains = [one for one in index if one.get("kind") == "chain"]
        papers = [one for one in index if one.get("kind") == "paper"]
        heads = [one for one in index if one.get("kind") == "head"]
        wanted = {str(one.get("chain")) for one in chains + papers}
        sealed = self.heads(heads, wanted)
        for one in papers:
            self.paper(one, sealed)
        for one in chains:
            self.chain(one, sealed)
        self.acts([one for one in index if one.get("kind") == "act"])
        self.receipts([one for one in index if one.get("kind") == "receipt"])
        self.requests([one for one in index if one.get("kind") == "request"])
        self.deposits([one for one in index if one.get("kind") in {"version", "joined"}])
        if any(one.get("kind") == "archive" and one.get("alone") for one in index):
            for (_case, number), said in sorted(self.logged["version"].items()):
                self.fault("version " + number, "déposée selon le journal ({}), absente".format(said["place"]))
        if self.withheld:
            lines = sum(self.withheld.values())
            self.notes.append(f"lignes de journal qui ne sont là que par leur empreinte : {lines}")
        if self.younger:
            count, lines = len(self.younger), sum(self.younger)
            self.notes.append(
                f"lignes plus récentes que les têtes : {lines} ; journaux ou documents concernés : {count}"
            )

    # -- files ----------------------------------------------------------------------------------
    def manifest(self) -> None:
        """Each file against the list of hashes, and the list against the files."""
        present = set(self.archive.names())
        if MANIFEST not in present:
            self.fault(MANIFEST, "absent")
            return
        listed = {}
        for number, line in enumerate(self.lines(MANIFEST), start=1):
            sha256, _space, name = line.decode("utf-8", "replace").partition("  ")
            if len(sha256) != 64 or not name or name in listed:
                self.fault(MANIFEST, f"ligne {number} illisible ou répétée")
            else:
                listed[name] = sha256
        for name in sorted(present - {MANIFEST}):
            found = self.sha256(name)
            self.counts["fichiers"] += 1
            if name not in listed:
                self.fault(name, "fichier que le manifeste ne connaît pas")
            elif found is not None and found != listed[name]:
                self.fault(name, "fichier modifié (l’empreinte n’est pas celle du manifeste)")
        for name in sorted(set(listed) - present):
            self.fault(name, "fichier absent de l’archive")

    def sha256(self, name: str) -> Any:
        digest = hashlib.sha256()
        try:
            with self.archive.open(name) as file:
                for piece in iter(lambda: file.read(PIECE), b""):
                    digest.update(piece)
        except (OSError, ValueError, zipfile.BadZipFile) as broken:
            self.fault(name, f"illisible ({broken})")
            return None
        self.hashes[name] = digest.hexdigest()
        return self.hashes[name]

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file; none of one that is missing or cannot be read, which the manifest tells."""
        try:
            with self.archive.open(name) as file:
                for line in file:
                    yield line[:-1] if line.endswith(b"\n") else line
        except (OSError, KeyError, ValueError, zipfile.BadZipFile):
            return

    def whole(self, name: str) -> bytes:
        try:
            with self.archive.open(name) as file:
                return bytes(file.read())
        except (OSError, KeyError, ValueError, zipfile.BadZipFile):
            return b""

    def index(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for number, line in enumerate(self.lines(INDEX), start=1):
            try:
                said = json.loads(line.decode("utf-8"))
            except ValueError:
                said = None
            if not isinstance(said, dict):
                self.fault(INDEX, f"ligne {number} illisible")
                continue
            found.append(said)
        known = [one for one in found if one.get("kind") == "archive"]
        if len(known) != 1 or known[0].get("format") != FORMAT:
            self.fault(INDEX, "ce programme ne connaît pas cette forme d’archive")
        return found

    # -- heads ----------------------------------------------------------------------------------
    def heads(self, heads: list[dict[str, Any]], wanted: Any) -> Sealed:
        """Every head after the one before it, its lists, its seals; what they hold of the chains of the archive."""
        sealed: Sealed = {}
        known: dict[str, str] = {}
        previous = GENESIS
        for place, head in enumerate(heads, start=1):
            name = str(head.get("file"))
            self.counts["têtes"] += 1
            statement = self.whole(name + ".json")
            try:
                said = json.loads(statement.decode("utf-8"))
                number, day = int(said["number"]), str(said["day"])
                moved = [self.head_line(line) for line in self.lines(name + ".txt")]
            except (ValueError, KeyError, TypeError):
                self.fault(name, "tête illisible")
                previous = hashlib.sha256(statement).hexdigest()
                continue
            named = f"tête n° {number} du {day}"
            if number != place:
                self.fault(named, f"la tête n° {place} manque")
            if said.get("previous") != previous:
                self.fault(named, "ne suit pas la précédente (l’empreinte ne correspond plus)")
            if self.hashes.get(name + ".txt") != said.get("moved_sha256"):
                self.fault(named, "liste des chaînes modifiée (l’empreinte ne correspond plus)")
            for chain, seq, value in moved:
                known[chain] = f"{chain} {seq} {value}\n"
                if chain in wanted:
                    sealed.setdefault(chain, []).append((named, seq, value))
            whole = hashlib.sha256("".join(sorted(known.values())).encode("utf-8")).hexdigest()
            if (len(known), whole) != (said.get("chains"), said.get("heads_sha256")):
                self.fault(named, "la liste entière des chaînes n’est pas celle annoncée")
            self.seals(named, name, said, statement)
            previous = hashlib.sha256(statement).hexdigest()
        self.notes += [f"{named} : {what} pas encore posé" for what, named in self.waiting]
        return sealed

    @staticmethod
    def head_line(line: bytes) -> tuple[str, int, str]:
        chain, seq, value = line.decode("utf-8").split(" ")
        return chain, int(seq), value

    def seals(self, named: str, name: str, said: dict[str, Any], statement: bytes) -> None:
        """That signature and stamp are there when announced, and speak of this head; OpenSSL judges who made them."""
        present = self.hashes
        signature, stamp = self.whole(name + ".p7s"), self.whole(name + ".tsr")
        stamped = signature if said.get("signer") else statement
        for announced, ending, seal, content, what in (
            (said.get("signer"), ".p7s", signature, statement, "signature"),
            (said.get("stamped"), ".tsr", stamp, stamped, "horodatage"),
        ):
            if announced and name + ending not in present:
                self.waiting.append((what, named))
            elif announced:
                if hashlib.sha256(content).digest() not in seal:
                    self.fault(named, f"{what} d’autre chose que cette tête")
                for missing in [one for one in self.waiting if one[0] == what]:
                    self.fault(missing[1], f"{what} : absent, alors qu’une tête plus récente a le sien")
                    self.waiting.remove(missing)

    def against(self, place: str, chain: str, found: list[str], sealed: Sealed) -> None:
        """A chain, by the hash of each entry, against what the heads hold of it: the first that differs."""
        lines = sealed.get(chain, [])
        for named, seq, value in lines:
            if seq > len(found):
                self.fault(place, f"la ligne {seq}, que scelle la {named}, n’existe plus")
                return
            if found[seq - 1] != value:
                self.fault(place, f"la ligne {seq} n’est plus celle que scelle la {named}")
                return
        last = lines[-1][1] if lines else 0
        if last < len(found):
            self.younger.append(len(found) - last)

    # -- documents and chains -------------------------------------------------------------------
    def paper(self, one: dict[str, Any], sealed: Sealed) -> None:
        file = str(one.get("file"))
        self.counts["documents de séance"] += 1
        if file in self.hashes:
            self.against(file, str(one.get("chain")), [self.hashes[file]], sealed)

    def chain(self, one: dict[str, Any], sealed: Sealed) -> None:
        """The lines in their order, each after the one before; then the texts said along with them."""
        file, case = str(one.get("file")), str(one.get("chain")).partition(":")[2]
        self.counts["journaux"] += 1
        previous, found, texts = GENESIS, [], {}
        for seq, line in enumerate(self.lines(file), start=1):
            place = f"{file}, ligne {seq}"
            try:
                said = json.loads(line.decode("utf-8"))
                if list(said) == ["withheld"]:
                    self.withheld[case] = self.withheld.get(case, 0) + 1
                    previous = str(said["withheld"])
                    found.append(previous)
                    continue
                if said["prev"] != previous:
                    self.fault(place, "ne suit pas la précédente : elle, ou celle d’avant, a été modifiée")
                if (said["case"], said["seq"]) != (case, seq):
                    self.fault(place, "ligne d’un autre dossier, ou d’une autre place")
                texts.update({(seq, name): value for name, value in said["texts"].items()})
                self.event(said, place)
            except (ValueError, KeyError, TypeError, AttributeError):
                self.fault(place, "illisible")
            previous = hashlib.sha256(line).hexdigest()
            found.append(previous)
        self.counts["lignes"] += len(found)
        if (len(found), previous) != (one.get("seq"), one.get("hash")):
            self.fault(file, "la dernière ligne n’est pas celle qu’annonce l’index : modifiée, coupée ou ajoutée")
        self.against(file, str(one.get("chain")), found, sealed)
        if one.get("texts"):
            self.texts(str(one["texts"]), texts, case)

    def event(self, said: dict[str, Any], place: str) -> None:
        """Keeps what a line of the log says of a file of the archive."""
        event, data = str(said["event"]), dict(said["data"], place=place, case=said["case"], seq=said["seq"])
        if event.startswith("sign_"):
            self.signed[str(data.get("act"))] = data
        kind, named = LOGGED.get(event, ("", ""))
        if named in data:
            self.logged[kind][said["case"], str(data[named])] = data

    def texts(self, file: str, wanted: dict[Any, str], case: str) -> None:
        for number, line in enumerate(self.lines(file), start=1):
            place = f"{file}, ligne {number}"
            try:
                said = json.loads(line.decode("utf-8"))
                key, text = (said["seq"], said["name"]), said["text"]
                told = hashlib.sha256((said["salt"] + text).encode("utf-8")).hexdigest() if text is not None else ""
            except (ValueError, KeyError, TypeError):
                self.fault(place, "illisible")
                continue
            if text is not None and wanted.get(key) != told:
                self.fault(place, "ce texte n’est pas celui dont le journal tient l’empreinte")
            elif text is not None and key[1] == "asked":
                self.told[case, key[0]] = text

    def acts(self, acts: list[dict[str, Any]]) -> None:
        """What the log says of each signature is what the archive holds, and nothing signed is missing."""
        files = (("acte.pdf", "pdf_sha256"), ("lettre.pdf", "letter_sha256"), ("donnees.json", "inputs_sha256"))
        for one in acts:
            number, folder = str(one.get("number")), str(one.get("folder"))
            self.counts["actes"] += 1
            said = self.signed.pop(number, None)
            if said is None or "dossier:" + said["case"] != one.get("chain"):
                self.fault("acte " + number, "aucun journal ne dit sa signature")
                continue
            for name, key in files:
                if self.hashes.get(folder + "/" + name) != said.get(key):
                    self.fault(f"{folder}/{name}", "n’est pas ce que le journal dit signé ({})".format(said["place"]))
        for number, said in sorted(self.signed.items()):
            self.fault("acte " + number, "signé selon le journal ({}), absent de l’archive".format(said["place"]))

    def said_of(self, kind: str, one: dict[str, Any], named: str) -> dict[str, Any] | None:
        """What the log says of that line of the index, said once; a fault when it says nothing."""
        case = str(one.get("chain")).partition(":")[2]
        said = self.logged[kind].pop((case, str(one.get("number"))), None)
        if said is None and not (kind == "joined" and case in self.withheld):
            self.fault(named, "le journal n’en dit rien")
        return said

    def receipts(self, receipts: list[dict[str, Any]]) -> None:
        """Each receipt is the one whose hash the log holds, and none is missing."""
        for one in receipts:
            self.counts["accusés"] += 1
            said = self.said_of("receipt", one, "accusé {}".format(one.get("number")))
            for ending, key in ((".pdf", "sha256"), (".json", "inputs_sha256")):
                file = str(one.get("file")) + ending
                if said and self.hashes.get(file) != said.get(key):
                    self.fault(file, "n’est pas ce que le journal dit établi ({})".format(said["place"]))
        for (_case, number), said in sorted(self.logged["receipt"].items()):
            self.fault("accusé " + number, "établi selon le journal ({}), absent de l’archive".format(said["place"]))

    def deposits(self, files: list[dict[str, Any]]) -> None:
        """Each deposit, and each joined file, is the one whose hash the log holds."""
        for one in files:
            file = str(one.get("file"))
            said = self.said_of(str(one.get("kind")), one, file)
            if said is not None and self.hashes.get(file) != said.get("sha256"):
                self.fault(file, "n’est pas ce que le journal dit déposé ({})".format(said["place"]))

    def requests(self, requests: list[dict[str, Any]]) -> None:
        """What was asked for is what the log says: the day, how many pieces, each in the words that it holds."""
        for one in requests:
            self.counts["demandes"] += 1
            file, pieces = str(one.get("file")), list(one.get("pieces") or [])
            said = self.said_of("request", one, file)
            if said is None:
                continue
            if (said.get("due_on"), said.get("pieces")) != (one.get("due_on"), str(len(pieces))):
                self.fault(file, "n’est pas ce que le journal dit demandé ({})".format(said["place"]))
            case, words = str(one.get("chain")).partition(":")[2], self.whole(file).decode("utf-8", "replace")
            told = self.told.get((case, said["seq"]), "")
            for piece in pieces:
                if str(piece) not in words or (told and str(piece) not in told):
                    self.fault(file, f"« {piece} » n’y est pas demandé dans les mots du journal")
        for (_case, number), said in sorted(self.logged["request"].items()):
            what = "faite selon le journal ({}), absente de l’archive".format(said["place"])
            self.fault(f"demande de compléments {number}", what)


def main(arguments: list[str]) -> int:
    path = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    if path.is_dir():
        archive: Any = Folder(path)
    else:
        try:
            archive = Zipped(path)
        except (OSError, zipfile.BadZipFile) as broken:
            sys.stdout.write(f"{path} : illisible ({broken})\n")
            return 1
    checking = Checking(archive)
    checking.run()
    for line in checking.faults:
        sys.stdout.write(line + "\n")
    if checking.faults:
        sys.stdout.write(f"Défauts : {len(checking.faults)}.\n")
        return 1
    for line in checking.notes:
        sys.stdout.write("À savoir – " + line + "\n")
    looked = ", ".join(f"{what} : {count}" for what, count in checking.counts.items())
    sys.stdout.write(f"Archive intacte. Vérifiés : {looked}.\n")
    sys.stdout.write(f"Empreinte du manifeste : {hashlib.sha256(checking.whole(MANIFEST)).hexdigest()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
