"""Writes the order in which Keras' flow_from_directory lists a folder with awkward names.

    python tools/oracle/dataset/keras_order.py libs/dataset/test/fixtures/keras_order.json
"""

import json
import sys
import tempfile
from pathlib import Path

from tensorflow.keras.preprocessing.image import ImageDataGenerator

FILES = [
    *(f"Female/{n}_Age{n % 90 + 1:02d}.jpg" for n in (1, 2, 9, 10, 11, 20, 99, 100, 101, 1000)),
    "Male/b.PNG", "Male/a.jpeg", "Male/A.jpg", "Male/ä.jpg", "Male/a b.jpg", "Male/a-b.jpg", "Male/a.b.jpg",
    "Male/\uff5e.jpg", "Male/\U0001d11e.jpg", "Male/notes.txt",
    "Male/sub/1.jpg", "Male/sub dir/1.jpg", "Male/sub-2/1.jpg", "Male/sub/inner/1.jpg", "Male/Tub/1.bmp",
    "other/1.tif", "Zoo/1.jpg", "Ünder/1.jpg",
]

with tempfile.TemporaryDirectory() as folder:
    for name in FILES:
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (Path(folder) / "empty").mkdir()
    flow = ImageDataGenerator().flow_from_directory(folder, shuffle=False)
    answer = {
        "made": FILES,
        "classes": sorted(flow.class_indices, key=flow.class_indices.get),
        "files": flow.filenames,
        "labels": [int(label) for label in flow.classes],
    }
Path(sys.argv[1]).write_text(json.dumps(answer, indent=1, ensure_ascii=True) + "\n")
