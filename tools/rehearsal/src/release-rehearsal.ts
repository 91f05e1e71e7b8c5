import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { installation, OutsideProject } from '@gender/consumer';
import { parseAnswer, type Answer, type BlankProject, type Question } from './blank-projects.js';
import { largestDifference } from './compare-answers.js';
import { compareReleases } from './raised.js';
import { Registry } from './registry.js';
import { ScratchClone } from './scratch-clone.js';
import type { Transcript } from './transcript.js';

const PRODUCT = '@gender/classifier';

/** A release in a clone, published to a registry of its own; each step throws where something is not as it should be. */
export class ReleaseRehearsal implements AsyncDisposable {
  readonly #clone: ScratchClone;
  readonly #registry: Registry;
  readonly #transcript: Transcript;

  private constructor(clone: ScratchClone, registry: Registry, transcript: Transcript) {
    this.#clone = clone;
    this.#registry = registry;
    this.#transcript = transcript;
  }

  /** Clones the workspace and starts the registry, in a folder. */
  static async begin(folder: string, transcript: Transcript): Promise<ReleaseRehearsal> {
    const clone = await transcript.step(
      'git clone, npm ci',
      () => ScratchClone.create(join(folder, 'clone')),
      () => 'what is committed',
    );
    const registry = await transcript.step(
      'Verdaccio',
      () => Registry.start(join(folder, 'registry')),
      ({ url, upstream }) => `at ${url}, before ${upstream}`,
    );
    return new ReleaseRehearsal(clone, registry, transcript);
  }

  /** Builds everything, and writes versions and changelogs, as CONTRIBUTING.md says. */
  async release(): Promise<void> {
    await this.#transcript.step('nx release', () => this.#release(), describeCounts);
  }

  /** Publishes every package. */
  async publish(): Promise<void> {
    const { npmrc, url } = this.#registry;
    await this.#transcript.step(
      'nx release publish',
      async () => {
        const variables = { npm_config_userconfig: npmrc, npm_config_registry: url };
        await this.#clone.nx(['release', 'publish', `--registry=${url}`], variables);
        return this.#publishedVersions();
      },
      (count) => `${count} packages`,
    );
  }

  /** Installs the classifier into a new project, checks it, compares its predictions, and takes it away again. */
  async useIn(kind: BlankProject): Promise<void> {
    const { type, sources } = kind;
    const dependencies = { ...kind.dependencies, [PRODUCT]: 'latest' };
    const { npmrc } = this.#registry;
    const use = async (): Promise<{ megabytes: number; difference: number | undefined }> => {
      await using project = await OutsideProject.install({ dependencies, sources, type, npmrc });
      const megabytes = (await installation(project.folder, PRODUCT)).bytes / 1e6;
      for (const [program, ...words] of kind.build) await project.run(program, ...words);
      const question = await this.#question();
      const answer = await kind.predict(project, question);
      const expected = await this.#answerOfSources(question);
      const difference = answer && largestDifference(answer, expected);
      if (difference !== undefined && difference > kind.tolerance) {
        throw new Error(`${kind.title}: a probability is ${difference} off`);
      }
      await uninstall(project);
      return { megabytes, difference };
    };
    await this.#transcript.step(kind.title, use, ({ megabytes, difference }) => {
      const compared =
        difference === undefined
          ? 'not opened, as there is no Chromium'
          : `probabilities within ${difference.toExponential(1)} of the sources`;
      return `${Math.round(megabytes)} MB installed, types checked where there are some, ${compared}, uninstalled`;
    });
  }

  /** Commits an edit of one library, releases again, and compares what was raised with who uses it. */
  async releaseEdit(library: string): Promise<void> {
    const before = this.#clone.packages();
    const { table, problems } = await this.#transcript.step(
      `fix(${library}), nx release`,
      async () => {
        await this.#clone.commitFix(library);
        await this.#clone.nx(['release', '--skip-publish']);
        return compareReleases(library, before, this.#clone.packages());
      },
      (raised) => `${Object.keys(raised.table).length} of ${before.length} packages raised`,
    );
    this.#transcript.table(table);
    if (problems.length > 0) throw new Error(`${library}: ${problems.join('; ')}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#registry[Symbol.asyncDispose]();
  }

  async #release(): Promise<Counts> {
    const clone = this.#clone;
    const versions = [...new Set(clone.packages().map(({ version }) => version))];
    const isFirst = (await clone.tags()).length === 0;
    if (isFirst && versions.length !== 1) {
      throw new Error(`a first release keeps one version, not ${versions.join(', ')}`);
    }
    await clone.nx(['release', ...(isFirst ? versions : []), '--skip-publish']);
    const packages = clone.packages();
    const changelogs = packages.filter(({ folder }) =>
      existsSync(join(clone.folder, folder, 'CHANGELOG.md')),
    );
    const tags = await clone.tags();
    const untagged = packages.filter(({ title, version }) => !tags.includes(`${title}@${version}`));
    if (changelogs.length !== packages.length || untagged.length > 0) {
      throw new Error(`${packages.length} packages, but ${changelogs.length} changelogs, and no tag of ${untagged.map(({ title }) => title).join(', ')}`); // prettier-ignore
    }
    return { packages: packages.length, changelogs: changelogs.length };
  }

  /** How many packages the registry has in the version of the clone. */
  async #publishedVersions(): Promise<number> {
    const packages = this.#clone.packages();
    for (const { name, version } of packages) {
      const answer = await fetch(new URL(`${name}/${version}`, this.#registry.url));
      if (!answer.ok) throw new Error(`the registry has no ${name}@${version}`);
    }
    return packages.length;
  }

  /** The demo's model and the pictures of the playground. */
  async #question(): Promise<Question> {
    const { folder } = this.#clone;
    const pageModel = join(folder, 'apps/playground/public/demo.onnx');
    const model = join(folder, 'demo.h5');
    if (!existsSync(model)) {
      await this.#clone.nx(['run', 'playground:model']);
      await this.#runSource('apps/playground/src/node/main.ts', model);
    }
    const faces = join(folder, 'apps/playground/public/faces');
    const pictures = (await readdir(faces)).sort().map((name) => join(faces, name));
    return { model, pageModel, pictures };
  }

  async #answerOfSources({ model, pictures }: Question): Promise<Answer> {
    const program = 'tools/rehearsal/blank/typescript/predict.ts';
    return parseAnswer(await this.#runSource(program, model, ...pictures));
  }

  /** Runs a program of the clone from its sources. */
  #runSource(program: string, ...words: string[]): Promise<string> {
    const loader = ['--import', 'tsx', '--conditions=@gender/source'];
    return this.#clone.run(process.execPath, [...loader, program, ...words]);
  }
}

interface Counts {
  readonly packages: number;
  readonly changelogs: number;
}

function describeCounts({ packages, changelogs }: Counts): string {
  return `${packages} packages have their version, tag and changelog (${changelogs})`;
}

/** Takes the classifier away; no package of the scope may stay. */
async function uninstall(project: OutsideProject): Promise<void> {
  await project.run('npm', 'uninstall', '--ignore-scripts', PRODUCT);
  const scope = join(project.folder, 'node_modules/@gender');
  const stayed = existsSync(scope) ? await readdir(scope) : [];
  if (stayed.length > 0) {
    throw new Error(`npm uninstall ${PRODUCT} leaves @gender/${stayed.join(', @gender/')}`);
  }
}
