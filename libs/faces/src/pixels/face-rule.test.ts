import { expect, it } from 'vitest';
import { faceRule, templateOf } from './face-rule.js';
import { templateNames, templates } from './templates.js';

it.each(templateNames)('leads to the template %s of another copy as well', (name) => {
  const rule = faceRule('all', name);
  expect(rule).toMatchObject({ which: 'all', template: name, size: templates[name].size });
  expect(templateOf(structuredClone(rule))).toBe(templates[name]);
});

it.each([
  ...['', 'DLIB', 'toString'].map((template) => ({ template })),
  ...[{ version: 2 }, { detector: 'blazeface' }, { size: 224 }],
])('is refused where faces cannot be cut out so: %j', (change) => {
  const rule = { ...faceRule('largest', 'dlib'), ...change };
  expect(() => templateOf(rule)).toThrow(
    expect.objectContaining({
      name: 'FacesError',
      code: 'FACES_RULE',
      message: `faces that ${rule.detector} found (version ${rule.version}), cut out to the frame "${rule.template}" of ${rule.size} pixels, cannot be made here; expected face-api (version 1), and a frame dlib of 150 pixels or arcface of 112 pixels or vgg-face of 224 pixels: use another version of this software, or cut the faces out again`,
    }),
  );
});
