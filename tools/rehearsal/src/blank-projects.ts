import { cp, mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { siteOf, type OutsideProject } from '@gender/consumer';
import { sha256 } from '@gender/core/node';
import { chromiumPath, ChromiumPage } from '@gender/testing/chromium';
import * as z from 'zod';

/** What is asked of every project: a model, and pictures. */
export interface Question {
  /** As training writes it, `.h5`. */
  readonly model: string;
  /** The same for pages, `.onnx`. */
  readonly pageModel: string;
  readonly pictures: readonly string[];
}

const predictionsSchema = z.array(
  z.object({ label: z.string(), probabilities: z.record(z.string(), z.number()) }),
);

/** A label and its probabilities, for each picture. */
export type Answer = z.infer<typeof predictionsSchema>;

/** A project as a stranger begins it. */
export interface BlankProject {
  readonly title: string;
  /** Its sources. */
  readonly sources: URL;
  readonly type: 'commonjs' | 'module';
  /** What it depends on besides the classifier. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** The commands that check and build it. */
  readonly build: readonly (readonly [program: string, ...words: string[]])[];
  /** Largest difference of a probability from what the sources say. */
  readonly tolerance: number;
  /** Undefined where the machine cannot run it. */
  readonly predict: (project: OutsideProject, question: Question) => Promise<Answer | undefined>;
}

/** The same arithmetic on the same pixels. */
const SAME = 1e-6;
/** ONNX Runtime as WebAssembly sums in another order. */
const OTHER_SUMS = 1e-4;

const blank = (folder: string): URL => new URL(`../blank/${folder}/`, import.meta.url);

/** The kinds of projects that the packages are installed in. */
export const blankProjects: readonly BlankProject[] = [
  {
    title: 'TypeScript, nodenext, skipLibCheck: false',
    ...{ sources: blank('typescript'), type: 'module', tolerance: SAME },
    dependencies: { typescript: '~6.0.3', '@types/node': '^20.19.0' },
    build: [['npx', 'tsc', '--project', 'src']],
    predict: inNode('dist/predict.js'),
  },
  {
    title: 'JavaScript, ES modules',
    ...{ sources: blank('javascript'), type: 'module', tolerance: SAME },
    ...{ dependencies: {}, build: [] },
    predict: inNode('src/predict.mjs'),
  },
  {
    title: 'JavaScript, CommonJS by require(esm)',
    ...{ sources: blank('commonjs'), type: 'commonjs', tolerance: SAME },
    ...{ dependencies: {}, build: [] },
    predict: inNode('src/predict.cjs'),
  },
  {
    title: 'a page by Vite',
    sources: new URL('../../consumer/test/outside/page/', import.meta.url),
    ...{ type: 'module', tolerance: OTHER_SUMS },
    dependencies: { typescript: '~6.0.3', vite: '8.3.8', 'onnxruntime-web': '1.30.0' },
    build: [
      ['npx', 'tsc', '--project', 'src'],
      ['npx', 'vite', 'build', 'src'],
    ],
    predict: inChromium,
  },
];

/** Reads what a program printed. */
export function parseAnswer(stdout: string): Answer {
  return predictionsSchema.parse(JSON.parse(stdout));
}

function inNode(program: string): BlankProject['predict'] {
  return async (project, { model, pictures }) => {
    const { stdout } = await project.run(process.execPath, program, model, ...pictures);
    return parseAnswer(stdout);
  };
}

/** Classifies what lies beside the page; it answers for four forms of every picture. */
async function inChromium(
  project: OutsideProject,
  { pageModel, pictures }: Question,
): Promise<Answer | undefined> {
  if (chromiumPath === undefined) return undefined;
  const folder = join(project.folder, 'src');
  await mkdir(join(folder, 'dist'), { recursive: true });
  for (const path of [pageModel, ...pictures]) await cp(path, join(folder, 'dist', basename(path)));
  await using opened = await ChromiumPage.open(siteOf(folder, false));
  await opened.page.waitForFunction('"classify" in globalThis');
  const hash = sha256(await readFile(pageModel));
  const names = pictures.map((picture) => `/${basename(picture)}`);
  const call = `classify('/${basename(pageModel)}', '${hash}', ${JSON.stringify(names)})`;
  const forms = z.array(predictionsSchema).parse(await opened.page.evaluate(call));
  if (opened.faults.length > 0) throw new Error(`faults of the page: ${opened.faults.join('; ')}`);
  return forms.flatMap(([first]) => (first === undefined ? [] : [first]));
}
