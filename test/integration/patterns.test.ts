import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { ExecutorConnection } from '../../src/host/reach/connect.ts';
import { PatternJudge } from '../../src/node/patterns/patternJudge.ts';
import { HostPrograms } from '../support/backgroundWorld.ts';
import { untilTask } from '../support/hostWorld.ts';
import { waitForText, waitUntil } from '../support/waitFor.ts';
import { settleAll, untilRunning, WitnessWorld } from '../support/witnessWorld.ts';

const programs = new HostPrograms();
let world: WitnessWorld;

/** A line that leads `/(a+)+$/` and its like through more ways than anybody can wait for. */
const badLine = `${'a'.repeat(3_000)}b`;
const badPattern = '/^(a+)+$/';
beforeEach(() => {
  world = new WitnessWorld(programs);
  world.write('bad.sh', `#!/bin/sh\nprintf %s ${badLine}\nexec sleep 1000\n`);
  world.define({
    bad: { script: 'bad.sh', ready: { log: badPattern } },
    api: { ...world.run('1000', '0'), after: [{ task: 'bad', condition: 'ready' }] },
    other: { ...world.run('1000', '0'), after: [{ task: 'good', condition: 'ready' }] },
    good: { command: ['sh', '-c', 'echo; printf "up> "; exec sleep 1000'], ready: { log: '/^up> $/' } },
    ticks: { ...world.run('0', '0'), every: '2 sec' },
  });
});

afterEach(async () => {
  await world.end();
  world[Symbol.dispose]();
});

afterAll(() => {
  programs[Symbol.dispose]();
});

function untilBlocked(connection: ExecutorConnection): Promise<unknown> {
  return untilTask(connection, 'api', ({ status }) => {
    if (status.kind !== 'blocked') return false;
    expect(status).toMatchObject({ failure: { dependency: 'bad', why: { with: [badPattern, '0.5'] } } });
    return true;
  });
}

test('a pattern that never ends is an error of its task alone; others go on, and the host answers', async () => {
  const first = await world.connect();
  await first.client.ask('task/start', { name: 'ticks' });
  await first.client.ask('task/start', { name: 'api' });
  await untilBlocked(first);
  await first.client.ask('task/start', { name: 'other' });
  await untilRunning(first, 'other');
  await untilRunning(first, 'bad');
  // It is not tried again in this run.
  expect(await first.client.ask('task/start', { name: 'api' })).toMatchObject({ ok: true });
  await untilBlocked(first);
  expect(await first.client.skipped(10, 'ticks')).toEqual({ ok: true, value: [] });
  const pid = first.facts?.pid ?? 0;
  process.kill(pid, 'SIGTERM');
  await waitUntil(() => !world.hostPids.includes(pid), 'the host has gone');
  await first.close();

  // The next host finds the line in the log.
  const second = await world.connect();
  await untilRunning(second, 'bad');
  await second.client.ask('task/start', { name: 'api' });
  await untilBlocked(second);
  await settleAll(second);
  await second.close();
});

test('globs that never end are told, and restart nothing', async () => {
  world.define({
    watcher: { ...world.run('1000', '0'), watch: ['(a|a)+x'] },
  });
  const connection = await world.connect();
  await connection.client.ask('task/start', { name: 'watcher' });
  await untilRunning(connection, 'watcher');
  world.write('a'.repeat(200), '');
  await waitForText(world.journal, (text) =>
    text.includes('the patterns in \\"watch\\" took longer than 0.5 s on one path; simplify them'),
  );
  await untilRunning(connection, 'watcher');
  await settleAll(connection);
  await connection.close();
});

test('judges after a pattern that took too long, and after one that is none', async () => {
  const judge = new PatternJudge(systemClock);
  const slow = judge.judge({ patterns: [{ source: '^(a+)+$', flags: '' }], texts: ['a', badLine] });
  const wrong = judge.judge({ patterns: [{ source: '(', flags: '' }], texts: ['a'] });
  const right = judge.judge({ patterns: [{ source: 'A', flags: 'i' }], texts: ['b', 'a', 'ba'] });
  const first = judge.judge({ patterns: [{ source: '^(a+)+$', flags: '' }], texts: ['b', 'a', badLine], most: 1 });
  expect(await slow).toEqual({ ok: false, error: { kind: 'too-slow' } });
  expect(await wrong).toMatchObject({ ok: false, error: { kind: 'failed' } });
  expect(await right).toEqual({ ok: true, value: [1, 2] });
  expect(await first).toEqual({ ok: true, value: [1] });
  const late = judge.judge({ patterns: [{ source: '^(a+)+$', flags: '' }], texts: [badLine] });
  judge.dispose();
  expect(await late).toMatchObject({ ok: false, error: { kind: 'failed' } });
});
