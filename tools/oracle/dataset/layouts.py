"""Makes small collections as the published ones are laid out, and counts what is in them.

    python tools/oracle/dataset/layouts.py libs/dataset/test/fixtures/layouts.json

Needs scipy, for the metadata of IMDB-WIKI. The counts are made by reading each tree from the disk as its authors
describe it, with the standard library alone and none of the project's code.
"""

import base64
import collections
import csv
import datetime
import io
import json
import re
import sys
import tempfile
import unicodedata
from pathlib import Path

import numpy as np
from scipy.io import loadmat, savemat

PICTURE = None  # the tests put a picture of their own there


def adience():
    header = "user_id original_image face_id age gender x y dx dy tilt_ang fiducial_yaw_angle fiducial_score".split()
    rest = ["0", "0", "9", "9", "0", "0", "5"]
    people = [
        ("30601258@N03", 1, "(25, 32)", "f"), ("30601258@N03", 2, "(25, 32)", "m"), ("115321157@N03", 1744, "35", "m"),
        ("113445054@N07", 2180, "None", "u"), ("7153718@N04", 2247, "(0, 2)", "f"), ("7153718@N04", 2248, "(60, 100)", ""),
        ("101515718@N03", 9, "(8, 12)", "f"), ("101515718@N03", 10, "None", "m"),
    ]
    files, folds = {}, collections.defaultdict(list)
    for number, (user, face, age, gender) in enumerate(people):
        for photo in range(1 + number % 3):
            image = f"{number}{photo}_a b_o.jpg"
            folds[number % 5].append([user, image, str(face), age, gender, *rest])
            files[f"AdienceBenchmark/aligned/{user}/landmark_aligned_face.{face}.{image}"] = PICTURE
            files[f"AdienceBenchmark/faces/{user}/coarse_tilt_aligned_face.{face}.{image}"] = PICTURE
    for fold, rows in folds.items():
        for kind, kept in (("", rows), ("frontal_", rows[:1])):
            table = "\n".join("\t".join(row) for row in [header, *kept]) + "\n"
            files[f"AdienceBenchmark/fold_{kind}{fold}_data.txt"] = table
    files["AdienceBenchmark/aligned/7153718@N04/landmark_aligned_face.1.extra.jpg"] = PICTURE
    files["AdienceBenchmark/aligned/7153718@N04/._landmark_aligned_face.2247.40_a b_o.jpg"] = "macOS"
    files["__MACOSX/aligned/x.jpg"] = "macOS"
    return files


