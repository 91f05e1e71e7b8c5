import { openCamera } from './camera.js';
import { find, takeFiles } from './find.js';

/** A picture that a person gave to the page. */
export interface GivenPicture {
  readonly file: Blob;
  readonly name: string;
}

type TakePictures = (pictures: readonly GivenPicture[]) => void;

/**
 * Lets a person give pictures: choose files or a folder, drop them, or take them with the camera.
 *
 * @param area - holds inputs of files, is where pictures are dropped, and may have a button `.camera`; nothing is
 *   taken while it is in a fieldset that is disabled
 */
export function listenForPictures(area: HTMLElement, take: TakePictures): void {
  for (const input of area.querySelectorAll<HTMLInputElement>('input[type=file]')) {
    input.addEventListener('change', () => {
      take(picturesOf(takeFiles(input)));
    });
  }
  const isOpen = (): boolean => !area.matches('fieldset:disabled *');
  area.addEventListener('dragover', (event) => {
    event.preventDefault();
    area.classList.toggle('over', isOpen());
  });
  area.addEventListener('dragleave', () => {
    area.classList.remove('over');
  });
  area.addEventListener('drop', (event) => {
    event.preventDefault();
    area.classList.remove('over');
    if (event.dataTransfer === null || !isOpen()) return;
    const entries = [...event.dataTransfer.items]
      .map((item) => item.webkitGetAsEntry())
      .filter((entry) => entry !== null);
    void Promise.all(entries.map(filesOf)).then((files) => {
      take(picturesOf(files.flat()));
    });
  });
  const camera = area.querySelector('.camera');
  if (camera instanceof HTMLElement) listenForCamera(camera, take);
}

function listenForCamera(area: HTMLElement, take: TakePictures): void {
  const button = find(area, '.open-camera', HTMLButtonElement);
  button.addEventListener('click', () => {
    void openCamera(area, button, (file) => {
      take([{ file, name: `camera, ${new Date().toLocaleTimeString()}` }]);
    });
  });
}

/** What is no picture, such as a text beside pictures in a folder, is left out. */
function picturesOf(files: readonly File[]): GivenPicture[] {
  return files
    .filter(({ type }) => type.startsWith('image/'))
    .map((file) => ({ file, name: file.name }));
}

/** The files of what was dropped, those of a folder and its folders in the order of their names. */
async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (isFile(entry)) {
    return [await new Promise<File>((resolve, reject) => { entry.file(resolve, reject); })]; // prettier-ignore
  }
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const entries: FileSystemEntry[] = [];
  // A call gives some of them, up to a hundred, until there are no more.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) break;
    entries.push(...some);
  }
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  return (await Promise.all(entries.map(filesOf))).flat();
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
