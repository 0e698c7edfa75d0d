import { expect } from 'vitest';
import { type Clause, word } from '../../src/model/words/clause.ts';

// A clause is as good as what people read of it in English, so that tests can say what that is.
expect.addEqualityTesters([
  (one: unknown, other: unknown) => {
    if (isClause(one) === isClause(other)) return undefined;
    if (isClause(one)) return typeof other === 'string' ? word(one) === other : undefined;
    return typeof one === 'string' && isClause(other) ? one === word(other) : undefined;
  },
]);

function isClause(value: unknown): value is Exclude<Clause, string> {
  return typeof value === 'object' && value !== null && 'say' in value && 'with' in value;
}
