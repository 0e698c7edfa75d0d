import { expect, test, vi } from 'vitest';
import { ReadOnlyExecutor } from '../../../../src/host/read/readOnlyExecutor.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { FakeDefinitions, FakeTaskFile } from '../../../support/fakePorts.ts';

test('a memory that cannot be read is read again three seconds later', async () => {
  const clock = new FakeClock();
  const read = vi.fn<() => Promise<undefined>>().mockRejectedValue(new Error('disk I/O error'));
  const file = Object.assign(new FakeTaskFile('{ "tasks": {} }'), { dispose: () => undefined });
  const memory = { clock, memory: new FakeDefinitions() };
  const remembered = { clock, journalPath: '/j', read };
  const executor = new ReadOnlyExecutor(file, memory, { reason: 'no-host' }, undefined, remembered);
  await executor.reload();
  read.mockClear();
  clock.advance(3_000);
  await vi.waitFor(() => {
    expect(read).toHaveBeenCalledOnce();
  });
  executor.dispose();
});
