import { find, messageOf, takeFiles } from '../page/find.js';
import type { CurrentModel } from './current-model.js';

/** What the demo model is called. */
const DEMO = 'demo model (drawn faces)';

/** The line that says which model is in use, and lets a person open another. */
export function showModelBar(bar: HTMLElement, current: CurrentModel): void {
  const name = find(bar, '.name', HTMLElement);
  const fault = find(bar, '.fault', HTMLElement);
  const demo = find(bar, '.demo', HTMLButtonElement);
  const choose = find(bar, 'input', HTMLInputElement);
  let loading = 0;
  const open = async (what: string, bytes: Promise<ArrayBuffer>): Promise<void> => {
    fault.textContent = '';
    loading += 1;
    bar.setAttribute('aria-busy', 'true');
    try {
      await current.open(
        what,
        bytes.then((buffer) => new Uint8Array(buffer)),
      );
    } catch (cause) {
      fault.textContent = `${what} cannot be used: ${isOfKeras(what) ? advice(what) : messageOf(cause)}`;
    }
    loading -= 1;
    if (loading === 0) bar.removeAttribute('aria-busy');
  };
  current.onChange((model) => {
    name.textContent = `${model.name}: ${model.classifier.classes.join(', ')}`;
    demo.hidden = model.name === DEMO;
  });
  choose.addEventListener('change', () => {
    for (const file of takeFiles(choose)) void open(file.name, file.arrayBuffer());
  });
  const openDemo = (): void => {
    void open(DEMO, readDemo());
  };
  demo.addEventListener('click', openDemo);
  openDemo();
}

/** Files that hold transfer models, and that pages do not read. */
function isOfKeras(name: string): boolean {
  return /\.(h5|hdf5|keras)$/i.test(name);
}

function advice(name: string): string {
  return `pages read ONNX files; convert it by npx gender-convert convert ${name} ${name.replace(/\.\w+$/, '.onnx')}`;
}

async function readDemo(): Promise<ArrayBuffer> {
  const response = await fetch('./demo.onnx');
  if (response.ok) return response.arrayBuffer();
  throw new Error(`the server answers ${response.status}`);
}
