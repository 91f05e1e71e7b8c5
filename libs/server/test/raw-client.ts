import { connect, type Socket } from 'node:net';

/** A request for the prediction of a picture, or of what is in another body. */
export function request(bytes: Uint8Array, type = 'image/bmp'): Buffer {
  const head = ['POST /v1/predict HTTP/1.1', 'Host: a', `Content-Type: ${type}`, `Content-Length: ${bytes.length}`]; // prettier-ignore
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes]);
}

/** A connection that is told what to send, and what it is answered until it ends. */
export function client(url: string): { socket: Socket; answer: Promise<string> } {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  const answer = new Promise<string>((answered) => {
    socket.on('error', (error) => chunks.push(Buffer.from(error.message)));
    socket.once('close', () => answered(Buffer.concat(chunks).toString()));
  });
  return { socket, answer };
}

/** The body of a form with one file; its boundary is `b`. */
export function formBody(bytes: Uint8Array): Buffer {
  const head = '--b\r\nContent-Disposition: form-data; name="pictures"; filename="a"\r\n\r\n';
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--b--\r\n')]);
}
