import { findNodeAtLocation } from 'jsonc-parser';
import { taskKey } from '../words/taskKey.ts';
import type { TextRange } from './diagnostic.ts';
import { readSyntax } from './syntax.ts';

/** Where a task file names a task; undefined if it does not, or cannot be read. */
export function placeOfTask(text: string, name: string): TextRange | undefined {
  const syntax = readSyntax(text);
  if (syntax.kind !== 'tree') return undefined;
  const key = taskKey(name);
  const properties = findNodeAtLocation(syntax.root, ['tasks'])?.children ?? [];
  return properties
    .flatMap(({ children }) => children?.[0] ?? [])
    .find((nameNode) => taskKey(String(nameNode.value)) === key);
}
