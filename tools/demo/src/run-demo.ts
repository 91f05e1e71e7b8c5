import { rm } from 'node:fs/promises';
import { formatDuration, formatTable } from '@gender/cli';
import { demoSteps, type DemoOptions, type DemoScore } from './demo-steps.js';

/**
 * Runs the whole job on drawn faces and prints a table of its steps.
 *
 * @param print - takes the lines
 * @returns the accuracy on the test pictures
 */
export async function runDemo(
  options: DemoOptions,
  print: (line: string) => void,
): Promise<DemoScore> {
  await rm(options.folder, { recursive: true, force: true });
  const rows: [string, string, string][] = [];
  let score: DemoScore = { accuracy: 0, images: 0 };
  const started = performance.now();
  for (const step of demoSteps(options)) {
    const begun = performance.now();
    const result = await step.run();
    score = result.score ?? score;
    rows.push([step.name, secondsSince(begun), result.text]);
    print(`${step.name}: ${result.text}`);
  }
  rows.push(['in all', secondsSince(started), `seed ${options.seed}`]);
  print(formatTable(['step', 'time', 'result'], rows));
  return score;
}

function secondsSince(moment: number): string {
  return formatDuration((performance.now() - moment) / 1000);
}
