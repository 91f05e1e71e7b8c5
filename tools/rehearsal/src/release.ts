// Rehearses a release: npm run rehearse -- [--keep]
import { blankProjects } from './blank-projects.js';
import { rehearse } from './rehearse.js';
import { ReleaseRehearsal } from './release-rehearsal.js';

/** A library that one other imports, and the one that all import. */
const edited = ['tensorboard', 'core'];

await rehearse(async (folder, transcript) => {
  await using rehearsal = await ReleaseRehearsal.begin(folder, transcript);
  await rehearsal.release();
  await rehearsal.publish();
  for (const project of blankProjects) await rehearsal.useIn(project);
  for (const library of edited) await rehearsal.releaseEdit(library);
});
