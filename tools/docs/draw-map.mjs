// The packages as an SVG picture.

const BOX = { width: 128, height: 34, gap: 30 };
const ROW = 92;
const MARGIN = { left: 78, top: 24, right: 24, bottom: 58 };

/**
 * Draws packages by floor, the highest on top.
 *
 * @param packages - `title`, `floor`, `tags` and `json.dependencies` of each
 * @returns the text of an SVG file that follows the reader's light or dark scheme
 */
export function drawMap(packages) {
  const floors = [...new Set(packages.map(({ floor }) => floor))].sort((a, b) => b - a);
  const edges = directEdges(packages);
  const rows = floors.map((floor) => packages.filter((entry) => entry.floor === floor));
  const columns = Math.max(...rows.map(({ length }) => length));
  const width = MARGIN.left + columns * (BOX.width + BOX.gap) - BOX.gap + MARGIN.right;
  const height = MARGIN.top + (rows.length - 1) * ROW + BOX.height + MARGIN.bottom;
  const boxes = placeBoxes(orderRows(rows, edges), width);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">`,
    '<title id="title">The packages by floor; an arrow leads from a package to one that it imports</title>',
    `<style>${STYLE}</style>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 1 7 4 0 7z"/></marker></defs>',
    '<rect class="ground" width="100%" height="100%"/>',
    ...floors.map((floor, row) => drawFloor(floor, row, width)),
    ...edges.map(({ from, to }) => drawArrow(boxes.get(from), boxes.get(to))),
    ...packages.map((entry) => drawBox(entry, boxes.get(entry.title))),
    ...drawLegend(height),
    '</svg>',
    '',
  ].join('\n');
}

const LIGHT = {
  ground: '#fff',
  line: '#d7dbe0',
  arrow: '#8a94a3',
  text: '#1c2430',
  quiet: '#5b6675',
  any: '#d9f0e3',
  node: '#e1e9f8',
  app: '#fbe6c8',
};
const DARK = {
  ground: '#0d1117',
  line: '#2b323c',
  arrow: '#6f7b8b',
  text: '#e8edf3',
  quiet: '#9aa5b4',
  any: '#174432',
  node: '#1e3358',
  app: '#5a3f12',
};

/** Colours are written out, as viewers outside browsers know no variables of CSS. */
const STYLE = [
  'text{font:14px system-ui,-apple-system,"Segoe UI",sans-serif}.quiet{font-size:12px}',
  '.floor{stroke-dasharray:2 5}.arrow{fill:none;stroke-width:1.2}.box{stroke-width:.8}',
  coloursOf(LIGHT),
  `@media(prefers-color-scheme:dark){${coloursOf(DARK)}}`,
].join('');

function coloursOf({ ground, line, arrow, text, quiet, any, node, app }) {
  return [
    `.ground{fill:${ground}}text{fill:${text}}.quiet{fill:${quiet}}`,
    `.floor{stroke:${line}}.arrow,.box{stroke:${arrow}}.tip{fill:${arrow}}`,
    `.any{fill:${any}}.node{fill:${node}}.app{fill:${app}}`,
  ].join('');
}

/** Dependencies of which no longer way through other packages tells as much. */
function directEdges(packages) {
  const byName = new Map(packages.map((entry) => [entry.json.name, entry]));
  const below = new Map(packages.map((entry) => [entry.title, dependenciesOf(entry, byName)]));
  const reaches = (from, to) => below.get(from).some((next) => next === to || reaches(next, to));
  return packages.flatMap(({ title: from }) =>
    below
      .get(from)
      .filter((to) => !below.get(from).some((other) => other !== to && reaches(other, to)))
      .map((to) => ({ from, to })),
  );
}

function dependenciesOf({ json }, byName) {
  return Object.keys(json.dependencies ?? {})
    .filter((name) => byName.has(name))
    .map((name) => byName.get(name).title);
}

/** Each row from the lowest up, sorted by where the packages that it imports stand: fewer crossings. */
function orderRows(rows, edges) {
  const place = new Map();
  const ordered = [...rows].reverse().map((row) => {
    const centre = ({ title }) => {
      const targets = edges.filter(({ from, to }) => from === title && place.has(to));
      const places = targets.map(({ to }) => place.get(to));
      return places.length === 0 ? 0.5 : places.reduce((a, b) => a + b, 0) / places.length;
    };
    const sorted = [...row].sort((a, b) => centre(a) - centre(b));
    sorted.forEach(({ title }, index) => place.set(title, (index + 0.5) / row.length));
    return sorted;
  });
  return ordered.reverse();
}

/** The left upper corner of each box, by title; rows are centred. */
function placeBoxes(rows, width) {
  const boxes = new Map();
  rows.forEach((row, index) => {
    const pitch = Math.min((width - MARGIN.left - MARGIN.right) / row.length, 300);
    const start = MARGIN.left + (width - MARGIN.left - MARGIN.right - pitch * row.length) / 2;
    row.forEach(({ title }, column) => {
      const x = Math.round(start + pitch * (column + 0.5) - BOX.width / 2);
      boxes.set(title, { x, y: MARGIN.top + index * ROW });
    });
  });
  return boxes;
}

function drawFloor(floor, row, width) {
  const y = MARGIN.top + row * ROW + BOX.height / 2;
  const line = `<path class="floor" d="M${MARGIN.left - 10} ${y}H${width - MARGIN.right}"/>`;
  return `<text class="quiet" x="16" y="${y + 4}">floor ${floor}</text>${line}`;
}

/** From the lower edge of a box to the upper edge of one below. */
function drawArrow(from, to) {
  const [x0, y0] = [from.x + BOX.width / 2, from.y + BOX.height];
  const [x1, y1] = [to.x + BOX.width / 2, to.y - 2];
  const bend = Math.min((y1 - y0) / 2, ROW / 2);
  const path = `M${x0} ${y0}C${x0} ${y0 + bend} ${x1} ${y1 - bend} ${x1} ${y1}`;
  return `<path class="arrow" marker-end="url(#tip)" d="${path}"/>`;
}

function drawBox({ title, folder, tags }, { x, y }) {
  const kind = kindOf(folder, tags);
  const box = `<rect class="box ${kind}" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6"/>`;
  return `${box}<text text-anchor="middle" x="${x + BOX.width / 2}" y="${y + 22}">${title}</text>`;
}

function kindOf(folder, tags) {
  if (folder.startsWith('apps/')) return 'app';
  return tags.includes('platform:any') ? 'any' : 'node';
}

function drawLegend(height) {
  const y = height - 26;
  const kinds = [
    ['app', 'program'],
    ['node', 'library for Node'],
    ['any', 'library for Node and browsers'],
  ];
  return kinds.map(([kind, text], index) => {
    const x = MARGIN.left + [0, 110, 270][index];
    const box = `<rect class="box ${kind}" x="${x}" y="${y - 11}" width="18" height="14" rx="3"/>`;
    return `${box}<text class="quiet" x="${x + 26}" y="${y}">${text}</text>`;
  });
}
