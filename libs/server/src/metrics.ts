import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds of answers are counted up to these bounds. */
const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What is counted of a server, in the words of Prometheus; nothing of it comes from a picture. */
export class ServerMetrics {
  readonly registry = new Registry();
  readonly requestSeconds = new Histogram({
    name: 'gender_http_request_duration_seconds',
    help: 'Seconds from the head of a request to the end of its answer',
    labelNames: ['route', 'status'],
    buckets: SECONDS,
    registers: [this.registry],
  });
  readonly pictures = new Counter({
    name: 'gender_pictures_total',
    help: 'Pictures that were answered, by model and code of the error or ok',
    labelNames: ['model', 'outcome'],
    registers: [this.registry],
  });
  readonly batchPictures = new Histogram({
    name: 'gender_batch_pictures',
    help: 'Pictures computed together',
    labelNames: ['model'],
    buckets: [1, 2, 4, 8, 16],
    registers: [this.registry],
  });

  /**
   * @param waiting - how many pictures wait for each model, by its name
   * @param bytes - how many bytes the requests under way hold
   */
  constructor(waiting: () => Iterable<readonly [string, number]>, bytes: () => number) {
    const { registry } = this;
    collectDefaultMetrics({ register: registry });
    new Gauge({
      name: 'gender_waiting_pictures',
      help: 'Pictures that wait for a batch',
      labelNames: ['model'],
      registers: [registry],
      collect() {
        for (const [model, count] of waiting()) this.set({ model }, count);
      },
    });
    new Gauge({
      name: 'gender_request_bytes',
      help: 'Bytes that have arrived of requests that are received or answered',
      registers: [registry],
      collect() {
        this.set(bytes());
      },
    });
  }
}
