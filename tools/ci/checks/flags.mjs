// Libraries do not speak of flags: whoever imports them has none. Apps map error codes to flags.
import ts from 'typescript';
import { filesOf, packages, textOf } from '../workspace.mjs';

export const title = 'flags in the messages of libraries';

/** The libraries that are the command line. */
const commandLine = ['cli', 'engine-cli'];
/** In a sentence: a text without blanks is an argument for a program that the library starts. */
const flag = /^(?=.*\s).*?(--[a-z][a-z-]*)/s;

/** The same form, where a style declares or reads a property of its own. */
const styleProperty = /var\(--[a-z0-9-]+|(?<=[{;"]\s*)--[a-z0-9-]+:/g;

export function check() {
  const problems = packages(['libs'])
    .filter(({ title: name }) => !commandLine.includes(name))
    .flatMap((entry) => filesOf(entry).sources)
    .flatMap(flagsOf);
  return { problems };
}

function flagsOf(file) {
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node);
    const text = isText || ts.isTemplateMiddleOrTemplateTail(node) ? node.text : '';
    const spoken = flag.exec(text.replaceAll(styleProperty, ''));
    if (spoken !== null) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${file}:${line + 1} speaks of ${spoken[1]}: ${text}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
