import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import { attachTo } from '../../../src/host/places/attach.ts';
import { readHostRecord } from '../../../src/node/state/hostRecord.ts';

/** A build that no host is older than, so that none is asked to make room. */
const build = { version: '0.0.0', stamp: 0 };

/** Ends every background host whose state is below this home folder, with what it runs. */
export async function endHosts(home: string): Promise<void> {
  const state = path.join(home, '.local/state/executor');
  if (!existsSync(state)) return;
  await Promise.all(readdirSync(state).map((name) => endHost(path.join(state, name, 'host.json'))));
}

async function endHost(file: string): Promise<void> {
  const record = await readHostRecord(file);
  if (record?.mode !== 'background') return;
  const identity = { build, kind: 'tool', access: 'full' } as const;
  const attached = await attachTo(record, { clock: systemClock, identity });
  if (!attached.ok) return;
  await attached.value.client.shutDownHost(true);
  attached.value.client.dispose();
}
