"""Compares what @gender/mat reads (the output of dump.ts) with what SciPy reads from the same files.

SciPy's own tests hold files that MATLAB 4.2 to 8 saved on several machines:
    D=$(python -c 'import scipy.io,os; print(os.path.dirname(scipy.io.__file__))')/matlab/tests/data
    node --import tsx --conditions=@gender/source tools/oracle/mat/dump.ts $D/*.mat > /tmp/ours.json
    python tools/oracle/mat/compare_scipy.py /tmp/ours.json
"""

import json
import sys
import warnings

from plain import read

warnings.simplefilter("ignore")
equal = 0
for path, ours in json.load(open(sys.argv[1])).items():
    name = path.split("/")[-1]
    try:
        theirs = json.loads(json.dumps(read(path)))
    except Exception as error:
        theirs = {"error": f"{type(error).__name__}: {error}"}
    if ours == theirs:
        equal += 1
        continue
    print(name)
    for key in sorted({*ours, *theirs}):
        if ours.get(key) != theirs.get(key):
            print(f"   {key}\n      here  {str(ours.get(key))[:300]}\n      SciPy {str(theirs.get(key))[:300]}")
print(f"{equal} files equal")
