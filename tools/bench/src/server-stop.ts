// SIGTERM while requests are under way: none that reached the machine may be lost.
// node --import tsx --conditions=@gender/source tools/bench/src/server-stop.ts --model FILE --pictures FOLDER [--rounds 20]
import { Console } from 'node:console';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { required } from '@gender/core';
import { positiveInteger, readFlags } from '@gender/testing/flags';
import * as z from 'zod';
import { startServer } from './processes/serve.js';

/** Connections at once, by turns of a single request, and of one request after another. */
const CROWDS = [
  { connections: 128, keepAlive: false },
  { connections: 32, keepAlive: true },
];

const terminal = new Console(process.stdout, process.stderr);
const flags = readFlags({
  usage: 'npm run test:stop -- --model FILE --pictures FOLDER [--rounds 20]',
  schema: z.object({
    model: z.string(),
    pictures: z.string(),
    rounds: positiveInteger.default(20),
  }),
});
const { model, pictures: folder } = flags;
const pictures = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.jpe?g$/i.test(name))
  .slice(0, 64)
  .map((name) => readFileSync(join(folder, name)));

/** What became of a request: its status, or the code of its error. */
type Outcome = number | string;

const counts = new Map<Outcome, number>();
for (let round = 0; round < flags.rounds; round += 1) {
  for (const outcome of await stopUnderLoad(round)) {
    counts.set(outcome, 1 + (counts.get(outcome) ?? 0));
  }
  terminal.error(`round ${round + 1}: ${JSON.stringify(Object.fromEntries(counts))}`);
}
// Who is refused the connection has sent nothing; everything else must be an answer.
const lost = [...counts].filter(([outcome]) => outcome !== 200 && outcome !== 'ECONNREFUSED');
terminal.log(lost.length === 0 ? 'none lost' : `lost: ${JSON.stringify(lost)}`);
process.exitCode = lost.length === 0 ? 0 : 1;

/** Ends a server at another moment each round. */
async function stopUnderLoad(round: number): Promise<Outcome[]> {
  const crowd = required(CROWDS[round % CROWDS.length], 'a crowd');
  const server = await startServer(model);
  const agent = new Agent({ keepAlive: crowd.keepAlive });
  const outcomes: Outcome[] = [];
  let told = false;
  const ask = async (index: number): Promise<void> => {
    do
      outcomes.push(await send(server.url, required(pictures[index % pictures.length], 'a picture'), agent)); // prettier-ignore
    while (crowd.keepAlive && !told && outcomes.at(-1) === 200);
  };
  const exited = once(server.process, 'exit');
  const asked = Array.from({ length: crowd.connections }, (_, index) => ask(index));
  await setTimeout(20 + 40 * round);
  told = true;
  server.process.kill('SIGTERM');
  await Promise.all(asked);
  const [exitCode] = (await exited) as [number | null];
  agent.destroy();
  return exitCode === 0 ? outcomes : [...outcomes, `exit code ${exitCode}`];
}

function send(url: string, body: Buffer, agent: Agent): Promise<Outcome> {
  const headers = { 'content-type': 'image/jpeg', 'content-length': body.length };
  return new Promise((done) => {
    const sent = request(`${url}/v1/predict`, { method: 'POST', headers, agent }, (response) => {
      response.on('error', ({ message }) => done(message));
      response.on('end', () => done(required(response.statusCode, 'the status')));
      response.resume();
    });
    sent.on('error', (error) => done('code' in error ? String(error.code) : error.message));
    sent.end(body);
  });
}
