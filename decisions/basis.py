"""What could still move under a prepared act, as one hash: signing compares it and opens nothing else.

The version deposited, the consensus and the vote behind an act cannot change while the dossier waits for its signature:
any of them would take a move of the process, which `version` counts. What may change without one stands here: the day,
the signatory and their delegation, the lab's identity, the wording's version, the reasons.
"""

import hashlib
import json

from accounts.models import Delegation, User
from decisions.document import TEMPLATE_VERSION
from decisions.identity import identity
from dossiers.models import Dossier
from workflow import clock


def basis_sha256(*, dossier: Dossier, kind: str, signatory: User, delegation: Delegation, reasons: str) -> str:
    """Hexadecimal SHA-256; no statement."""
    said = [
        str(dossier.pk),
        dossier.version,
        dossier.submitted_version,
        kind,
        str(dossier.proposed_amount),
        dossier.conditions,
        reasons,
        str(signatory.ref),
        signatory.full_name,
        delegation.pk,
        delegation.reference,
        delegation.quality,
        str(clock.today()),
        TEMPLATE_VERSION,
        identity().fingerprint,
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
