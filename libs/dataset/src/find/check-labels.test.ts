import { silentLogger } from '@gender/core';
import { describe, expect, it } from 'vitest';
import type { LabelledImage } from '../labelled-image.js';
import { checkLabels, checkNoClassLost, withPlainPersons } from './check-labels.js';

const imagesOf = (...labels: string[]): LabelledImage[] =>
  labels.map((label, index) => ({ path: `${index}.jpg`, label }));

describe('classes', () => {
  it.each([
    [['Female', 'Male']],
    [['0', '1', '2']],
    [['Frau', 'Mann', 'Fräulein']],
    [['class 1', 'class 11']],
  ])('may be %j', (labels) => {
    expect(() => checkLabels('faces', imagesOf(...labels))).not.toThrow();
  });

  it.each([
    [['Female', 'Female'], 'one class only (Female)'],
    [['a/b', 'c'], '"a/b", which cannot name a folder'],
    [['a\\b', 'c'], 'cannot name a folder'],
    [['..', 'c'], '"..", which cannot name a folder'],
    [['.hidden', 'c'], 'cannot name a folder'],
    [['a\0', 'c'], 'cannot name a folder'],
    [['Female', 'Male', 'female'], '"Female" and "female", which differ in case or spaces only'],
    [['Female', 'Male', 'Male '], 'differ in case or spaces only'],
    [['old man', 'old_man'], 'differ in case or spaces only'],
    [['caf\u00e9', 'cafe\u0301'], 'differ in case or spaces only'],
    [['Ａ', 'A'], 'differ in case or spaces only'],
  ])('are refused by name when they are %j', (labels, words) => {
    const check = (): void => {
      checkLabels('faces', imagesOf(...labels));
    };
    expect(check).toThrow(words);
    expect(check).toThrow('faces has');
  });
});

describe('leaving out pictures', () => {
  it('may make a class smaller, but not lose one', () => {
    const before = imagesOf('Female', 'Female', 'Male', 'Other');
    const without = (label: string): LabelledImage[] =>
      before.filter((image) => image.label !== label);
    expect(() => {
      checkNoClassLost('faces', before, before.slice(1), 'unreadable');
    }).not.toThrow();
    expect(() => {
      checkNoClassLost('faces', before, without('Other'), 'unreadable');
    }).toThrow('no picture of Other in faces can be read');
    expect(() => {
      checkNoClassLost('faces', before, without('Male'), 'faceless');
    }).toThrow('no picture of Male in faces has a face that is found');
    expect(() => {
      checkNoClassLost('faces', before, [], 'unreadable');
    }).toThrow('no picture of Female, Male, Other');
  });
});

describe('persons', () => {
  const shown = (...persons: (string | undefined)[]): LabelledImage[] =>
    persons.map((person, index) => ({ path: `${index}.jpg`, label: 'Female', person }));
  const warned: string[] = [];
  const logger = { ...silentLogger, warn: (line: string) => void warned.push(line) };
  const personsOf = (...persons: (string | undefined)[]): (string | undefined)[] => {
    warned.length = 0;
    return withPlainPersons('faces', shown(...persons), logger).map(({ person }) => person);
  };

  it('are one whose name is written with one character for a letter with its accent, or with two', () => {
    expect(personsOf('Ren\u00e9', 'Rene\u0301', undefined)).toEqual([
      'Ren\u00e9',
      'Ren\u00e9',
      undefined,
    ]);
    expect(warned).toEqual([]);
  });

  it('of names that differ in case or spaces only are two, with a warning', () => {
    expect(personsOf('Ana Silva', 'ana silva', 'ANA_SILVA')).toEqual([
      'Ana Silva',
      'ana silva',
      'ANA_SILVA',
    ]);
    expect(warned).toHaveLength(1);
    expect(personsOf('1-23', '12-3', '123')).toHaveLength(3);
    expect(warned).toEqual([]);
    personsOf('Ana Silva', 'ana silva', 'ANA_SILVA');
    expect(warned[0]).toMatch(/"Ana Silva" and "ana silva" \(and 1 more\), which differ in case/);
  });
});
