"""taxii.py URL FOLDER: reads a Todoke's TAXII server with OASIS's client and holds it against the released folder.

Exit codes: 0 everything as it should be; 1 something is not; 3 the client is not installed.
"""
import datetime
import json
import pathlib
import sys

try:
    import requests
    from taxii2client.v21 import Server, as_pages
except ImportError:
    sys.exit(3)

url, folder = sys.argv[1], pathlib.Path(sys.argv[2])
released = {p.parent.name: {o["id"] for o in json.loads(p.read_text())["objects"]} for p in folder.glob("editions/*/stix.json")}
assert released, "no edition in the folder"

(root,) = Server(url).api_roots
found = {}
for collection in root.collections:
    assert collection.can_read and not collection.can_write
    objects = [o for page in as_pages(collection.get_objects, per_request=50) for o in page.get("objects", [])]
    listed = [o for page in as_pages(collection.get_manifest, per_request=50) for o in page.get("objects", [])]
    assert len(objects) == len(listed), f"{collection.title}: {len(objects)} objects, {len(listed)} in the manifest"
    found[collection.id] = {o["id"] for o in objects}
    if not objects:
        continue
    kind = objects[-1]["type"]
    assert {o["type"] for o in collection.get_objects(type=kind)["objects"]} == {kind}
    one = objects[-1]["id"]
    assert collection.get_object(one)["objects"][0]["id"] == one
    assert collection.object_versions(one)["versions"]
    later = datetime.datetime(2100, 1, 1, tzinfo=datetime.timezone.utc)
    assert not collection.get_objects(added_after=later).get("objects")
    try:
        collection.get_object("malware--00000000-0000-4000-8000-000000000000")
        raise AssertionError("an object that is not there was given")
    except requests.HTTPError as e:
        assert e.response.status_code == 404
for name, ids in released.items():
    assert ids in found.values(), f"no collection holds just the objects of {name}"
assert set.union(*released.values()) in found.values(), "no collection holds the objects of all editions"
print(f"{len(found)} collections, {sum(map(len, found.values()))} objects read")
