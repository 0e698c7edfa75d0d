import { expect, test } from 'vitest';
import { OrphanWatch } from '../../../../src/host/own/orphanWatch.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

const hour = 60 * 60_000;

function watch() {
  const clock = new FakeClock();
  const installed = new Set(['/ext/executor-1.0.0', '/bin/executor.mjs']);
  const world = { isAlone: true, orphaned: 0 };
  const orphans = new OrphanWatch({
    clock,
    isInstalled: (installation) => installed.has(installation),
    isAlone: () => world.isAlone,
    onOrphaned: () => {
      world.orphaned += 1;
    },
  });
  const pass = (hours: number): void => {
    for (let passed = 0; passed < hours; passed++) clock.advance(hour);
  };
  return { installed, orphans, pass, world };
}

test('a host is an orphan a day after the last installation has gone, and not before', () => {
  const { installed, orphans, pass, world } = watch();
  orphans.note('/ext/executor-1.0.0');
  orphans.note('/bin/executor.mjs');
  installed.delete('/ext/executor-1.0.0');
  pass(50);
  expect(world.orphaned).toBe(0);
  installed.delete('/bin/executor.mjs');
  pass(24);
  expect(world.orphaned).toBe(0);
  pass(1);
  expect(world.orphaned).toBe(1);
  orphans.dispose();
});

test('an installation that returns, a client that comes, or somebody who looks begins the day anew', () => {
  const { installed, orphans, pass, world } = watch();
  orphans.note('/ext/executor-1.0.0');
  installed.clear();
  pass(20);
  installed.add('/ext/executor-1.0.0');
  pass(1);
  installed.clear();
  pass(20);
  world.isAlone = false;
  pass(1);
  world.isAlone = true;
  pass(20);
  orphans.note('/ext/executor-2.0.0');
  pass(20);
  expect(world.orphaned).toBe(0);
  orphans.dispose();
});

test('a host that nobody has named an installation to is none', () => {
  const { orphans, pass, world } = watch();
  pass(100);
  expect(world.orphaned).toBe(0);
  orphans.dispose();
});
