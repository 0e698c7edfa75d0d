import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../../../src/core/ports.ts';
import { onBehalfOf } from '../../../../src/host/net/attribution.ts';
import { LastNet } from '../../../../src/host/net/lastNet.ts';
import { judgeMishap, type Mishap } from '../../../../src/host/net/mishap.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { settle } from '../../../support/fakePorts.ts';

const badFile = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });

function mishaps(...of: readonly (readonly [task: string | undefined, at: number])[]): readonly Mishap[] {
  return of.map(([task, at]) => ({ error: badFile, task, at }));
}

describe('what nobody has caught', () => {
  const latest: Mishap = { error: badFile, task: 'a', at: 100_000 };

  test('lets the host go on where it says nothing about it', () => {
    expect(judgeMishap(latest, [])).toBe('go-on');
    expect(judgeMishap({ ...latest, error: 'a word' }, mishaps(['a', 99_000]))).toBe('go-on');
  });

  test.each([
    ['a broken promise of our own', new Error('internal: unexpected value')],
    ['the database', Object.assign(new Error('disk I/O error'), { errcode: 10 })],
    ['a stack that was not enough', new RangeError('Maximum call stack size exceeded')],
  ])('ends a host that cannot trust its state: %s', (_, error) => {
    expect(judgeMishap({ ...latest, error }, [])).toBe('end');
  });

  test('ends the host where it comes again and again, of one task or of all', () => {
    const five = mishaps(...[1, 2, 3, 4, 5].map((second) => ['a', 95_000 + second] as const));
    expect(judgeMishap(latest, five)).toBe('end');
    expect(judgeMishap({ ...latest, task: 'b' }, five)).toBe('go-on');
    expect(judgeMishap({ ...latest, at: 170_000 }, five)).toBe('go-on');
    const twenty = mishaps(...Array.from({ length: 20 }, (_, index) => [undefined, 95_000 + index] as const));
    expect(judgeMishap(latest, twenty)).toBe('end');
  });
});

describe('the last net', () => {
  function aNet(): {
    readonly net: LastNet;
    readonly clock: FakeClock;
    readonly entries: JournalEntry[];
    readonly said: string[];
    readonly exits: number[];
    readonly condemned: (string | undefined)[];
  } {
    const clock = new FakeClock();
    const [entries, said, exits, condemned] = [[], [], [], []] as [JournalEntry[], string[], number[], string[]];
    const net = new LastNet({ clock, complain: (text) => said.push(text), exit: (code) => exits.push(code) });
    net.guard({ journal: { record: (entry) => entries.push(entry) }, condemn: (task) => condemned.push(task ?? '') });
    return { net, clock, entries, said, exits, condemned };
  }

  test('tells the journal whose it was, and goes on', () => {
    const { entries, exits, net, said } = aNet();
    onBehalfOf('a', () => {
      net.take(badFile);
    });
    expect(entries).toMatchObject([{ level: 'error', event: 'mishap', task: 'a' }]);
    expect(said.join()).toContain('while managing a: Error: EIO');
    expect(exits).toEqual([]);
  });

  test('knows whose it was after waiting, too', async () => {
    const { entries, net } = aNet();
    await onBehalfOf('a', async () => {
      await settle();
      onBehalfOf('b', () => undefined);
      net.take(badFile);
    });
    expect(entries).toMatchObject([{ task: 'a' }]);
  });

  test('ends the host in order, once, and notes before on whose behalf', async () => {
    const { condemned, entries, exits, net } = aNet();
    let ends = 0;
    net.onceOpen(() => {
      ends += 1;
      return Promise.resolve();
    });
    onBehalfOf('a', () => {
      net.take(new Error('internal: no'));
      net.take(new Error('internal: no'));
    });
    expect(condemned).toEqual(['a']);
    await settle();
    expect(ends).toBe(1);
    expect(exits).toEqual([70]);
    expect(entries.map(({ event }) => event)).toEqual(['mishap', 'host-untrusted', 'mishap']);
  });

  test('does not wait for ever for a host that does not end', async () => {
    const { clock, exits, net } = aNet();
    net.onceOpen(() => new Promise(() => undefined));
    net.take(new Error('internal: no'));
    await settle();
    expect(exits).toEqual([]);
    clock.advance(5_000);
    await settle();
    expect(exits).toEqual([70]);
  });
});
