import { describe, expect, test } from 'vitest';
import { RunSlots } from '../../../../src/core/supervisor/runSlots.ts';

/** Slots, and the names of those that have asked for one and got it. */
function someSlots(first: number): {
  slots: RunSlots;
  granted: string[];
  ask: (name: string) => object;
  limitTo: (limit: number) => void;
} {
  let limit = first;
  const slots = new RunSlots(() => limit);
  const granted: string[] = [];
  return {
    slots,
    granted,
    ask: (name) => {
      const holder = { name };
      slots.request(holder, () => granted.push(name));
      return holder;
    },
    limitTo: (next) => {
      limit = next;
      slots.limitChanged();
    },
  };
}

describe('slots for runs', () => {
  test('are granted at once while there are any, then in the order of coming', () => {
    const { ask, granted, slots } = someSlots(2);
    const [a, b] = [ask('a'), ask('b')];
    ask('c');
    ask('d');
    expect(granted).toEqual(['a', 'b']);
    slots.release(b);
    slots.release(a);
    expect(granted).toEqual(['a', 'b', 'c', 'd']);
  });

  test('are without end where the limit is 0', () => {
    const { ask, granted, slots } = someSlots(0);
    for (const name of ['a', 'b', 'c']) ask(name);
    expect(granted).toEqual(['a', 'b', 'c']);
    expect(slots.hasFree).toBe(true);
  });

  test('pass over who has left the row', () => {
    const { ask, granted, slots } = someSlots(1);
    const a = ask('a');
    slots.release(ask('b'));
    ask('c');
    slots.release(a);
    expect(granted).toEqual(['a', 'c']);
  });

  test('become free with a higher limit, and nobody loses one with a lower', () => {
    const { ask, granted, limitTo, slots } = someSlots(1);
    const a = ask('a');
    ask('b');
    ask('c');
    limitTo(2);
    expect(granted).toEqual(['a', 'b']);
    limitTo(1);
    slots.release(a);
    expect(granted).toEqual(['a', 'b']);
    limitTo(0);
    expect(granted).toEqual(['a', 'b', 'c']);
  });

  test('count runs that were found alive, even beyond the limit', () => {
    const { ask, granted, slots } = someSlots(1);
    const found = [{}, {}];
    for (const each of found) slots.take(each);
    expect(slots.hasFree).toBe(false);
    ask('a');
    for (const each of found) slots.release(each);
    expect(granted).toEqual(['a']);
  });

  test('are not given back twice', () => {
    const { ask, granted, slots } = someSlots(1);
    const a = ask('a');
    ask('b');
    slots.release(a);
    slots.release(a);
    ask('c');
    expect(granted).toEqual(['a', 'b']);
  });
});
