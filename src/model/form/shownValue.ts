import { commandLine } from '../words/commandLine.ts';
import type { FieldKind } from '../taskFile/fields/field.ts';

/** What a person sees of a value; one of another type than the field's is seen as JSON. */
export function shownValue(kind: FieldKind, value: unknown): string {
  const items = Array.isArray(value) ? value : [value];
  const areStrings = items.every((item) => typeof item === 'string');
  switch (kind) {
    case 'words':
    case 'program':
      return areStrings ? commandLine(items) : JSON.stringify(value);
    case 'lines':
    case 'files':
      return areStrings ? items.join('\n') : JSON.stringify(value, undefined, 2);
    case 'numbers':
      return items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join(', ');
    case 'json':
      return JSON.stringify(value, undefined, 2);
    case 'flag':
      return value === false ? '' : String(value);
    case 'text':
    case 'zone':
    case 'number':
    case 'choice':
      return typeof value === 'string' ? value : JSON.stringify(value);
  }
}
