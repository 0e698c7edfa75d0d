import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/node/files/sqlite.ts';
import { systemProcessTable } from '../../src/node/process/processTable.ts';
import type { CliWorld } from '../support/cliWorld.ts';
import { useCliWorld } from '../support/useCliWorld.ts';
import { untilTask } from '../support/hostWorld.ts';
import { processesWith } from '../support/leftovers.ts';
import { privilegeRequirement } from '../support/requirement.ts';
import { waitUntil } from '../support/waitFor.ts';
import { expectSameAsWitness } from '../support/witness.ts';
import { pidOf, settleAll, untilEnded, untilRunning } from '../support/witnessWorld.ts';

let world: CliWorld;

useCliWorld((made) => {
  world = made;
  world.define({
    other: { ...world.run('1000', '0'), restart: 'never' },
    stay: { ...world.run('1000', '0'), restart: 'always', timeout: '1 hour' },
  });
});

/** Where a command is the first process, and sees no other machine's. */
const container = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];

interface Listed {
  readonly tasks: readonly { readonly name: string; readonly status: string; readonly pid: number | null }[];
}

/** A host that is the first process of a container, and how to call the command beside it. */
async function openContainer() {
  const up = await world.beginBelow(container, 'up');
  await up.until((text) => text.includes('manages'));
  const pid = childrenOf(up.child.pid ?? 0)[0] ?? 0;
  const inside = ['nsenter', '--target', String(pid), '--pid', '--mount'];
  return {
    up,
    pid,
    call: (...args: readonly string[]) => world.callBelow(inside, ...args, '--folder', world.workspace),
  };
}

function childrenOf(pid: number): readonly number[] {
  return systemProcessTable()
    .list()
    .filter(({ parent }) => parent === pid)
    .map((entry) => entry.pid);
}

async function statusOf(name: string, call: (...args: readonly string[]) => Promise<{ stdout: string }>) {
  const { tasks } = JSON.parse((await call('list', '--json')).stdout) as Listed;
  return tasks.find((task) => task.name === name)?.status;
}

describe('as the first process of a container, a host', () => {
  test('is not held up by what dies below it, and ends with its runs at SIGTERM', async (context) => {
    context.skip(privilegeRequirement() !== undefined, privilegeRequirement());
    // Forks twice, so that one process below it is the host's own child and ends unwaited for, and another one stays.
    world.write('daemon.sh', '#!/bin/sh\n(sleep 0.01 & sleep 1000 &)\nexec "$@"\n');
    const { command } = world.run('1000', '0') as { command: readonly string[] };
    world.define({ daemon: { ...world.run(), command: ['./daemon.sh', ...command], restart: 'never' } });
    const { call, pid, up } = await openContainer();
    expect(await call('start', 'daemon')).toMatchObject({ exit: 0 });
    await world.untilBegun(1);
    const zombies = (): number => childrenOf(pid).filter((child) => systemProcessTable().find(child)?.isZombie).length;
    await waitUntil(() => zombies() > 0, 'something below the host has died that nobody waits for');
    expect(await call('stop', 'daemon')).toMatchObject({ exit: 0, stdout: 'Stopped daemon\n' });
    expect(childrenOf(pid).filter((child) => !systemProcessTable().find(child)?.isZombie)).toEqual([]);

    expect(await call('start', 'daemon')).toMatchObject({ exit: 0 });
    await world.untilBegun(2);
    process.kill(pid, 'SIGTERM');
    expect(await up.ended).toMatchObject({ exit: 0, stderr: '' });
    await waitUntil(() => processesWith(world.assignment).length === 0, 'nothing is left');
    const next = await world.connect();
    expect(next.client.executor.tasks).toMatchObject([{ runs: [1, 2].map(() => ({ outcome: { kind: 'stopped' } })) }]);
    expectSameAsWitness(await settleAll(next), world.witness);
    await next.close();
  });

  test('leaves a run outside of the container alone, until a person says that it is over', async (context) => {
    context.skip(privilegeRequirement() !== undefined, privilegeRequirement());
    const outside = await world.connect();
    await outside.client.ask('task/start', { name: 'stay' });
    const pid = pidOf(await untilRunning(outside, 'stay')) ?? 0;
    await world.untilBegun(1);
    await outside.client.shutDownHost(false);

    const first = await openContainer();
    expect(await statusOf('stay', first.call)).toBe('elsewhere');
    expect((await first.call('signal', 'stay', 'TERM')).exit).not.toBe(0);
    expect((await first.call('start', 'stay')).stdout).toContain('Already running');
    process.kill(first.pid, 'SIGTERM');
    expect(await first.up.ended).toMatchObject({ exit: 0 });
    const again = await world.connect();
    expect(pidOf(await untilRunning(again, 'stay'))).toBe(pid);
    expect(world.pids).toEqual([pid]);
    await again.client.shutDownHost(false);

    const second = await openContainer();
    expect(await second.call('stop', 'stay')).toMatchObject({ exit: 0, stdout: 'Stopped stay\n' });
    expect(await statusOf('stay', second.call)).toBe('stopped');
    process.kill(second.pid, 'SIGTERM');
    await second.up.ended;
    process.kill(pid, 0);
    expect(readFileSync(world.witness, 'utf8')).not.toContain(' end ');
  });
});

