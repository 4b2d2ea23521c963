"""stix.py FOLDER: reads every STIX bundle of a released folder with OASIS's library, which refuses properties the standard does not know.

Exit codes: 0 everything as it should be; 1 something is not; 3 the library is not installed.
"""
import json
import pathlib
import sys

try:
    import stix2
except ImportError:
    sys.exit(3)

count = 0
bundles = sorted(pathlib.Path(sys.argv[1]).glob("**/*stix.json"))
assert bundles, "no bundle in the folder"
for path in bundles:
    said = json.loads(path.read_text())
    read = stix2.parse(said, allow_custom=False)
    assert [o["id"] for o in said["objects"]] == [o.id for o in read.objects], path
    count += len(read.objects)
print(f"{len(bundles)} bundles, {count} objects read")