def count_adience(root):
    root = root / "AdienceBenchmark"
    seen = {}
    for fold in range(5):
        with open(root / f"fold_{fold}_data.txt", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                path = root / "aligned" / row["user_id"] / f"landmark_aligned_face.{row['face_id']}.{row['original_image']}"
                assert path.exists()
                seen[path] = row
    for row in seen.values():
        label = {"f": "Female", "m": "Male"}.get(row["gender"])
        if label:
            age = row["age"]
            pair = re.match(r"\((\d+), (\d+)\)", age)
            yield label, f"{pair[1]}-{pair[2]}" if pair else age if age.isdigit() else None, row["face_id"], None, None


def utkface():
    names = [
        "26_1_0_20170116184024662.jpg.chip.jpg", "1_0_4_20161219140623097.jpg.chip.jpg", "116_1_3_20170120134921760.jpg.chip.jpg",
        "100_0_0_20170112213303693.jpg.chip.jpg", "9_1_2_20170116225041421.JPG", "24_0_1_20170116220224657 .jpg.chip.jpg",
        "55_0_0_20170116232725357jpg.chip.jpg", "9_1_3_20161220222856346.jpg.chip.jpg",
        # as published, or near it: no race, no gender, neither
        "39_1_20170116174525125.jpg.chip.jpg", "61_1_20170109142408075.jpg.chip.jpg", "61_3_20170109150557335.jpg.chip.jpg",
        "44_2_1_20170116184024000.jpg.chip.jpg", "999_1_1_20170116184024001.jpg.chip.jpg",
    ]
    files = {f"part{1 + index % 3}/{name}": PICTURE for index, name in enumerate(names)}
    return {**files, "part1/.DS_Store": "", "part2/__MACOSX/26_1_0_20170116184024662.jpg": "", "part3/readme.txt": "read me"}


def count_utkface(root):
    for path in root.rglob("*"):
        parts = path.name.split("_")
        if "__MACOSX" in path.parts or len(parts) != 4 or path.name.startswith("."):
            continue
        age, gender, race = parts[:3]
        if gender in "01" and race in "01234" and int(age) <= 130:
            names = ["White", "Black", "Asian", "Indian", "Others"]
            yield ["Male", "Female"][int(gender)], age, None, None, names[int(race)]


def lfw():
    people = {
        "Female": ["Alex_Sink", "Zoë_Ball", "Abdel_Aziz_Al-Hakim"],
        "Male": ["George_W_Bush", "Ørjan_Berg", "Jim O'Brien"],
    }
    files, lists = {}, collections.defaultdict(list)
    for label, names in people.items():
        for number, name in enumerate(names):
            for photo in range(1, 2 + number):
                file = f"{name}_{photo:04d}.jpg"
                # the archive was made on macOS: names are decomposed there and composed in the lists
                stored = unicodedata.normalize("NFD" if number == 1 else "NFC", f"lfw/{name}/{file}")
                files[stored] = PICTURE
                lists[label].append(unicodedata.normalize("NFC", file))
    files["lfw/Nobody_Listed/Nobody_Listed_0001.jpg"] = PICTURE
    files["lfw/George_W_Bush/.hidden.jpg"] = "x"
    files["female_names.txt"] = "\n".join(lists["Female"]) + "\n"
    files["male_names.txt"] = "\r\n".join(lists["Male"]) + "\r\n\r\n"
    return files


def count_lfw(root):
    for label, name in (("Female", "female_names.txt"), ("Male", "male_names.txt")):
        for line in (root / name).read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield label, None, line.strip().rsplit("_", 1)[0], None, None


def fairface():
    rows = {
        "train": [("50-59", "Male", "East Asian"), ("30-39", "Female", "Indian"), ("3-9", "Female", "Black"), ("more than 70", "Male", "White"), ("0-2", "Male", "Latino_Hispanic")],
        "val": [("20-29", "Female", "Middle Eastern"), ("more than 70", "Male", "Southeast Asian"), ("10-19", "Female", "White")],
    }
    files = {}
    for part, people in rows.items():
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        table.writerow(["file", "age", "gender", "race", "service_test"])
        for number, person in enumerate(people, 1):
            table.writerow([f"{part}/{number}.jpg", *person, bool(number % 2)])
            files[f"fairface/{part}/{number}.jpg"] = PICTURE
        files[f"fairface/fairface_label_{part}.csv"] = text.getvalue()
    files["fairface/val/99.jpg"] = PICTURE
    return files


def count_fairface(root):
    for part, split in (("train", "train"), ("val", "validation")):
        with open(root / "fairface" / f"fairface_label_{part}.csv", newline="") as file:
            for row in csv.DictReader(file):
                age = "70+" if row["age"] == "more than 70" else row["age"]
                yield row["gender"], age, None, split, row["race"]


def celeba():
    attributes = ["5_o_Clock_Shadow", "Blond_Hair", "Male", "Young"]
    lines, persons, parts, files = [], [], [], {}
    for number in range(1, 13):
        name = f"{number:06d}.jpg"
        lines.append(f"{name} {-1:2d} {1:2d} {1 if number % 3 else -1:2d} {1:2d}")
        persons.append(f"{name} {2880 + number // 2}")
        parts.append(f"{name} {(number // 2) % 3}")
        files[f"CelebA/Img/img_align_celeba/{name}"] = PICTURE
    files["CelebA/Anno/list_attr_celeba.txt"] = f"{len(lines)}\n{' '.join(attributes)} \n" + "\n".join(lines) + "\n"
    files["CelebA/Anno/identity_CelebA.txt"] = "\n".join(persons) + "\n"
    files["CelebA/Eval/list_eval_partition.txt"] = "\n".join(parts) + "\n"
    return files


def count_celeba(root):
    read = lambda name: (root / "CelebA" / name).read_text().splitlines()
    persons = dict(line.split() for line in read("Anno/identity_CelebA.txt"))
    parts = dict(line.split() for line in read("Eval/list_eval_partition.txt"))
    _, header, *lines = read("Anno/list_attr_celeba.txt")
    for line in lines:
        name, *values = line.split()
        male = dict(zip(header.split(), values))["Male"]
        yield {"1": "Male", "-1": "Female"}[male], None, persons[name], ["train", "validation", "test"][int(parts[name])], None


def day(date):
    """MATLAB's datenum."""
    return date.toordinal() + 366


def imdb():
    people = [  # name, id, born, photo taken in, gender, score, second score
        ("Fred Astaire", 6488, datetime.date(1899, 5, 10), 1968, 1.0, 1.46, np.nan),
        ("Lauren Bacall", 11516, datetime.date(1924, 9, 16), 1974, 0.0, 2.58, np.nan),
        ("Lauren Bacall", 11516, datetime.date(1924, 9, 16), 2004, 0.0, 3.38, 1.86),
        ("Zoë Ball", 30, datetime.date(1970, 11, 23), 1970, 0.0, 4.0, np.nan),  # not born in July of the year
        ("Ingmar Bergman", 8099, datetime.date(1918, 7, 1), 1968, np.nan, 2.0, np.nan),
        ("Ingrid Bergman", 8100, datetime.date(1915, 8, 29), 1946, 0.0, -np.inf, np.nan),
        ("Noah", 77, datetime.date(1, 1, 1), 2000, 1.0, 5.0, np.nan),  # too old for anybody
        ("Jeanne Calment", 78, datetime.date(1875, 2, 21), 1997, 0.0, 5.0, np.nan),
        ("July Born", 79, datetime.date(1950, 6, 30), 1980, 1.0, 5.0, np.nan),
    ]
    paths = [f"{ident % 100:02d}/nm{ident:07d}_rm{number}_{person[2]}_{person[3]}.jpg" for number, person in enumerate(people) for ident in [person[1]]]
    cells = lambda values: np.array(values, dtype=object).reshape(1, -1)
    row = lambda values: np.array(values, dtype=float).reshape(1, -1)
    meta = {
        "dob": row([day(person[2]) for person in people]), "photo_taken": row([person[3] for person in people]),
        "full_path": cells(paths), "gender": row([person[4] for person in people]), "name": cells([person[0] for person in people]),
        "face_score": row([person[5] for person in people]), "second_face_score": row([person[6] for person in people]),
        "celeb_id": row([person[1] for person in people]),
    }
    out = io.BytesIO()
    savemat(out, {"imdb": meta}, do_compression=True)
    return {f"imdb_crop/{path}": PICTURE for path in paths} | {"imdb_crop/imdb.mat": out.getvalue()}


def count_imdb(root):
    meta = loadmat(root / "imdb_crop" / "imdb.mat", squeeze_me=True)["imdb"][()]
    for path, gender, score, taken, born, ident in zip(*(meta[name] for name in ("full_path", "gender", "face_score", "photo_taken", "dob", "celeb_id"))):
        assert (root / "imdb_crop" / path).exists()
        if np.isneginf(score) or np.isnan(gender):
            continue
        # datevec(datenum(taken, 7, 1) - born): the year of a date that lies so many days after the last day of year -1
        days = day(datetime.date(int(taken), 7, 1)) - int(born)
        # year 0 has 366 days and the calendar repeats after 400 years, so year 400 stands for it
        age = (datetime.date(400, 1, 1) + datetime.timedelta(days - 1)).year - 400 if days > 0 else None
        yield ["Female", "Male"][int(gender)], str(age) if age is not None and age <= 130 else None, str(ident), None, None


LAYOUTS = {"adience": (adience, count_adience), "utkface": (utkface, count_utkface), "lfw": (lfw, count_lfw),
           "fairface": (fairface, count_fairface), "celeba": (celeba, count_celeba), "imdb-wiki": (imdb, count_imdb)}


def count(values):
    return dict(sorted(collections.Counter(value for value in values if value is not None).items()))


def describe(make, read):
    files = make()
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else (content or "").encode())
        labels, ages, persons, splits, races = zip(*read(Path(folder)))
    pack = lambda content: {"base64": base64.b64encode(content).decode()} if isinstance(content, bytes) else content
    return {
        "files": {name: pack(content) for name, content in files.items()},
        "counts": {"labels": count(labels), "ages": count(ages), "persons": len(set(persons) - {None}), "splits": count(splits), "races": count(races)},
    }


answer = {name: describe(make, read) for name, (make, read) in LAYOUTS.items()}
Path(sys.argv[1]).write_text(json.dumps(answer, indent=1, ensure_ascii=True) + "\n")
