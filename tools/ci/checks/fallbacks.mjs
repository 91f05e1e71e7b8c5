// A fallback (`?? ''`, `?? 0`, `|| []`, `?? new X()`) turns a slip into a wrong value. At most 3 in a
// thousand lines of libraries and apps; `required` and `zip` of @gender/core throw instead.
import ts from 'typescript';
import { filesOf, linesOf, packages, sum, textOf } from '../workspace.mjs';

export const title = 'silent fallbacks';

/** In a thousand lines. */
const BAR = 3;

const { SyntaxKind } = ts;
const operators = new Set([SyntaxKind.QuestionQuestionToken, SyntaxKind.BarBarToken]);

/** A value that stands for nothing: '', a number, [], {}, a new object; a named default is none. */
function standsForNothing(node) {
  if (ts.isStringLiteralLike(node)) return node.text === '';
  if (ts.isArrayLiteralExpression(node)) return node.elements.length === 0;
  if (ts.isObjectLiteralExpression(node)) return node.properties.length === 0;
  return ts.isNumericLiteral(node) || ts.isNewExpression(node);
}

export function check() {
  const rows = packages().map((entry) => {
    const { sources } = filesOf(entry);
    const places = sources.flatMap(fallbacksOf);
    const lines = sum(sources.map(linesOf));
    return { package: entry.title, fallbacks: places.length, lines, places };
  });
  const [count, lines] = [sum(rows.map((row) => row.fallbacks)), sum(rows.map((row) => row.lines))];
  const rate = (1000 * count) / lines;
  const table = rows.map(({ package: name, fallbacks, lines: of }) => ({
    package: name,
    fallbacks,
    'per 1000': ((1000 * fallbacks) / of).toFixed(1),
  }));
  const found = `${count} in ${lines} lines, ${rate.toFixed(1)} in a thousand; at most ${BAR}`;
  const places = rows.flatMap((row) => row.places);
  return { problems: rate > BAR ? [...places, found] : [], table, note: found };
}

function fallbacksOf(file) {
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
  const places = [];
  const visit = (node) => {
    if (ts.isBinaryExpression(node) && operators.has(node.operatorToken.kind)) {
      if (standsForNothing(node.right)) places.push(describe(source, node));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return places;
}

function describe(source, { operatorToken, right }) {
  const { line } = source.getLineAndCharacterOfPosition(operatorToken.getStart());
  const text = `${operatorToken.getText()} ${right.getText()}`.split('\n')[0];
  return `${source.fileName}:${line + 1}: ${text}`;
}
