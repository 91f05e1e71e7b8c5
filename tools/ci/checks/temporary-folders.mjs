import { filesOf, packages, textOf } from '../workspace.mjs';

export const title = 'temporary folders of tests are removed';

/** A file that makes a folder and never removes one leaves it behind at each run. */
export function check() {
  const tests = packages(['libs', 'apps', 'tools']).flatMap((each) => filesOf(each).tests);
  const problems = tests
    .filter((file) => {
      const text = textOf(file);
      return /\bmkdtemp(Sync)?\(/.test(text) && !/\brm(Sync)?\(/.test(text);
    })
    .map(
      (file) =>
        `${file} makes a temporary folder and removes none; see temporaryFolder() of @gender/testing`,
    );
  return { problems };
}
