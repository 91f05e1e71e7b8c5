"""Golden event file for @gender/tensorboard by TensorBoard's own writer; writes JSON to standard output.

With the path of an event file it prints instead what TensorBoard reads in it: scalars by tag and step, and of histograms
the counts.
"""
import base64
import io
import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary
from tensorboard.summary.writer.record_writer import RecordWriter

if len(sys.argv) > 1:
    found = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "histograms": 0}).Reload()
    tags = found.Tags()
    json.dump(
        {
            "scalars": {tag: [[each.step, each.value] for each in found.Scalars(tag)] for tag in tags["scalars"]},
            "histograms": {tag: [[h.step, h.histogram_value.num] for h in found.Histograms(tag)] for tag in tags["histograms"]},
        },
        sys.stdout,
    )
    sys.exit()

file = io.BytesIO()
writer = RecordWriter(file)
writer.write(Event(wall_time=1700000000.25, file_version="brain.Event:2").SerializeToString())
histogram = HistogramProto(min=-1.5, max=3, num=4, sum=2.5, sum_squares=12.25, bucket_limit=[-1, 0, 2, 4], bucket=[1, 0, 2, 1])
for step in (1, 2, 300):
    values = [Summary.Value(tag="loss/train", simple_value=0.1 * step), Summary.Value(tag="Größe", simple_value=-step)]
    values.append(Summary.Value(tag="fc1/kernel", histo=histogram))
    event = Event(wall_time=1700000000.5 + step, step=step, summary=Summary(value=values))
    writer.write(event.SerializeToString())
json.dump({"bytes": base64.b64encode(file.getvalue()).decode()}, sys.stdout)
