import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemRandom } from '../../src/base/random.ts';
import { damagedBuilds, installHostBuild, type InstalledBuild } from '../../src/node/channel/hostBuilds.ts';
import { smallDisk } from '../support/fileSystems.ts';
import { privilegeRequirement } from '../support/requirement.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';

function installed(folder: TemporaryFolder, version: string, text = `// ${version}\n`): InstalledBuild {
  mkdirSync(folder.join('installed'), { recursive: true });
  const file = folder.join('installed', `${version}.mjs`);
  writeFileSync(file, text);
  return { build: { version, stamp: 7 }, file, protocolVersion: 6 };
}

async function install(folder: TemporaryFolder, build: InstalledBuild): Promise<string> {
  const copy = await installHostBuild(folder.join('state/executor/builds'), build, systemRandom);
  if (!copy.ok) throw new Error(JSON.stringify(copy.error));
  return copy.value;
}

describe('the copy of a background host', () => {
  test('is made once, for this user alone, and the newest is started whoever asks', async () => {
    using folder = temporaryFolder();
    const builds = folder.join('state/executor/builds');
    const old = installed(folder, '1.0.0');
    const copy = await install(folder, old);
    expect(copy).toBe(path.join(builds, '1.0.0-7-p6', 'host.mjs'));
    expect(readFileSync(copy, 'utf8')).toBe('// 1.0.0\n');
    const { ino } = statSync(copy);
    expect(statSync(await install(folder, old)).ino).toBe(ino);
    const newer = await install(folder, installed(folder, '1.1.0'));
    expect(await install(folder, old)).toBe(newer);
    expect([builds, path.dirname(copy)].map((each) => statSync(each).mode & 0o777)).toEqual([0o700, 0o700]);
    expect(readdirSync(builds).sort()).toEqual(['1.0.0-7-p6', '1.1.0-7-p6']);
  });

  test.each<[what: string, harm: (copy: string) => void]>([
    [
      'was cut off',
      (copy) => {
        truncateSync(copy, 2);
      },
    ],
    [
      'was emptied',
      (copy) => {
        truncateSync(copy, 0);
      },
    ],
    [
      'was changed',
      (copy) => {
        appendFileSync(copy, 'evil()');
      },
    ],
    [
      'is not there',
      (copy) => {
        rmSync(copy);
      },
    ],
  ])('that %s is seen, and made anew', async (_, harm) => {
    using folder = temporaryFolder();
    const own = installed(folder, '1.0.0');
    const builds = folder.join('state/executor/builds');
    const copy = await install(folder, own);
    harm(copy);
    expect(await damagedBuilds(builds, own)).toEqual([path.dirname(copy)]);
    expect(readFileSync(await install(folder, own), 'utf8')).toBe('// 1.0.0\n');
    expect(await damagedBuilds(builds, own)).toEqual([]);
    expect(readdirSync(builds)).toEqual(['1.0.0-7-p6']);
  });

  describe('that consists of several files', () => {
    function installedParts(folder: TemporaryFolder): InstalledBuild {
      const own = { ...installed(folder, '1.0.0'), file: folder.join('installed', 'host.mjs') };
      mkdirSync(folder.join('installed/shared'));
      writeFileSync(own.file, "import './shared/one.mjs';\n");
      writeFileSync(folder.join('installed/shared/one.mjs'), '// one\n');
      writeFileSync(folder.join('installed/shared/other.mjs'), '// of another program\n');
      writeFileSync(folder.join('installed/host.files.json'), '["host.mjs","shared/one.mjs"]');
      return own;
    }

    test('has each of them, nothing of other programs, and a sum that older builds know', async () => {
      using folder = temporaryFolder();
      const copy = await install(folder, installedParts(folder));
      const place = path.dirname(copy);
      expect(readdirSync(place, { recursive: true }).map(String).sort()).toEqual(
        ['host.mjs', 'host.mjs.sha256', 'host.sha256', 'shared', 'shared/one.mjs'].sort(),
      );
      expect(readFileSync(path.join(place, 'shared/one.mjs'), 'utf8')).toBe('// one\n');
      const sum = createHash('sha256').update(readFileSync(copy)).digest('hex');
      expect(readFileSync(path.join(place, 'host.mjs.sha256'), 'utf8')).toBe(`${sum}\n`);
    });

    test.each<[what: string, harm: (place: string) => void]>([
      [
        'one of which was changed',
        (place) => {
          appendFileSync(path.join(place, 'shared/one.mjs'), 'evil()');
        },
      ],
      [
        'one of which is not there',
        (place) => {
          rmSync(path.join(place, 'shared/one.mjs'));
        },
      ],
      [
        'beside which another was put',
        (place) => {
          writeFileSync(path.join(place, 'shared/two.mjs'), 'evil()');
        },
      ],
      [
        'whose sum is not there',
        (place) => {
          rmSync(path.join(place, 'host.sha256'));
        },
      ],
    ])('%s: a copy like that is not started by another build, and its own makes it anew', async (what, harm) => {
      using folder = temporaryFolder();
      const own = installedParts(folder);
      const builds = folder.join('state/executor/builds');
      const older = { ...installed(folder, '0.9.0'), build: { version: '0.9.0', stamp: 7 } };
      const copy = await install(folder, own);
      expect(await install(folder, older)).toBe(copy);
      harm(path.dirname(copy));
      expect(await install(folder, older)).toBe(path.join(builds, '0.9.0-7-p6', 'host.mjs'));
      expect(await damagedBuilds(builds, older)).toEqual([path.dirname(copy)]);
      // Its own build knows what it should be without any sum.
      if (!what.includes('sum')) expect(await install(folder, own)).toBe(copy);
      if (!what.includes('sum')) expect(await damagedBuilds(builds, older)).toEqual([]);
    });

    test('is not made where one of them was not installed, and that is said', async () => {
      using folder = temporaryFolder();
      const own = installedParts(folder);
      const missing = folder.join('installed/shared/one.mjs');
      rmSync(missing);
      const builds = folder.join('state/executor/builds');
      const error = { reason: 'installation-incomplete', path: missing };
      expect(await installHostBuild(builds, own, systemRandom)).toEqual({ ok: false, error });
    });
  });

  test('of a newer build that was damaged, or that nobody can tell, is not started', async () => {
    using folder = temporaryFolder();
    const own = installed(folder, '1.0.0');
    const copy = await install(folder, own);
    const newer = await install(folder, installed(folder, '1.1.0'));
    appendFileSync(newer, 'evil()');
    const builds = folder.join('state/executor/builds');
    mkdirSync(path.join(builds, '9.0.0-7-p6'));
    writeFileSync(path.join(builds, '9.0.0-7-p6', 'host.mjs'), 'evil()');
    expect(await install(folder, own)).toBe(copy);
    expect(await damagedBuilds(builds, own)).toEqual([path.dirname(newer)]);
  });

  test('in a folder that others could write to is made anew, and nothing else there is started', async () => {
    using folder = temporaryFolder();
    const own = installed(folder, '1.0.0');
    const builds = folder.join('state/executor/builds');
    const copy = await install(folder, own);
    await install(folder, installed(folder, '1.1.0'));
    chmodSync(builds, 0o777);
    expect(await install(folder, own)).toBe(copy);
    expect(readdirSync(builds)).toEqual(['1.0.0-7-p6']);
    expect(statSync(builds).mode & 0o777).toBe(0o700);
  });

  test.each(['state/executor', 'state/executor/builds'])('in %s of another user is refused', async (part) => {
    using folder = temporaryFolder();
    const own = installed(folder, '1.0.0');
    const builds = folder.join('state/executor/builds');
    await install(folder, own);
    // Whoever may not give files away can do nobody this harm.
    if (privilegeRequirement() !== undefined) return;
    chownSync(folder.join(part), 4_242, 4_242);
    const error = { reason: 'state-foreign', path: folder.join(part), owner: 4_242 };
    expect(await installHostBuild(builds, own, systemRandom)).toEqual({ ok: false, error });
  });

  test('that the disk has no room for is a failure that leaves nothing', async (context) => {
    const reason = privilegeRequirement();
    context.skip(reason !== undefined, reason);
    using folder = temporaryFolder();
    const own = installed(folder, '1.0.0', 'x'.repeat(100_000));
    using disk = smallDisk(folder.join('state'), 1);
    mkdirSync(folder.join('state/executor/builds'), { recursive: true });
    disk.fill();
    const builds = folder.join('state/executor/builds');
    expect(await installHostBuild(builds, own, systemRandom)).toMatchObject({
      ok: false,
      error: { reason: 'state-unusable', path: builds },
    });
    expect(readdirSync(builds)).toEqual([]);
    disk.free();
    expect(readFileSync(await install(folder, own), 'utf8')).toHaveLength(100_000);
  });

  test('is one, however many make it at the same moment', async () => {
    using folder = temporaryFolder();
    const own = installed(folder, '1.0.0');
    const copies = await Promise.all(Array.from({ length: 8 }, () => install(folder, own)));
    expect(new Set(copies).size).toBe(1);
    expect(readFileSync(copies[0] ?? '', 'utf8')).toBe('// 1.0.0\n');
    expect(readdirSync(folder.join('state/executor/builds'))).toEqual(['1.0.0-7-p6']);
  });
});
