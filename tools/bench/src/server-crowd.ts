// What hostile clients can do to a server: whether it answers others meanwhile, and what it holds.
// node --import tsx --conditions=@gender/source tools/bench/src/server-crowd.ts --model FILE --pictures FOLDER
import { Console } from 'node:console';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { required } from '@gender/core';
import sharp from 'sharp';
import { readFlags } from '@gender/testing/flags';
import * as z from 'zod';
import { memoryOf, startServer } from './processes/serve.js';

/** Good requests while each kind of clients is there, one after another. */
const GOOD = 20;

const terminal = new Console(process.stdout, process.stderr);
const flags = readFlags({
  usage: 'npm run test:crowd -- --model FILE --pictures FOLDER',
  schema: z.object({ model: z.string(), pictures: z.string() }),
});
const { model, pictures: folder } = flags;
const [file] = readdirSync(folder).filter((name) => /\.jpe?g$/i.test(name));
const picture = readFileSync(join(folder, required(file, 'a JPEG in the folder')));

const server = await startServer(model);
const { hostname, port } = new URL(server.url);
const head = 'POST /v1/predict HTTP/1.1\r\nHost: a\r\nContent-Type: image/png\r\n';
let peak = 0;
const watching = setInterval(() => {
  peak = Math.max(peak, memoryOf(server.process));
}, 50);
try {
  const rows: Record<string, Awaited<ReturnType<typeof besides>>> = {};
  rows['nobody else'] = await besides(() => []);
  rows['1 000 open connections: silent, slow heads, slow bodies'] = await besides(crowd);
  rows['64 clients that announce 32 MB and send a byte a second'] = await besides(announcers);
  rows['32 bodies of 1 GB, and 32 without a length'] = await besides(() =>
    Array.from({ length: 64 }, (_, index) => hugeBody(index % 2 === 0)),
  );
  const bombs = [pngHead(30_000), jpegHead(65_500), await flatPng(7000)];
  rows['96 pictures of 30 000, 65 500 and 7 000 pixels a side'] = await besides(() =>
    Array.from({ length: 96 }, (_, index) => bomb(required(bombs[index % 3], 'a bomb'))),
  );
  const large = await flatPng(5000);
  rows['32 of 5 000 pixels a side, as large as they may be'] = await besides(() =>
    Array.from({ length: 32 }, () => bomb(large)),
  );
  terminal.table(rows);
} finally {
  clearInterval(watching);
  server.process.kill('SIGTERM');
}

/** Good requests beside others, and what became of those. */
async function besides(
  start: () => readonly Promise<string>[],
): Promise<{ good: number; slowest: string; others: string; peakMegabytes: number }> {
  peak = 0;
  const others = start();
  const seconds: number[] = [];
  for (let sent = 0; sent < GOOD; sent += 1) {
    const started = performance.now();
    const answer = await post(picture, 'image/jpeg');
    if (!answer.startsWith('200 label')) throw new Error(`a good picture was answered ${answer}`);
    seconds.push((performance.now() - started) / 1000);
  }
  const counts = new Map<string, number>();
  for (const end of await Promise.all(others)) counts.set(end, 1 + (counts.get(end) ?? 0));
  return {
    ...{ good: seconds.length, slowest: `${Math.max(...seconds).toFixed(2)} s` },
    ...{ others: [...counts].map(([end, count]) => `${count} × ${end}`).join(', ') },
    peakMegabytes: peak,
  };
}

/** Connections that hold a place and send little. */
function crowd(): Promise<string>[] {
  const body = `${head}Content-Length: 100000\r\n\r\n`;
  const starts = [undefined, head, body];
  return Array.from({ length: 1000 }, (_, index) => slowClient(starts[index % 3]));
}

/** Connections that announce as much as a request may have, and send little. */
function announcers(): Promise<string>[] {
  return Array.from({ length: 64 }, () =>
    slowClient(`${head}Content-Length: ${32 * 2 ** 20}\r\n\r\n`),
  );
}

/** The status that a client is answered that sends a start, if any, and then a byte each second. */
async function slowClient(first: string | undefined): Promise<string> {
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', ({ message }) => chunks.push(Buffer.from(message)));
  const closed = new Promise((done) => socket.once('close', done));
  if (first !== undefined) trickle(socket, first);
  await closed;
  const answer = Buffer.concat(chunks).toString();
  return /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? `closed ${answer}`;
}

/** Sends the first bytes, and then one each second. */
function trickle(socket: Socket, first: string): void {
  socket.write(first);
  const timer = setInterval(() => socket.write('a'), 1000);
  socket.once('close', () => clearInterval(timer));
}

function hugeBody(isAnnounced: boolean): Promise<string> {
  const chunk = Buffer.alloc(2 ** 16);
  return new Promise((done) => {
    const length = isAnnounced ? { 'content-length': 2 ** 30 } : {};
    const headers = { 'content-type': 'image/png', ...length };
    const sent = request(`${server.url}/v1/predict`, { method: 'POST', headers }, (response) => {
      response.resume();
      done(String(response.statusCode));
      sent.destroy();
    });
    sent.on('error', (error) => done('code' in error ? String(error.code) : error.message));
    const pump = (): void => {
      while (!sent.destroyed && sent.write(chunk));
    };
    sent.on('drain', pump);
    pump();
  });
}

function bomb(bytes: Buffer): Promise<string> {
  return post(bytes, 'image/png');
}

/** The status of an answer, and the code of the error of its picture. */
async function post(body: Buffer, type: string): Promise<string> {
  const headers = { 'content-type': type };
  const bytes = new Uint8Array(body);
  const response = await fetch(`${server.url}/v1/predict`, {
    method: 'POST',
    headers,
    body: bytes,
  });
  const text = await response.text();
  return `${response.status} ${/"code":"(\w+)"/.exec(text)?.[1] ?? /label/.exec(text)?.[0]}`;
}

/** A PNG that says it is so large, and ends there. */
function pngHead(side: number): Buffer {
  const bytes = Buffer.alloc(33);
  bytes.write('\x89PNG\r\n\x1a\n', 'latin1');
  bytes.writeUInt32BE(13, 8);
  bytes.write('IHDR', 12, 'latin1');
  bytes.writeUInt32BE(side, 16);
  bytes.writeUInt32BE(side, 20);
  bytes.set([8, 2, 0, 0, 0], 24);
  return bytes;
}

/** A JPEG that says it is so large, and ends there. */
function jpegHead(side: number): Buffer {
  const frame = Buffer.from('ffd8ffc0001108ffffffff03012200021101031101ffd9', 'hex');
  frame.writeUInt16BE(side, 7);
  frame.writeUInt16BE(side, 9);
  return frame;
}

/** A whole PNG of one colour: small as a file, large once it is decoded. */
function flatPng(side: number): Promise<Buffer> {
  return sharp({ create: { width: side, height: side, channels: 3, background: 'red' } })
    .png({ compressionLevel: 9 })
    .toBuffer();
}
