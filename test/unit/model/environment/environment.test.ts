import { expect, test } from 'vitest';
import {
  type ComposedEnvironment,
  type EnvironmentParts,
  composeEnvironment,
  missingSecrets,
  scrubEnvironment,
} from '../../../../src/model/environment/environment.ts';
import { type EnvFile, parseEnvFile } from '../../../../src/model/environment/envFile.ts';
import { word } from '../../../../src/model/words/clause.ts';

const identity = { executorId: 'deadbeef', task: 'scrape', run: '0123456789ab', trigger: 'manual' } as const;
const own = {
  EXECUTOR_ID: 'deadbeef',
  TASK_ID: 'deadbeefscrape',
  EXECUTOR_TASK: 'scrape',
  EXECUTOR_RUN_ID: '0123456789ab',
  EXECUTOR_TRIGGER: 'manual',
};

/** Parts of which only `base` is not as the product has it: the variables alone. */
type Some = Omit<Partial<EnvironmentParts>, 'base'> & { readonly base?: Record<string, string | undefined> };

function composed({ base = {}, ...parts }: Some, platform = 'linux'): ComposedEnvironment {
  const place = { workspaceFolder: '/project', userHome: '/home/me', platform };
  const none = { fileEnv: {}, envFiles: [], taskEnv: {}, secrets: {} };
  return composeEnvironment({ base: { variables: base, origin: 'login-shell' }, ...none, identity, place, ...parts });
}

function compose(parts: Some, platform?: string): Record<string, string> {
  return composed(parts, platform).variables;
}

