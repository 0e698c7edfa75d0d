import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { crontabTasks } from '../../src/model/foreign/crontabTasks.ts';
import {
  type Dialect,
  describeImport,
  dialectFiles,
  dialectText,
  expectedOf,
  importDialect,
} from '../support/dialects.ts';
import { fixture } from '../support/launchBench.ts';
import { privilegeRequirement, requirement } from '../support/requirement.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporaryFolder.ts';
import { waitUntil } from '../support/waitFor.ts';

describe.each<Dialect>(['crontab', 'procfile'])('each %s', (dialect) => {
  const expected = expectedOf(dialect);

  test('is expected', () => {
    expect(Object.keys(expected).toSorted()).toEqual(dialectFiles(dialect));
  });

  test.each(dialectFiles(dialect))('%s becomes what is expected', (name) => {
    expect(describeImport(importDialect(dialect, name))).toEqual(expected[name]);
  });
});

/** What cannot be compared with node-foreman: it ends at a line that it does not understand, and keeps one of two of a name. */
const notForNodeForeman = ['comments', 'dots', 'emptyLines', 'stray', 'twice', 'windowsLines'];

test.each(dialectFiles('procfile').filter((name) => !notForNodeForeman.includes(name)))(
  'the Procfile %s has the ports and the lines that Foreman gives',
  (name) => {
    using folder = temporaryFolder();
    writeFileSync(folder.join('Procfile'), dialectText('procfile', name));
    const program = path.resolve('node_modules/foreman/nf.js');
    const args = [program, 'export', '--type', 'supervisord', '--app', 'app', '--out', folder.path];
    const ended = spawnSync(process.execPath, args, { cwd: folder.path, encoding: 'utf8', env: {} });
    const written = readdirSync(folder.path)
      .filter((file) => file.endsWith('.conf'))
      .map((file) => readFileSync(folder.join(file), 'utf8'))
      .join('\n');
    const theirs = [...written.matchAll(/^\[program:app-(\S+)-1\]\ncommand=(.*)$[^[]*\bPORT="?(\d+)/gm)].map(
      ([, stem, line, port]) => [stem, line, port],
    );
    expect(theirs.length, ended.stderr + written).toBeGreaterThan(0);
    const ours = importDialect('procfile', name).tasks.map(({ commandText, fields, stem }) => [
      stem,
      commandText,
      fields.env?.['PORT'],
    ]);
    expect(ours.toSorted(byFirst)).toEqual(theirs.toSorted(byFirst));
  },
);

function byFirst(
  [one = '']: readonly (string | null | undefined)[],
  [other = '']: readonly (string | null | undefined)[],
): number {
  return (one ?? '') < (other ?? '') ? -1 : 1;
}

/** A crontab with every entry due each minute, run by this probe; with a user column only where a user is named. */
function eachMinute(text: string, probe: string, user = ''): string {
  const hasColumn = /^#.*user/m.test(text);
  const lines = text.split('\n').map((line) => {
    const [, rest] = /^\s*(?:@\w+|\S+(?:\s+\S+){4})\s+(\S.*)$/.exec(line) ?? [];
    if (rest === undefined || /^\s*(?:#|["']?\w+["']?\s*=)/.test(line)) return line;
    const command = hasColumn ? rest.replace(/^\S+\s+/, '') : rest;
    return `* * * * * ${user}${command.replaceAll(/\bprobe\b/g, probe)}`;
  });
  return lines.join('\n');
}

/** A folder with a probe in it. */
function putProbe(folder: TemporaryFolder, ...names: readonly string[]): string {
  mkdirSync(folder.join(...names), { recursive: true });
  const probe = folder.join(...names, 'probe');
  copyFileSync(fixture('probe.sh'), probe);
  chmodSync(probe, 0o755);
  return probe;
}

/** What the probes in a folder have said, each once. */
function saidIn(folder: string): readonly string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.said'));
  return [...new Set(files.map((file) => readFileSync(path.join(folder, file), 'utf8')))].toSorted();
}

/** Runs what Executor makes of a crontab, in the surroundings that cron gives; answers what its probes say. */
function saidByOurs(text: string, folder: TemporaryFolder, name: string): readonly string[] {
  const probe = putProbe(folder, 'ours', name);
  const { homedir, username } = userInfo();
  for (const { fields } of crontabTasks(eachMinute(text, probe)).tasks) {
    const [program = '', ...args] = fields.command ?? [];
    const given = { HOME: homedir, LOGNAME: username, PATH: '/usr/bin:/bin', SHELL: '/bin/sh' };
    spawnSync(program, args, {
      cwd: fields.cwd?.replace('${userHome}', homedir),
      env: { ...given, ...fields.env },
      stdio: 'ignore',
    });
  }
  return saidIn(path.dirname(probe));
}

/** Starts a daemon and waits until the probes have said as much as ours; ends it, and what it has started. */
async function untilSaid(
  command: readonly string[],
  all: readonly { theirs: string; ours: readonly string[] }[],
): Promise<void> {
  const [program = '', ...args] = command;
  const daemon = spawn(program, args, { stdio: 'ignore', detached: true });
  const ended = new Promise((resolve) => daemon.once('close', resolve));
  try {
    await waitUntil(
      () => all.every(({ ours, theirs }) => saidIn(theirs).length >= ours.length),
      'every entry has run',
      180_000,
    );
  } finally {
    if (daemon.pid !== undefined) process.kill(-daemon.pid, 'SIGKILL');
    await ended;
  }
}

// What differs is in docs/dialects.md: reboots, what cronie alone has, and two backslashes.
describe('a daemon that runs the same crontabs each minute', { tags: ['long'], timeout: 240_000 }, () => {
  test('runs, where it is Debian’s, what Executor makes of them', async (context) => {
    const reason = privilegeRequirement() ?? requirement('cron');
    context.skip(reason !== undefined, reason);
    using folder = temporaryFolder();
    const names = dialectFiles('crontab').filter((name) => !['cronie', 'reboot', 'escapedPercent'].includes(name));
    mkdirSync(folder.join('cron.d'));
    const all = names.map((name) => {
      const text = dialectText('crontab', name);
      const probe = putProbe(folder, 'theirs', name);
      writeFileSync(folder.join('cron.d', name), `${eachMinute(text, probe, 'root ')}\n`, { mode: 0o644 });
      return { name, theirs: path.dirname(probe), ours: saidByOurs(text, folder, name) };
    });
    // Its own crontabs instead of those of the machine, which stay as they are.
    const places = [
      'mount -t tmpfs tmpfs /run',
      'mount -t tmpfs tmpfs /var/spool',
      'mkdir -p /var/spool/cron/crontabs',
      '{ [ ! -e /etc/crontab ] || mount --bind /dev/null /etc/crontab; }',
      `mount --bind ${folder.join('cron.d')} /etc/cron.d`,
      'exec cron -f',
    ];
    const inside = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
    await untilSaid([...inside, 'sh', '-c', places.join(' && ')], all);
    for (const { name, ours, theirs } of all) expect([name, saidIn(theirs)]).toEqual([name, ours]);
  });
});