describe('a run that is recorded as live', () => {
  /** Leaves a run whose record says something else about its shim than is the case, and no host. */
  async function leave(change: Readonly<Record<string, unknown>>): Promise<number> {
    const first = await world.connect();
    await first.client.ask('task/start', { name: 'stay' });
    const pid = pidOf(await untilRunning(first, 'stay')) ?? 0;
    await world.untilBegun(1);
    await world.killHost();
    const database = openDatabase(path.join(world.stateFolder, 'executor.db'), 1_000);
    const [row] = database.prepare(`SELECT id, shim FROM runs WHERE task = 'stay'`).all();
    const shim: unknown = { ...(JSON.parse(String(row?.['shim'])) as object), ...change };
    database.prepare('UPDATE runs SET shim = ? WHERE id = ?').run(JSON.stringify(shim), String(row?.['id']));
    database.close();
    return pid;
  }

  test('but whose pid now is another process, was interrupted: it is started again, and that process never signalled', async () => {
    const bystander = world.join('bystander');
    const before = await world.connect();
    world.setVariable('WITNESS', bystander);
    await before.client.ask('task/start', { name: 'other' });
    const { runs } = await untilRunning(before, 'other');
    await world.untilBegun(1);
    const other = world.pids[0] ?? 0;
    const shim = systemProcessTable().find(other)?.parent ?? 0;
    const pid = await leave({ pid: shim, startTime: '1' });
    // Whoever had this pid is gone, with everything below it.
    for (const process_ of [systemProcessTable().find(pid)?.parent ?? 0, pid]) process.kill(process_, 'SIGKILL');

    const next = await world.connect();
    const stay = await untilTask(next, 'stay', (task) => task.runs.length === 2 && task.status.kind === 'running');
    expect(stay.runs[1]).toMatchObject({ outcome: { kind: 'interrupted' } });
    await next.client.ask('task/stop', { name: 'stay' });
    expect(await untilRunning(next, 'other')).toMatchObject({ runs: [{ id: runs[0]?.id }] });
    expect(systemProcessTable().find(shim)?.isZombie).toBe(false);
    expect(readFileSync(world.witness, 'utf8')).toContain(`${runs[0]?.id ?? ''} start ${String(other)}\n`);
    expect(readFileSync(world.witness, 'utf8')).not.toContain(`${runs[0]?.id ?? ''} end`);
    await settleAll(next);
    await next.close();
  });

  test('by another boot of this machine has ended, and what has its pid now is not signalled', async () => {
    const pid = await leave({ bootId: 'another boot' });
    const next = await world.connect();
    const { runs } = await untilTask(next, 'stay', (task) => task.runs.length === 2 && task.status.kind === 'running');
    expect(runs[1]).toMatchObject({ outcome: { kind: 'interrupted' } });
    await next.client.ask('task/stop', { name: 'stay' });
    process.kill(pid, 0);
    expect(readFileSync(world.witness, 'utf8').split('\n')[0]).toContain(` start ${String(pid)}`);
    await next.close();
  });

  test.each(['machineId', 'pidNamespace'])('with another %s is left alone until a person stops it', async (field) => {
    const pid = await leave({ [field]: 'another' });
    const next = await world.connect();
    await untilTask(next, 'stay', ({ status }) => status.kind === 'elsewhere');
    expect(await next.client.shutDownHost(true)).toMatchObject({ ok: true });
    const last = await world.connect();
    await untilTask(last, 'stay', ({ status }) => status.kind === 'elsewhere');
    expect(await last.client.ask('task/start', { name: 'stay' })).toMatchObject({
      ok: false,
      error: { reason: 'task-live' },
    });
    expect(world.pids).toEqual([pid]);
    expect(await last.client.ask('task/stop', { name: 'stay' })).toMatchObject({ ok: true });
    expect((await untilEnded(last, 'stay')).runs).toHaveLength(1);
    process.kill(pid, 0);
    expect(readFileSync(world.witness, 'utf8')).not.toContain(' end ');
    await last.close();
  });
});
