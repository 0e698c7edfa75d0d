import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  createStateFolder,
  locateState,
  stateHome,
  type StatePaths,
  statePaths,
} from '../../src/node/state/stateFolder.ts';
import { userHome } from '../../src/node/environment/userHome.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

function pathsOf(...args: Parameters<typeof statePaths>): StatePaths {
  const paths = statePaths(...args);
  if (!paths) throw new Error('no place for state');
  return paths;
}

const linux = { platform: 'linux', env: {}, home: '/home/me' } as const;

describe('the home of state', () => {
  test.each([
    [linux, '/home/me/.local/state'],
    [{ ...linux, env: { XDG_STATE_HOME: '/data/state' } }, '/data/state'],
    [{ ...linux, env: { XDG_STATE_HOME: 'relative' } }, '/home/me/.local/state'],
    [{ ...linux, env: { XDG_STATE_HOME: '' } }, '/home/me/.local/state'],
    [{ platform: 'darwin', env: {}, home: '/Users/me' } as const, '/Users/me/Library/Application Support'],
    [{ platform: 'win32', env: { LOCALAPPDATA: 'D:\\Local' }, home: 'C:\\Users\\me' } as const, 'D:\\Local'],
    [{ platform: 'win32', env: {}, home: 'C:\\Users\\me' } as const, 'C:\\Users\\me\\AppData\\Local'],
  ])('of %j is %s', (surroundings, home) => {
    expect(stateHome(surroundings)).toBe(home);
  });

  test.each([
    { ...linux, home: '' },
    { ...linux, home: 'relative' },
    { ...linux, home: undefined },
    { ...linux, home: undefined, env: { XDG_STATE_HOME: 'relative' } },
    { platform: 'win32', env: { LOCALAPPDATA: 'relative' }, home: undefined } as const,
  ])('is nowhere for %j: nothing is put into the current folder', async (surroundings) => {
    expect(stateHome(surroundings)).toBeUndefined();
    expect(statePaths(surroundings, '/x')).toBeUndefined();
    expect(await locateState(surroundings, '/')).toEqual({ ok: false, error: { reason: 'no-home' } });
  });

  test('has a folder for each workspace folder, named by a hash of its path', () => {
    const folder = '/home/me/.local/state/executor/225df3094012a213';
    expect(statePaths(linux, '/home/me/project')).toEqual({
      folder,
      attempts: `${folder}/attempts.jsonl`,
      definitions: `${folder}/definitions.json`,
      place: `${folder}/place.json`,
      lock: `${folder}/host.lock`,
      hostRecord: `${folder}/host.json`,
      database: `${folder}/executor.db`,
      journal: `${folder}/executor.log`,
      runs: `${folder}/runs`,
      logs: `${folder}/logs`,
      hostOutput: `${folder}/host.log`,
      register: '/home/me/.local/state/executor/hosts/225df3094012a213.json',
    });
    expect(statePaths({ ...linux, platform: 'win32', home: 'C:\\me' }, 'C:\\x')?.lock).toMatch(
      /^C:\\me\\AppData\\Local\\executor\\[0-9a-f]{16}\\host\.lock$/,
    );
  });
});

describe('the home directory', () => {
  test('is the one of HOME where that is an absolute path, else that of the user database', () => {
    expect(userHome({ HOME: '/elsewhere' })).toBe('/elsewhere');
    for (const HOME of ['', 'relative', undefined]) expect(path.isAbsolute(userHome({ HOME }) ?? '')).toBe(true);
  });
});

describe('the state folder', () => {
  test('is one for a workspace folder and a link to it, and looking for it creates nothing', async () => {
    using folder = temporaryFolder();
    mkdirSync(folder.join('project'));
    symlinkSync(folder.join('project'), folder.join('link'));
    const surroundings = { ...linux, home: folder.join('home') };
    const direct = await locateState(surroundings, folder.join('project'));
    expect(direct).toEqual({ ok: true, value: statePaths(surroundings, folder.join('project')) });
    expect(await locateState(surroundings, folder.join('link'))).toEqual(direct);
    expect(existsSync(folder.join('home'))).toBe(false);
  });

  test('cannot be found for a workspace folder that is not there', async () => {
    using folder = temporaryFolder();
    const path = folder.join('gone');
    expect(await locateState(linux, path)).toMatchObject({ ok: false, error: { reason: 'state-unusable', path } });
  });

  test('is private to its owner, and made so where it was not', async () => {
    using folder = temporaryFolder();
    const paths = pathsOf({ ...linux, home: folder.path }, '/project');
    expect(await createStateFolder(paths)).toEqual({ ok: true, value: undefined });
    const modes = () => [folder.join('.local/state/executor'), paths.folder, paths.runs].map(modeOf);
    expect(modes()).toEqual([0o700, 0o700, 0o700]);
    expect(readdirSync(paths.folder)).toEqual(['runs']);

    chmodSync(paths.folder, 0o755);
    expect(await createStateFolder(paths)).toEqual({ ok: true, value: undefined });
    expect(modes()).toEqual([0o700, 0o700, 0o700]);
  });

  test('that cannot be made is a failure and no exception', async () => {
    using folder = temporaryFolder();
    writeFileSync(folder.join('.local'), 'a file in the way');
    const paths = pathsOf({ ...linux, home: folder.path }, '/project');
    expect(await createStateFolder(paths)).toMatchObject({
      ok: false,
      error: { reason: 'state-unusable', path: paths.folder },
    });
  });
});

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}
