"""misp.py FOLDER: loads every event of the released MISP feeds with PyMISP and holds it against the feed's manifest.

Exit codes: 0 everything as it should be; 1 something is not; 3 the library is not installed.
"""
import json
import pathlib
import sys

try:
    from pymisp import MISPEvent
except ImportError:
    sys.exit(3)

count = 0
manifests = sorted(pathlib.Path(sys.argv[1]).glob("**/misp/manifest.json"))
assert manifests, "no feed in the folder"
for manifest in manifests:
    listed = json.loads(manifest.read_text())
    assert {p.stem for p in manifest.parent.glob("*.json")} - {"manifest", "hashes"} == set(listed), manifest
    for uuid, entry in listed.items():
        event = MISPEvent()
        event.load_file(manifest.parent / f"{uuid}.json")
        assert (event.uuid, event.info) == (uuid, entry["info"]), uuid
        assert {t.name for t in event.tags} == {t["name"] for t in entry["Tag"]}, uuid
        count += 1
print(f"{len(manifests)} feeds, {count} events read")
