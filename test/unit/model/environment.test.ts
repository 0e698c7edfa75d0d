import { expect, test } from 'vitest';
import { type EnvironmentParts, composeEnvironment } from '../../../src/model/environment.ts';

const identity = { executorId: 'deadbeef', task: 'scrape', run: '0123456789ab', trigger: 'manual' } as const;
const own = {
  EXECUTOR_ID: 'deadbeef',
  TASK_ID: 'deadbeefscrape',
  EXECUTOR_TASK: 'scrape',
  EXECUTOR_RUN_ID: '0123456789ab',
  EXECUTOR_TRIGGER: 'manual',
};

function compose(parts: Partial<EnvironmentParts>, platform = 'linux'): Record<string, string> {
  const place = { workspaceFolder: '/project', userHome: '/home/me', platform };
  return composeEnvironment({ base: {}, fileEnv: {}, taskEnv: {}, identity, place, ...parts });
}

test('takes away what belongs to the editor or to another run, and keeps everything else', () => {
  const base = {
    HOME: '/home/me',
    PATH: '/usr/bin',
    SNAPSHOT: 'kept',
    NODE_ENV: 'kept',
    VSCODE_PORTABLE: 'kept',
    VSCODE_SHELL_LOGIN: 'kept',
    VSCODE_ENV_PREPEND: 'kept',
    executor_x: 'kept',
    UNSET: undefined,
    VSCODE_IPC_HOOK_CLI: 'x',
    VSCODE_NODE_OPTIONS: 'x',
    ELECTRON_RUN_AS_NODE: '1',
    NODE_OPTIONS: '--inspect',
    DEBUG: '*',
    LD_PRELOAD: '/x.so',
    DYLD_INSERT_LIBRARIES: '/x.dylib',
    SNAP: '/snap/code/1',
    SNAP_NAME: 'code',
    GDK_PIXBUF_MODULEDIR: '/snap/code/1/gdk',
    CODE_SERVER_SESSION_SOCKET: '/x',
    EXECUTOR_RUN_ID: 'of another run',
    EXECUTOR_SCHEDULED_FOR: 'x',
    TASK_ID: 'x',
  };
  expect(compose({ base })).toEqual({
    HOME: '/home/me',
    PATH: '/usr/bin',
    SNAPSHOT: 'kept',
    NODE_ENV: 'kept',
    VSCODE_PORTABLE: 'kept',
    VSCODE_SHELL_LOGIN: 'kept',
    VSCODE_ENV_PREPEND: 'kept',
    executor_x: 'kept',
    PYTHONUNBUFFERED: '1',
    ...own,
  });
});

test('takes the libraries of a packaged editor out of the search path for libraries', () => {
  const base = { APPDIR: '/tmp/.mount_code', LD_LIBRARY_PATH: '/tmp/.mount_code/lib:/opt/cuda/lib:/tmp/.mount_codex' };
  expect(compose({ base })).toMatchObject({ LD_LIBRARY_PATH: '/opt/cuda/lib:/tmp/.mount_codex' });
  expect(compose({ base: { SNAP: '/snap/code/1', LD_LIBRARY_PATH: '/snap/code/1/lib' } })).not.toHaveProperty(
    'LD_LIBRARY_PATH',
  );
});

test('lets the task override the file, and the file what was there; null takes away', () => {
  const env = compose({
    base: { A: 'base', B: 'base', C: 'base', D: 'base' },
    fileEnv: { B: 'file', C: 'file', D: null, E: 'file', PYTHONUNBUFFERED: null },
    taskEnv: { C: 'task', E: null, F: '' },
  });
  expect(env).toEqual({ A: 'base', B: 'file', C: 'task', F: '', ...own });
});

test('keeps what was said about buffering', () => {
  expect(compose({ base: { PYTHONUNBUFFERED: '' } })).toMatchObject({ PYTHONUNBUFFERED: '' });
});

test('puts values in place of variables; the task sees what the file has made of them', () => {
  const env = compose({
    base: { PATH: '/usr/bin', NODE_OPTIONS: 'gone' },
    fileEnv: { PATH: '${workspaceFolder}/bin:${env:PATH}', ROOT: '${userHome}' },
    taskEnv: {
      PATH: '${env:ROOT}/bin:${env:PATH}',
      ROOT: 'x',
      NONE: '[${env:NODE_OPTIONS}${env:ABSENT}]',
      TWICE: '${env:ROOT}',
    },
  });
  expect(env).toMatchObject({ PATH: '/home/me/bin:/project/bin:/usr/bin', ROOT: 'x', NONE: '[]', TWICE: '/home/me' });
});

test('does not let the file pretend to be another run', () => {
  expect(compose({ fileEnv: { EXECUTOR_RUN_ID: 'x' }, taskEnv: { TASK_ID: null } })).toMatchObject(own);
});

test('on Windows, names differ by more than letter case', () => {
  const env = compose(
    {
      base: { Path: 'C:\\bin', TEMP: 'C:\\tmp', vscode_x: 'kept' },
      fileEnv: { PATH: '${env:path};D:\\bin', temp: null },
      taskEnv: { pythonunbuffered: '0' },
    },
    'win32',
  );
  expect(env).toEqual({ Path: 'C:\\bin;D:\\bin', vscode_x: 'kept', PYTHONUNBUFFERED: '0', ...own });
});
