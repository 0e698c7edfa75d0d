import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parse } from 'dotenv';
import { composeEnvironment } from '../../src/model/environment/environment.ts';
import { parseEnvFile } from '../../src/model/environment/envFile.ts';

/** What a reader makes of an env file: its variables, or that it does not take it. */
export type Reading = Readonly<Record<string, string | null>> | 'refuses';

const environment = { HOME: '/home/me', PATH: '/usr/bin:/bin' };

/** What a run would get. */
export function readByExecutor(file: string): Reading {
  const parsed = parseEnvFile(readFileSync(file, 'utf8'));
  if (!parsed.ok) return 'refuses';
  const { missing, origins, variables } = composeEnvironment({
    base: { variables: environment, origin: 'starter' },
    defaults: {},
    fileEnv: {},
    envFiles: [{ path: file, assignments: parsed.value }],
    taskEnv: {},
    secrets: {},
    identity: { executorId: 'deadbeef', task: 'a', run: '0123456789ab', trigger: 'manual' },
    place: { workspaceFolder: '/w', userHome: '/home/me', platform: 'linux' },
  });
  if (missing) return 'refuses';
  const own = [...origins].filter(([, { kind }]) => kind === 'env-file').map(([name]) => name);
  return Object.fromEntries(own.map((name) => [name, variables[name] ?? '']));
}

/** What `set -a; . file` exports; a shell that complains of anything does not take the file. */
export function readBySh(file: string): Reading {
  const env = { ...environment, ENV_FILE: file };
  const { stderr, stdout } = spawnSync('sh', ['-c', 'set -a; . "$ENV_FILE"; exec env -0'], { encoding: 'utf8', env });
  if (stderr !== '') return 'refuses';
  const own = ['HOME', 'PATH', 'PWD', 'OLDPWD', 'SHLVL', '_', 'ENV_FILE'];
  const entries = stdout.split('\0').map((entry) => entry.split(/=([^]*)/, 2));
  return Object.fromEntries(
    entries.flatMap(([name = '', value = '']) => (name === '' || own.includes(name) ? [] : [[name, value] as const])),
  );
}

/** What npm's dotenv makes of it. */
export function readByDotenv(file: string): Reading {
  return parse(readFileSync(file, 'utf8'));
}

/** What python-dotenv makes of some files; null is a name without a value. */
export function readByPython(files: readonly string[]): ReadonlyMap<string, Reading> {
  const program = 'import dotenv, json, sys; print(json.dumps([dotenv.dotenv_values(file) for file in sys.argv[1:]]))';
  const { stdout } = spawnSync('python3', ['-c', program, ...files], {
    encoding: 'utf8',
    env: { ...process.env, ...environment, PATH: process.env['PATH'] },
  });
  const readings = JSON.parse(stdout) as readonly Reading[];
  return new Map(files.map((file, index) => [file, readings[index] ?? {}]));
}
