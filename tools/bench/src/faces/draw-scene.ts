import type { Random } from '@gender/core';
import type { Picture } from '@gender/image';
import sharp, { type OverlayOptions } from 'sharp';

/** Columns and rows of a scene. */
const [WIDTH, HEIGHT] = [640, 480];

/** Columns of a picture of LFW, and of the face in its middle (2.2 times less). */
export const LFW = { size: 250, face: 250 / 2.2 };

/** A face that is pasted into a scene, and where. */
export interface PastedFace {
  /** The middle of the face, in pixels of the scene. */
  readonly x: number;
  readonly y: number;
  /** The width of the face's box, in pixels. */
  readonly size: number;
  /** In degrees, clockwise. */
  readonly angle: number;
}

/** Where a face of 60 to 160 pixels goes, turned by up to 30 degrees. */
export function placeFace(random: Random): PastedFace {
  const size = 60 + 100 * random.next();
  const margin = size * 0.8;
  const within = (length: number): number => margin + (length - 2 * margin) * random.next();
  return { x: within(WIDTH), y: within(HEIGHT), size, angle: 60 * random.next() - 30 };
}

/** Draws a room full of things that are no faces: shapes, stripes, letters, grain. */
export async function drawScene(
  random: Random,
  pasted?: { face: PastedFace; file: string },
): Promise<Picture> {
  const shapes = Array.from({ length: 40 + random.integer(60) }, () => shape(random)).join('');
  const background = `<rect width="${WIDTH}" height="${HEIGHT}" fill="${colour(random)}"/>`;
  const clutter = Buffer.from(svg(WIDTH, HEIGHT, background + shapes));
  const noise = { type: 'gaussian', mean: 128, sigma: 4 + 20 * random.next() } as const;
  const grain = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let at = 0; at < grain.length; at += 1) {
    grain[at] = 128 + noise.sigma * (random.next() + random.next() + random.next() - 1.5);
  }
  const layers: OverlayOptions[] = [
    {
      input: grain,
      raw: { width: WIDTH, height: HEIGHT, channels: 3 },
      blend: 'soft-light',
    },
  ];
  if (pasted !== undefined) layers.push(await cutFace(pasted.file, pasted.face));
  const { data } = await sharp(clutter)
    .removeAlpha()
    .composite(layers)
    .removeAlpha()
    .blur(0.3 + random.next())
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: WIDTH, height: HEIGHT, data: new Uint8Array(data) };
}

/** The head in the middle of a picture of LFW with a soft edge, turned and scaled. */
async function cutFace(file: string, face: PastedFace): Promise<OverlayOptions> {
  const side = Math.round((LFW.size * face.size) / LFW.face);
  const fade =
    '<radialGradient id="fade"><stop offset="0.85" stop-color="#fff"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>';
  const [middle, across, down] = [side / 2, side * 0.36, side * 0.46];
  const ellipse = `<defs>${fade}</defs><ellipse cx="${middle}" cy="${middle}" rx="${across}" ry="${down}" fill="url(#fade)"/>`;
  const cut = await sharp(file)
    .resize(side, side)
    .ensureAlpha()
    .composite([{ input: Buffer.from(svg(side, side, ellipse)), blend: 'dest-in' }])
    .png()
    .toBuffer();
  const turned = await sharp(cut)
    .rotate(face.angle, { background: '#0000' })
    .png()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = turned.info;
  const [left, top] = [Math.round(face.x - width / 2), Math.round(face.y - height / 2)];
  const inside = {
    left: Math.max(0, -left),
    top: Math.max(0, -top),
    width: Math.min(WIDTH, left + width) - Math.max(0, left),
    height: Math.min(HEIGHT, top + height) - Math.max(0, top),
  };
  const input = await sharp(turned.data).extract(inside).png().toBuffer();
  return { input, left: Math.max(0, left), top: Math.max(0, top) };
}

function svg(width: number, height: number, content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content}</svg>`;
}

/** Any colour; one in three is that of a skin. */
function colour(random: Random): string {
  if (random.next() < 1 / 3) {
    const light = 0.25 + 0.75 * random.next();
    return `rgb(${[230, 180, 150].map((part) => Math.round(part * light)).join()})`;
  }
  return `hsl(${random.integer(360)},${random.integer(100)}%,${10 + random.integer(80)}%)`;
}

function shape(random: Random): string {
  const x = random.next() * WIDTH;
  const y = random.next() * HEIGHT;
  const [width, height] = [8 + 150 * random.next(), 8 + 150 * random.next()];
  const paint = `fill="${colour(random)}" stroke="${colour(random)}" stroke-width="${random.integer(6)}" transform="rotate(${random.integer(360)} ${x} ${y})"`;
  switch (random.integer(5)) {
    case 0:
      return `<rect x="${x}" y="${y}" width="${width}" height="${height}" ${paint}/>`;
    case 1:
      return `<ellipse cx="${x}" cy="${y}" rx="${width / 2}" ry="${height / 2}" ${paint}/>`;
    case 2:
      return `<path d="M${x} ${y}q${width} ${-height} ${width} ${height}t${-height} ${width}z" ${paint}/>`;
    case 3:
      return `<text x="${x}" y="${y}" font-size="${height / 2}" ${paint}>${String.fromCharCode(65 + random.integer(26), 48 + random.integer(10))}</text>`;
    default:
      return `<circle cx="${x}" cy="${y}" r="${width / 6}" ${paint}/><circle cx="${x + width / 2}" cy="${y}" r="${width / 6}" ${paint}/>`;
  }
}
