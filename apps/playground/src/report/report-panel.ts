import { find, messageOf, takeFiles } from '../page/find.js';
import { readReport, tablesOf, type ShownReport, type Table } from './read-report.js';

/** Two reports are compared; the third takes the place of the first. */
const MOST = 2;

/** The panel that shows a report, or compares two. */
export function showReports(panel: HTMLElement): void {
  const status = find(panel, '.status', HTMLElement);
  const tables = find(panel, '.tables', HTMLElement);
  const input = find(panel, 'input', HTMLInputElement);
  const reports: ShownReport[] = [];
  /** Reports are read one after the other, in the order in which they were chosen. */
  let queue = Promise.resolve();
  const open = async (file: File): Promise<void> => {
    reports.push(readReport(file.name, await file.text()));
    reports.splice(0, reports.length - MOST);
    tables.replaceChildren(...tablesOf(reports).map(drawTable));
    status.textContent = reports.map(({ title }) => title).join(' and ');
  };
  input.addEventListener('change', () => {
    for (const file of takeFiles(input)) {
      queue = queue
        .then(() => open(file))
        .catch((cause: unknown) => {
          status.textContent = messageOf(cause);
        });
    }
  });
}

function drawTable({ caption, columns, rows }: Table): HTMLElement {
  const table = document.createElement('table');
  table.createCaption().textContent = caption;
  const head = table.createTHead().insertRow();
  for (const column of columns) head.append(column === '' ? document.createElement('td') : headOf(column, 'col')); // prettier-ignore
  const body = table.createTBody();
  for (const [name = '', ...cells] of rows) {
    const row = body.insertRow();
    row.append(headOf(name, 'row'));
    for (const cell of cells) row.insertCell().textContent = cell;
  }
  const scroll = document.createElement('div');
  scroll.className = 'scroll';
  scroll.append(table);
  return scroll;
}

function headOf(text: string, scope: 'col' | 'row'): HTMLElement {
  const cell = document.createElement('th');
  cell.scope = scope;
  cell.textContent = text;
  return cell;
}