/** A file with these values, none of them in single quotes. */
function envFile(path: string, values: Record<string, string>): EnvFile {
  return fileOf(
    path,
    Object.entries(values)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
}

function fileOf(path: string, text: string): EnvFile {
  const parsed = parseEnvFile(text);
  if (!parsed.ok) throw new Error(word(parsed.error.message));
  return { path, assignments: parsed.value };
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

test('each part overrides the ones before it, and each variable tells which part set it', () => {
  const { origins, variables } = composed({
    base: { A: 'base', B: 'base', C: 'base', D: 'base', E: 'base', F: 'base', EXECUTOR_ID: 'base' },
    defaults: { A: 'default', Z: 'default' },
    fileEnv: { B: 'file', C: 'file', D: 'file', E: 'file', F: 'file' },
    envFiles: [
      envFile('.env', { C: 'first', D: 'first', E: 'first', F: 'first' }),
      envFile('/etc/two', { D: 'second', E: 'second', F: 'second' }),
    ],
    taskEnv: { E: 'task', F: 'task', EXECUTOR_TASK: 'task' },
    secrets: { F: 'secret', EXECUTOR_TRIGGER: 'secret' },
  });
  expect(variables).toEqual({
    ...{ A: 'base', B: 'file', C: 'first', D: 'second', E: 'task', F: 'secret', Z: 'default' },
    ...own,
  });
  expect(Object.fromEntries(origins)).toEqual({
    A: { kind: 'login-shell' },
    B: { kind: 'file' },
    C: { kind: 'env-file', path: '.env' },
    D: { kind: 'env-file', path: '/etc/two' },
    E: { kind: 'task' },
    F: { kind: 'secret' },
    Z: { kind: 'default' },
    ...Object.fromEntries(Object.keys(own).map((name) => [name, { kind: 'executor' }])),
  });
});

test('what was taken away has no origin', () => {
  expect([...composed({ base: { A: 'base' }, taskEnv: { A: null }, defaults: {} }).origins.keys()]).toEqual(
    Object.keys(own),
  );
});

test('a line of an env file sees everything above it, and the file env of the task file', () => {
  const env = compose({
    base: { PATH: '/usr/bin' },
    fileEnv: { ROOT: '/root of ${userHome}' },
    envFiles: [
      envFile('.env', { PATH: '$ROOT/bin:${PATH}', BEFORE: '[$AFTER]', AFTER: '1' }),
      envFile('.env.local', { FROM_FIRST: '${AFTER}${NONE:-2}' }),
    ],
    taskEnv: { SEEN: '${env:FROM_FIRST}' },
  });
  expect(env).toMatchObject({ PATH: '/root of /home/me/bin:/usr/bin', BEFORE: '[]', FROM_FIRST: '12', SEEN: '12' });
});

test('what stands in single quotes in an env file is not expanded', () => {
  const file = fileOf('.env', "A='$HOME ${HOME} \\$'");
  expect(compose({ base: { HOME: '/h' }, envFiles: [file] })).toMatchObject({
    A: '$HOME ${HOME} \\$',
  });
});

test('secrets are taken as they are and seen by no other value', () => {
  const env = compose({ secrets: { TOKEN: '${userHome}$HOME' }, taskEnv: { URL: 'https://${env:TOKEN}@host' } });
  expect(env).toMatchObject({ TOKEN: '${userHome}$HOME', URL: 'https://@host' });
});

test('names the secrets that have no value; an empty one has', () => {
  expect(missingSecrets(['A', 'B', 'toString'], { A: '', C: 'x' })).toEqual(['B', 'toString']);
});

test('does not let anything pretend to be another run', () => {
  const pretended = { EXECUTOR_RUN_ID: 'x', EXECUTOR_SCHEDULED_FOR: 'x' };
  const env = compose({
    fileEnv: pretended,
    envFiles: [envFile('.env', pretended)],
    taskEnv: { ...pretended, TASK_ID: null },
    secrets: pretended,
    defaults: {},
  });
  expect(env).toEqual(own);
});

test('only a scheduled run knows for when it was scheduled', () => {
  const scheduledFor = '2021-02-27T13:00:00-05:00';
  expect(compose({ identity: { ...identity, scheduledFor } })).toMatchObject({ EXECUTOR_SCHEDULED_FOR: scheduledFor });
  expect(compose({})).not.toHaveProperty('EXECUTOR_SCHEDULED_FOR');
});

test('scrubbing again changes nothing', () => {
  const once = scrubEnvironment({ SNAP: '/s', LD_LIBRARY_PATH: '/s/lib:/lib', VSCODE_PID: '1', A: 'a' });
  expect(once).toEqual({ LD_LIBRARY_PATH: '/lib', A: 'a' });
  expect(scrubEnvironment(once)).toEqual(once);
});

test('on Windows, names differ by more than letter case', () => {
  const env = compose(
    {
      base: { Path: 'C:\\bin', TEMP: 'C:\\tmp', vscode_x: 'kept' },
      fileEnv: { PATH: '${env:path};D:\\bin', temp: null },
      envFiles: [envFile('.env', { PATH: '%${path}%' })],
      taskEnv: { pythonunbuffered: '0' },
    },
    'win32',
  );
  expect(env).toEqual({ Path: '%C:\\bin;D:\\bin%', vscode_x: 'kept', PYTHONUNBUFFERED: '0', ...own });
});

/** What is remarked, by the variable that it is about. */
function remarks(parts: Some): readonly string[] {
  return composed({ defaults: {}, ...parts }).remarks.map(({ name = '', remark }) => `${name}: ${word(remark)}`);
}

test('says where a variable of an env file stands for nothing, and quotes nothing that may be secret', () => {
  const file = fileOf('.env', 'A=1\nPASS=pa$word\nURL="x${HOST}${PORT:-1}${A}" # $NONE\nQUOTED=\'$NONE\'');
  const advice = 'if you mean a literal "$", put the value in single quotes';
  expect(remarks({ envFiles: [file] })).toEqual([
    `PASS: the variable at .env:2:8 is not set, so it is empty in PASS; ${advice}`,
    `URL: the variable at .env:3:7 is not set, so it is empty in URL; ${advice}`,
  ]);
});

test('says where a shell would run a command', () => {
  const file = fileOf('.env', 'A=$(hostname)\nB="`date`"\nC=\'$(x)\'\nD=a\\$(x)');
  expect(remarks({ envFiles: [file] })).toEqual([
    'A: the command at .env:1:3 is not run; A contains it as written',
    'B: the command at .env:2:4 is not run; B contains it as written',
  ]);
});

test('a remark goes with the value that it is about', () => {
  expect(remarks({ envFiles: [fileOf('.env', 'A=$NONE\nB=$NONE')], taskEnv: { A: '1', B: null } })).toEqual([]);
});

test('says which variable of a string of the task file stands for nothing', () => {
  const parts = { base: { EMPTY: '' }, fileEnv: { A: '[${env:NONE}${env:EMPTY}${env:NONE:-x}]' } };
  expect(compose(parts)).toMatchObject({ A: '[x]' });
  expect(remarks(parts)).toEqual(['A: ${env:NONE} is not set, so it is empty in A']);
});

test('a variable that must have a value and has none is missing, with its place and the reason that the file gives', () => {
  const file = fileOf('.env', 'A=1\nB=${A:?}${NONE:?ask $A first}${EMPTY?}\nC=${EMPTY:?}');
  const { missing } = composed({ base: { EMPTY: '' }, envFiles: [file] });
  expect(missing && { ...missing, message: word(missing.message) }).toEqual({
    path: '.env',
    line: 2,
    column: 9,
    message: 'NONE must be set: ask 1 first',
  });
  expect(composed({ envFiles: [fileOf('.env', 'A=${NONE?}')] }).missing?.message).toEqual({
    say: '{0} must be set',
    with: ['NONE'],
  });
  expect(composed({ base: { A: '' }, envFiles: [fileOf('.env', 'B=${A?}')] }).missing).toBeUndefined();
});
