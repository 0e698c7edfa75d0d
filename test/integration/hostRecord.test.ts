import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type HostRecord, readHostRecord, removeHostRecord, writeHostRecord } from '../../src/node/state/hostRecord.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const record: HostRecord = {
  machineId: 'machine',
  bootId: 'boot',
  pidNamespace: 'pid:[4026531836]',
  pid: 4711,
  startTime: '123456',
  version: '0.1.0',
  since: 1_772_715_727_890,
  mode: 'background',
  address: '/run/user/0/executor/1.sock',
  token: 'secret',
};

describe('the host record', () => {
  test('is read back as it was written, by this user alone, and leaves no other file', async () => {
    using folder = temporaryFolder();
    const path = folder.join('host.json');
    await writeHostRecord(path, record);
    expect(await readHostRecord(path)).toEqual(record);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder.path)).toEqual(['host.json']);
  });

  test('is never seen half-written while it is replaced', async () => {
    using folder = temporaryFolder();
    const path = folder.join('host.json');
    await writeHostRecord(path, record);
    const writing = (async () => {
      for (let round = 1; round <= 100; round++) {
        await writeHostRecord(path, { ...record, version: 'x'.repeat(round * 100), since: round });
      }
      return 'done';
    })();
    let seen = 0;
    while ((await Promise.race([writing, Promise.resolve()])) !== 'done') {
      expect(await readHostRecord(path)).toBeDefined();
      seen++;
    }
    expect(seen).toBeGreaterThan(0);
  });

  test('that cannot be replaced leaves no temporary file', async () => {
    using folder = temporaryFolder();
    mkdirSync(folder.join('host.json'));
    await expect(writeHostRecord(folder.join('host.json'), record)).rejects.toThrow();
    expect(readdirSync(folder.path)).toEqual(['host.json']);
  });

  test('is none once it is removed, and removing it again is nothing', async () => {
    using folder = temporaryFolder();
    const path = folder.join('host.json');
    await writeHostRecord(path, record);
    await removeHostRecord(path);
    await removeHostRecord(path);
    expect(await readHostRecord(path)).toBeUndefined();
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '"text"',
    '42',
    '{}',
    JSON.stringify({ ...record, pid: '4711' }),
    JSON.stringify({ ...record, pid: -1 }),
    JSON.stringify({ ...record, pid: 1.5 }),
    JSON.stringify({ ...record, machineId: undefined }),
    JSON.stringify({ ...record, version: 1 }),
    JSON.stringify({ ...record, since: null }),
    JSON.stringify({ ...record, mode: 'cloud' }),
    JSON.stringify({ ...record, address: 5 }),
    JSON.stringify({ ...record, token: undefined }),
  ])('is none where the file says %s', async (text) => {
    using folder = temporaryFolder();
    writeFileSync(folder.join('host.json'), text);
    expect(await readHostRecord(folder.join('host.json'))).toBeUndefined();
  });

  test('is read without fields that it does not know', async () => {
    using folder = temporaryFolder();
    writeFileSync(folder.join('host.json'), JSON.stringify({ ...record, colour: 'red' }));
    expect(await readHostRecord(folder.join('host.json'))).toEqual(record);
  });
});
