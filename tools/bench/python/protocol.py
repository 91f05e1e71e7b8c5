"""How a baseline talks to the benchmarks: a JSON line when it is ready, one for each "run"."""

import json
import os
import sys
import time


def serve(prepare):
    """Calls `prepare(args)` for a function, and that function each time a line "run" comes.

    Answers {"ready": versions}, then {"seconds": time of one call}; {"error": reason} when a
    package is missing. What libraries print goes to standard error.
    """
    channel = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(**reply):
        channel.write(json.dumps(reply) + "\n")
        channel.flush()

    try:
        work = prepare(json.loads(sys.argv[1]))
    except ImportError as error:
        answer(error=f"Python cannot import a package: {error}")
        return
    answer(ready={"python": sys.version.split()[0]})
    for line in sys.stdin:
        if line.strip() != "run":
            continue
        started = time.perf_counter()
        work()
        answer(seconds=time.perf_counter() - started)
