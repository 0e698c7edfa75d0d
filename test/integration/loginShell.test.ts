import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import type { BaseEnvironment } from '../../src/model/environment/environment.ts';
import { type LoginShellOptions, readLoginShellEnvironment } from '../../src/node/environment/loginShell.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { expectNoLeftovers, processesWith } from '../support/leftovers.ts';
import { requirement } from '../support/requirement.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { waitForLine, waitUntil } from '../support/waitFor.ts';

/** A home folder, with shells that are scripts; every process of a test carries its mark. */
class Bench implements AsyncDisposable {
  readonly folder = temporaryFolder();
  readonly mark = systemRandom.hex(16);
  readonly starter: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    HOME: this.folder.path,
    LOGIN_SHELL_TEST: this.mark,
  };

  /** A shell that is this script of `sh`; its command is `$2`. Answers its path. */
  shell(script: string, name = 'shell'): string {
    const file = this.folder.join(name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return file;
  }

  read(shell: string | undefined, options: Partial<LoginShellOptions> = {}): Promise<BaseEnvironment> {
    return readLoginShellEnvironment({
      starter: { ...this.starter, ...(shell !== undefined && { SHELL: shell }) },
      nodePath: process.execPath,
      clock: systemClock,
      random: systemRandom,
      platform: process.platform,
      ...options,
    });
  }

  get alive(): readonly number[] {
    return processesWith(`LOGIN_SHELL_TEST=${this.mark}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await expectNoLeftovers(`LOGIN_SHELL_TEST=${this.mark}`);
    this.folder[Symbol.dispose]();
  }
}

/** What a starter's environment has beside what it takes to find the shell. */
const editorsOwn = {
  VSCODE_PID: '1',
  ELECTRON_RUN_AS_NODE: '1',
  EXECUTOR_RUN_ID: '0123456789ab',
  NODE_OPTIONS: '--no-such-option',
};

test('takes what a bash profile exports, whatever it prints', async (context) => {
  context.skip(requirement('bash') !== undefined, requirement('bash'));
  await using bench = new Bench();
  const profile = ['echo noise', 'echo noise >&2', 'export FROM_PROFILE="it\'s ä"', 'printf "no newline"'];
  writeFileSync(bench.folder.join('.bash_profile'), profile.join('\n'));
  const { origin, problem, variables } = await bench.read('/bin/bash');
  expect({ origin, problem }).toEqual({ origin: 'login-shell', problem: undefined });
  expect(variables).toMatchObject({
    ...{ HOME: bench.folder.path, LOGIN_SHELL_TEST: bench.mark, SHELL: '/bin/bash' },
    FROM_PROFILE: "it's ä",
  });
  // These tell of the shell that has gone.
  expect(Object.keys(variables)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(?:_|(?:OLD)?PWD|SHLVL)$/)]),
  );
});

test('a profile that titles the window with each command does not mislead', async (context) => {
  context.skip(requirement('bash') !== undefined, requirement('bash'));
  await using bench = new Bench();
  writeFileSync(
    bench.folder.join('.bash_profile'),
    `trap 'printf "%s" "$BASH_COMMAND"' DEBUG\nset -v\nexport LATE=1\ntrap 'echo bye' EXIT\n`,
  );
  expect(await bench.read('/bin/bash')).toMatchObject({ origin: 'login-shell', variables: { LATE: '1' } });
});

test('finds the answer among everything else that a shell prints', async () => {
  await using bench = new Bench();
  const shell = bench.shell(`echo "$2"; head -c 300000 /dev/zero; export ANSWER='{"}'; eval "$2"; echo "$2"; echo '}'`);
  expect(await bench.read(shell)).toMatchObject({ origin: 'login-shell', variables: { ANSWER: '{"}' } });
});

test.each([
  ['csh', '-ic'],
  ['tcsh', '-ic'],
  ['zsh', '-ilc'],
  ['fish', '-ilc'],
])('calls %s with %s and a command', async (name, option) => {
  await using bench = new Bench();
  const shell = bench.shell('export OPTION="$1" COUNT=$#; eval "$2"', name);
  expect(await bench.read(shell)).toMatchObject({ variables: { OPTION: option, COUNT: '2' } });
});

test('neither the shell nor the answer has anything of the editor or of a run', async () => {
  await using bench = new Bench();
  const seen = bench.folder.join('seen');
  const shell = bench.shell(`env >${seen}; export VSCODE_X=1 EXECUTOR_ID=x NODE_OPTIONS=--no-such-option; eval "$2"`);
  Object.assign(bench.starter, editorsOwn, { USER: 'me', LOGNAME: 'me', TERM: 'dumb' });
  const { origin, variables } = await bench.read(shell);
  const kept = {
    ...{ PATH: process.env['PATH'], HOME: bench.folder.path, LOGIN_SHELL_TEST: bench.mark, SHELL: shell },
    ...{ USER: 'me', LOGNAME: 'me', TERM: 'dumb' },
  };
  expect({ origin, variables }).toEqual({ origin: 'login-shell', variables: kept });
  const names = (await readFile(seen, 'utf8')).split('\n').map((line) => line.replace(/=.*/, ''));
  expect(names.filter((name) => /^(?:VSCODE|ELECTRON|EXECUTOR|NODE)_/.test(name))).toEqual([
    'VSCODE_RESOLVING_ENVIRONMENT',
  ]);
});

test('the shell starts in the home folder and in a session of its own, without input', async () => {
  await using bench = new Bench();
  const shell = bench.shell(
    'export AT="$(pwd)" SESSION="$(ps -o sid= -p $$ | tr -d " ")" SELF=$$ INPUT="$(cat)"; eval "$2"',
  );
  const { variables } = await bench.read(shell);
  expect(variables).toMatchObject({ AT: bench.folder.path, INPUT: '' });
  expect(variables['SESSION']).toBe(variables['SELF']);
});

test.each(['/bin/sh', '/bin/bash'])('%s reads a path of Node with every special character', async (shell) => {
  await using bench = new Bench();
  const odd = bench.folder.join('it\'s! "$HOME" `x` \\ \\\\ *');
  mkdirSync(odd);
  symlinkSync(process.execPath, `${odd}/node`);
  expect(await bench.read(shell, { nodePath: `${odd}/node` })).toMatchObject({ origin: 'login-shell' });
});

test('what a profile leaves in the background goes with the shell', async () => {
  await using bench = new Bench();
  const shell = bench.shell('sleep 1000 & sh -c "sleep 1000; true" & eval "$2"');
  expect(await bench.read(shell)).toMatchObject({ origin: 'login-shell' });
  await waitUntil(() => bench.alive.length === 0, 'nothing is left of the shell');
});

test('a daemon that a profile starts may live on, and delays nothing', async () => {
  await using bench = new Bench();
  const clock = new FakeClock();
  const there = bench.folder.join('there');
  const daemon = `setsid sh -c 'echo >${there}; exec sleep 1000'`;
  const shell = bench.shell(`${daemon} & until [ -s ${there} ]; do :; done; eval "$2"`);
  expect(await bench.read(shell, { clock })).toMatchObject({ origin: 'login-shell' });
  await waitUntil(() => bench.alive.length === 1, 'the shell has ended');
  const [pid = 0] = bench.alive;
  clock.advance(10_000);
  await waitUntil(() => clock.pendingTimers === 0, 'no timer is left');
  expect(bench.alive).toEqual([pid]);
  process.kill(pid, 'SIGKILL');
});

test('a shell that never answers is ended after 10 s with all it has started', async () => {
  await using bench = new Bench();
  const clock = new FakeClock();
  const shell = bench.shell(`sleep 1000 & echo noise; echo there >${bench.folder.join('there')}; wait`);
  const reading = bench.read(shell, { clock });
  await waitForLine(bench.folder.join('there'), 'there');
  clock.advance(9_999);
  expect(bench.alive).toHaveLength(2);
  clock.advance(1);
  expect(await reading).toEqual({
    origin: 'starter',
    variables: { ...bench.starter, SHELL: shell },
    problem: `${shell} did not answer within 10 s`,
  });
  await waitUntil(() => bench.alive.length === 0, 'nothing is left of the shell');
});

test('a shell that answers and does not end is ended when its time is up', async () => {
  await using bench = new Bench();
  const clock = new FakeClock();
  expect(await bench.read(bench.shell('eval "$2"; sleep 1000'), { clock })).toMatchObject({ origin: 'login-shell' });
  await waitUntil(() => clock.pendingTimers === 1 && bench.alive.length > 0, 'the shell goes on');
  clock.advance(10_000);
  await waitUntil(() => clock.pendingTimers + bench.alive.length === 0, 'nothing is left of the shell');
});

test.each([
  ['echo noise; exit 1', 'ended with exit code 1 and did not answer'],
  ['exit 0', 'ended with exit code 0 and did not answer'],
  ['kill -TERM $$', 'was ended by SIGTERM and did not answer'],
  // Prints something else between the markers.
  [
    `echo "$2" | sed 's/.*"\\([0-9a-f]*\\)" + .* + "\\([0-9a-f]*\\)".*/\\1{nonsense}\\2/'`,
    'printed something other than its environment',
  ],
])(
  'where the shell does %j, the environment is that of the starter and the problem is said',
  async (script, problem) => {
    await using bench = new Bench();
    Object.assign(bench.starter, editorsOwn);
    const shell = bench.shell(script);
    expect(await bench.read(shell)).toEqual({
      origin: 'starter',
      variables: { PATH: process.env['PATH'], HOME: bench.folder.path, LOGIN_SHELL_TEST: bench.mark, SHELL: shell },
      problem: `${shell} ${problem}`,
    });
  },
);

test('a shell that is not there, or a Node that is not, is a problem that is said', async () => {
  await using bench = new Bench();
  const clock = new FakeClock();
  const missing = bench.folder.join('missing');
  expect(await bench.read(missing, { clock })).toMatchObject({
    origin: 'starter',
    problem: `${missing} could not be started: spawn ${missing} ENOENT`,
  });
  expect(await bench.read('/bin/sh', { clock, nodePath: missing })).toMatchObject({
    origin: 'starter',
    problem: '/bin/sh ended with exit code 127 and did not answer',
  });
  // No file has such a name, which the platform says by an exception.
  const { problem } = await bench.read('/bin/sh', { clock, nodePath: 'a\0b' });
  expect(problem).toMatch(/^\/bin\/sh could not be started: /);
  expect(clock.pendingTimers).toBe(0);
});

test('without SHELL, the shell is the one of the user database; a home that is not there does no harm', async () => {
  await using bench = new Bench();
  bench.starter['HOME'] = bench.folder.join('missing');
  const { origin, variables } = await bench.read(undefined);
  expect({ origin, shell: variables['SHELL'] }).toEqual({ origin: 'login-shell', shell: userInfo().shell });
});

test('Windows has no login shell: the environment is that of the starter, and that is no problem', async () => {
  await using bench = new Bench();
  Object.assign(bench.starter, editorsOwn);
  expect(await bench.read(bench.shell('exit 1'), { platform: 'win32' })).toEqual({
    origin: 'starter',
    variables: {
      ...{ PATH: process.env['PATH'], HOME: bench.folder.path, LOGIN_SHELL_TEST: bench.mark },
      SHELL: bench.folder.join('shell'),
    },
  });
});
