import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';
import { root } from './install.mjs';

/** The sentences by their keys, as VS Code wants a bundle; an object where a comment tells two of the same words apart. */
export type Sentences = Readonly<
  Record<string, string | { readonly message: string; readonly comment: readonly string[] }>
>;

/** Where the bundle of English sentences is, from which all others are translated. */
export const bundleFile = path.join(root, 'l10n/bundle.l10n.json');

/** The text of that bundle as it is to be: every sentence that the source says to people, in the order of the alphabet. */
export async function bundleText(): Promise<string> {
  const found = globSync('src/**/*.ts', { cwd: root }).flatMap((file) => sentencesIn(file));
  const sorted = Object.fromEntries(found.sort(([one], [other]) => (one < other ? -1 : 1)));
  return format(JSON.stringify(sorted), { ...(await resolveConfig(bundleFile)), parser: 'json' });
}

/** What `l10n.t` and `say` are given in a file. */
function sentencesIn(file: string): readonly (readonly [key: string, sentence: Sentences[string]])[] {
  const found: (readonly [string, Sentences[string]])[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && saysSomething(node)) {
      const sentence = sentenceOf(node.arguments[0]);
      if (sentence) found.push(sentence);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest));
  return found;
}

function saysSomething({ expression }: ts.CallExpression): boolean {
  if (ts.isIdentifier(expression)) return expression.text === 'say';
  return (
    ts.isPropertyAccessExpression(expression) &&
    ts.isIdentifier(expression.expression) &&
    expression.expression.text === 'l10n' &&
    expression.name.text === 't'
  );
}

function sentenceOf(argument: ts.Expression | undefined): readonly [string, Sentences[string]] | undefined {
  if (argument === undefined) return undefined;
  if (ts.isStringLiteralLike(argument)) return [argument.text, argument.text];
  if (!ts.isObjectLiteralExpression(argument)) return undefined;
  const message = textOf(argument, 'message');
  const comment = textOf(argument, 'comment');
  if (message === undefined || comment === undefined) return undefined;
  return [`${message}/${comment}`, { message, comment: [comment] }];
}

function textOf(object: ts.ObjectLiteralExpression, name: string): string | undefined {
  for (const property of object.properties) {
    if (!ts.isPropertyAssignment(property) || !ts.isIdentifier(property.name)) continue;
    const { initializer } = property;
    if (property.name.text === name && ts.isStringLiteralLike(initializer)) return initializer.text;
  }
  return undefined;
}
