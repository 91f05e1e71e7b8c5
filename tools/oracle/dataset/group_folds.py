"""Folds by scikit-learn's StratifiedGroupKFold for @gender/dataset; writes JSON to the file named."""
import json
import sys

import numpy as np
import sklearn
from sklearn.model_selection import StratifiedGroupKFold

rng = np.random.default_rng(20080701)


def case(groups, classes, folds, mixed):
    """Groups of geometric sizes; of one class each, or `mixed`: each picture of a class of its own."""
    sizes = np.minimum(rng.geometric(0.2, groups), 40)
    group = np.repeat(np.arange(groups), sizes)
    rate = rng.dirichlet(np.full(classes, 2.0))
    label = rng.choice(classes, len(group), p=rate) if mixed else np.repeat(rng.choice(classes, groups, p=rate), sizes)
    splitter = StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=0)
    counts = [np.bincount(label[test], minlength=classes).tolist() for _, test in splitter.split(label, label, group)]
    return {"folds": folds, "labels": label.tolist(), "groups": group.tolist(), "counts": counts}


cases = [
    case(groups, classes, folds, mixed)
    for groups, classes, folds in [(40, 2, 5), (60, 3, 5), (150, 2, 10), (100, 4, 3), (200, 2, 5)]
    for mixed in (False, True)
]
with open(sys.argv[1], "w") as file:
    json.dump({"sklearn": sklearn.__version__, "cases": cases}, file, separators=(",", ":"))
