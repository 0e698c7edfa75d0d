import { expect, test } from 'vitest';
import { inDependencyOrder } from '../../../src/model/dependencyOrder.ts';

function order(tasks: Readonly<Record<string, readonly string[]>>): string {
  const names = inDependencyOrder(Object.keys(tasks), (name) => ({
    name,
    after: (tasks[name] ?? []).map((task) => ({ task, condition: 'started' })),
  }));
  return names.join(' ');
}

test('a task comes behind what it starts after, and all others stay where they were', () => {
  expect(order({ a: [], b: [], c: [] })).toBe('a b c');
  expect(order({ web: ['api'], other: [], api: ['db', 'Cache'], cache: [], db: [] })).toBe('db cache api web other');
  expect(order({ a: ['gone'], b: ['a'] })).toBe('a b');
});
