import { expect, test } from 'vitest';
import { TreeTick } from '../../../../src/vscode/tree/treeTick.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

interface Row {
  readonly name: string;
  /** How long ago its span began. */
  readonly ageMs: number;
  readonly isUnfolded?: boolean;
}

/** A tree whose rows have just been drawn, and tick from now on. */
function ticking(...rows: readonly Row[]) {
  const clock = new FakeClock();
  const start = clock.now();
  const drawn: string[] = [];
  const tick = new TreeTick<Row>(
    clock,
    () => rows.map((row) => ({ row, from: start - row.ageMs, isUnfolded: row.isUnfolded ?? false })),
    (row) => {
      drawn.push(`${row.name} ${String((clock.now() - start) / 1_000)}`);
      tick.drawn(row);
    },
  );
  for (const row of rows) tick.drawn(row);
  tick.arm();
  return { clock, drawn, tick };
}

test('a row is drawn as often as its words change: each second, each ten seconds, each minute', () => {
  const { clock, drawn } = ticking(
    { name: 'seconds', ageMs: 10_000 },
    { name: 'minutes', ageMs: 120_000 },
    { name: 'hours', ageMs: 7_200_000 },
  );
  clock.advance(3_000);
  expect(drawn).toEqual(['seconds 1', 'seconds 2', 'seconds 3']);
  clock.advance(57_000);
  const count = (name: string): number => drawn.filter((each) => each.startsWith(name)).length;
  expect([count('minutes'), count('hours'), drawn.at(-1)]).toEqual([6, 1, 'hours 60']);
});

test('a row that was drawn for another reason is not drawn again before its words change', () => {
  const row = { name: 'minutes', ageMs: 120_000 };
  const { clock, drawn, tick } = ticking({ name: 'seconds', ageMs: 0 }, row);
  clock.advance(4_000);
  tick.drawn(row);
  clock.advance(10_000);
  expect(drawn.filter((each) => each.startsWith('minutes'))).toEqual(['minutes 14']);
});

test('a row whose runs are unfolded is drawn each ten seconds at most', () => {
  const { clock, drawn } = ticking({ name: 'open', ageMs: 5_000, isUnfolded: true });
  clock.advance(30_000);
  expect(drawn).toEqual(['open 10', 'open 20', 'open 30']);
});

test('a row is left as it is for ten seconds while somebody reads its tooltip', () => {
  const row = { name: 'read', ageMs: 0 };
  const { clock, drawn, tick } = ticking(row);
  tick.reading(row);
  clock.advance(9_000);
  expect(drawn).toEqual([]);
  clock.advance(2_000);
  expect(drawn).toEqual(['read 10', 'read 11']);
});

test('where no row has a span nothing ticks', () => {
  const { clock } = ticking();
  expect(clock.pendingTimers).toBe(0);
});

test('nothing ticks after the end', () => {
  const { clock, drawn, tick } = ticking({ name: 'seconds', ageMs: 0 });
  tick.dispose();
  expect(clock.pendingTimers).toBe(0);
  clock.advance(5_000);
  expect(drawn).toEqual([]);
});
