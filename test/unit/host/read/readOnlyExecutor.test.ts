import { expect, test, vi } from 'vitest';
import type { OfflineExecutor } from '../../../../src/host/read/offlineExecutor.ts';
import { ReadOnlyExecutor } from '../../../../src/host/read/readOnlyExecutor.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { FakeTaskFile } from '../../../support/fakePorts.ts';

const seen = { view: { id: '', file: { kind: 'absent' }, tasks: [] } } as unknown as OfflineExecutor;

test('a memory that cannot be read is read again three seconds later', async () => {
  const clock = new FakeClock();
  const read = vi.fn<() => Promise<undefined>>().mockRejectedValue(new Error('disk I/O error'));
  const taskFile = Object.assign(new FakeTaskFile('{ "tasks": {} }'), { dispose: () => undefined });
  const executor = new ReadOnlyExecutor(seen, { reason: 'no-host' }, { clock, taskFile, read, journalPath: '/j' });
  await executor.reload();
  read.mockClear();
  clock.advance(3_000);
  await vi.waitFor(() => {
    expect(read).toHaveBeenCalledOnce();
  });
  executor.dispose();
});
