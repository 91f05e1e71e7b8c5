import * as z from 'zod';
import { runChild } from './run-child.js';

const threads = z.number().int().positive();

/** What a process is asked to do; texts are paths. */
export const taskSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('extract'),
    backbone: z.string(),
    pictures: z.string(),
    output: z.string(),
    threads,
  }),
  z.object({
    kind: z.literal('train'),
    rows: z.string(),
    validation: z.string(),
    weights: z.string(),
    hiddenUnits: z.array(z.number()),
    threads,
  }),
  z.object({
    kind: z.literal('evaluate'),
    model: z.string(),
    dataRoot: z.string(),
    dataset: z.string(),
    threads,
  }),
  z.object({ kind: z.literal('prepare'), source: z.string(), dataRoot: z.string() }),
  z.object({ kind: z.literal('inspect'), source: z.string() }),
  z.object({ kind: z.literal('audit'), source: z.string() }),
]);

const resultSchema = z.object({
  /** From after the imports until the work is done. */
  seconds: z.number(),
  /** Of the processor on all threads, in that time. */
  processorSeconds: z.number(),
  /** The largest resident set of the process. */
  peakBytes: z.number(),
});

export type Task = z.output<typeof taskSchema>;
export type TaskResult = z.output<typeof resultSchema>;

/** Does a task in a process of its own. */
export function runTask(task: Task): Promise<TaskResult> {
  return runChild(new URL('./task.js', import.meta.url), task, resultSchema);
}
