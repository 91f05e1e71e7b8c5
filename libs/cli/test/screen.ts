/** What a terminal shows after some output: the few control sequences that progress bars use. */
export function screenOf(output: string): string[] {
  const lines: string[] = [''];
  let [row, column] = [0, 0];
  // eslint-disable-next-line no-control-regex -- control sequences are what this is about
  for (const [token] of output.matchAll(/\x1B\[\??(\d*)([A-Za-z])|\n|[^\x1B\n]/gu)) {
    const [, count = '', command = ''] = /^.\[\??(\d*)([A-Za-z])$/.exec(token) ?? [];
    if (token === '\n') [row, column] = [row + 1, 0];
    else if (command === 'A') row -= Number(count);
    else if (command === 'G') column = Number(count) - 1;
    else if (command === 'J') lines.splice(row, Infinity, (lines[row] ?? '').slice(0, column));
    else if (command === 'K') lines[row] = count === '2' ? '' : (lines[row] ?? '').slice(0, column);
    else if (command === '') {
      const line = (lines[row] ?? '').padEnd(column);
      lines[row] = line.slice(0, column) + token + line.slice(column + token.length);
      column += token.length;
    }
    while (lines.length <= row) lines.push('');
  }
  return lines.map((line) => line.trimEnd()).filter(Boolean);
}
