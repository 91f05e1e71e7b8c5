import { GenderClassifier } from '@gender/classifier/browser';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CurrentModel } from './current-model.js';

type Bytes = Uint8Array<ArrayBuffer>;

/** The bytes of a model on their way. */
class Download {
  arrive!: () => void;
  fail!: () => void;
  readonly bytes = new Promise<Bytes>((resolve, reject) => {
    this.arrive = () => {
      resolve(new Uint8Array());
    };
    this.fail = () => {
      reject(new Error('no network'));
    };
  });
}

describe('CurrentModel', () => {
  let current: CurrentModel;
  let shown: string[];
  /** The models that are in memory. */
  let kept: GenderClassifier[];

  beforeEach(() => {
    kept = [];
    vi.spyOn(GenderClassifier, 'load').mockImplementation(() => {
      const made = Object.create(GenderClassifier.prototype) as GenderClassifier;
      made.dispose = () => {
        kept = kept.filter((each) => each !== made);
        return Promise.resolve();
      };
      kept.push(made);
      return Promise.resolve(made);
    });
    current = new CurrentModel();
    shown = [];
    current.onChange(({ name }) => shown.push(name));
  });

  it('is the model that was chosen last, also where an earlier one takes longer', async () => {
    const demo = new Download();
    const opening = current.open('demo', demo.bytes);
    await current.open('mine', new Uint8Array());
    demo.arrive();
    await opening;
    const { name, classifier } = await current.loaded;
    expect([name, shown, kept]).toEqual(['mine', ['mine'], [classifier]]);
  });

  it('takes the place of the one before, which is freed', async () => {
    await current.open('demo', new Uint8Array());
    await current.open('mine', new Uint8Array());
    const { name, classifier } = await current.loaded;
    expect([name, shown, kept]).toEqual(['mine', ['demo', 'mine'], [classifier]]);
  });

  it('is one that takes long where those chosen later are no models', async () => {
    const [demo, mine] = [new Download(), new Download()];
    const opening = current.open('demo', demo.bytes);
    const failing = current.open('mine', mine.bytes);
    mine.fail();
    await expect(failing).rejects.toThrow('no network');
    demo.arrive();
    await opening;
    expect((await current.loaded).name).toBe('demo');
  });

  it('gives those who wait the first that is there', async () => {
    await expect(current.loaded).rejects.toThrow('no model is loaded');
    void current.open('demo', new Download().bytes);
    const waiting = current.loaded;
    await current.open('mine', new Uint8Array());
    expect((await waiting).name).toBe('mine');
  });

  it('tells those who wait why there is none', async () => {
    const demo = new Download();
    const opening = current.open('demo', demo.bytes);
    const waiting = current.loaded;
    demo.fail();
    await expect(waiting).rejects.toThrow('no network');
    await expect(opening).rejects.toThrow('no network');
  });
});
