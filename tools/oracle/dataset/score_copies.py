"""Says by kind how many of the copies that plant_copies.py has planted an audit finds, and whether the split of them leaks.

    python tools/oracle/dataset/score_copies.py audit.json data/Copies/split.json

The standard library alone: which picture is a copy of which is known by its name, `<face>_<kind>.jpg`.
"""

import collections
import json
import sys
from pathlib import Path, PurePosixPath

audit, split = (json.loads(Path(path).read_text()) for path in sys.argv[1:3])


def face_of(file):
    return PurePosixPath(file).stem.split("_")[0]


sources = [entry["source"] for entry in split["files"]]
planted = collections.Counter(PurePosixPath(file).stem.split("_")[1] for file in sources if "_" in PurePosixPath(file).stem)
found, wrong = collections.Counter(), 0
for leak in audit["leaks"]:
    for first, second in leak["pairs"]:
        if face_of(first) == face_of(second):
            found[PurePosixPath(second).stem.split("_")[1]] += 1
        else:
            wrong += 1
for kind, count in planted.items():
    print(f"{kind:12} {found[kind]:5} of {count:5}  {found[kind] / count:.4f}")
near = [kind for kind in planted if kind not in ("file", "pixels")]
right, all_near = sum(found[kind] for kind in near), sum(planted[kind] for kind in near)
print(f"near: recall {right / all_near:.4f}; all pairs: precision {sum(found.values()) / (sum(found.values()) + wrong):.4f} ({wrong} wrong)")

sides = collections.defaultdict(set)
for entry in split["files"]:
    sides[face_of(entry["source"])].add(entry["file"].split("/")[0])
print(f"faces on two sides of the split: {sum(len(each) > 1 for each in sides.values())} of {len(sides)}")
