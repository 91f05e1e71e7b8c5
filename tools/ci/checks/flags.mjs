// Libraries do not speak of flags: whoever imports them has none. Apps map error codes to flags.
import ts from 'typescript';
import { filesOf, packages, textOf } from '../workspace.mjs';

export const title = 'flags in the messages of libraries';

/** The libraries that are the command line. */
const commandLine = ['cli', 'engine-cli'];
/** In a sentence: a text without blanks is an argument for a program that the library starts. */
const flag = /^(?=.*\s).*?(--[a-z][a-z-]*)/s;

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
    if ((isText || ts.isTemplateMiddleOrTemplateTail(node)) && flag.test(node.text)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${file}:${line + 1} speaks of ${flag.exec(node.text)[1]}: ${node.text}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
