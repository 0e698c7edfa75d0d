import { expect, test } from 'vitest';
import { launchdPlist } from '../../../src/cli/service/launchd.ts';
import { serviceName, servicePlan } from '../../../src/cli/service/servicePlan.ts';
import { systemdUnit } from '../../../src/cli/service/systemd.ts';
import { windowsTask } from '../../../src/cli/service/windowsTask.ts';

const subject = { command: ['/usr/bin/node', '/opt/executor.mjs'] as const, folder: '/home/me/my "50%" $project' };

test('a systemd unit leaves runs alone, and takes paths as they are', () => {
  expect(systemdUnit(subject)).toBe(`[Unit]
Description=Executor for /home/me/my "50%%" $project
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart="/usr/bin/node" "/opt/executor.mjs" "up" "--folder" "/home/me/my \\"50%%\\" $$project"
KillMode=process
OOMPolicy=continue
Restart=on-failure
RestartSec=10

[Install]
WantedBy=default.target
`);
});

test.each([
  ['a line break of a Mac', '/a\rb', '"/a\\u000db"'],
  ['a line break', '/a\nb', '"/a\\u000ab"'],
  ['a tabulator and an escape', '/a\tb\u001B', '"/a\\u0009b\\u001b"'],
  ['a backslash at the end', '/a\\', '"/a\\\\"'],
  ['a dollar', '/$a', '"/$$a"'],
  ['a per cent', '/%n', '"/%%n"'],
  ['a blank at the end', '/a ', '"/a "'],
])('a systemd unit names a folder with %s', (_, folder, word) => {
  const unit = systemdUnit({ ...subject, folder });
  expect(unit).toContain(`\nExecStart="/usr/bin/node" "/opt/executor.mjs" "up" "--folder" ${word}\nKillMode=process\n`);
  expect(unit.split('\n').filter((line) => !/^(\[\w+\]|[A-Z]\w+=.*[^\\\r]|)$/.test(line))).toEqual([]);
});

test('a systemd unit names its program as systemd takes programs: no variables, and a shell for what it refuses', () => {
  const start = (program: string): string =>
    /^ExecStart=(.*) "up"/m.exec(systemdUnit({ command: [program], folder: '/a' }))?.[1] ?? '';
  expect(start('/$a/100%/b c')).toBe('"/$a/100%%/b c"');
  expect(start("/it's")).toBe('"/bin/sh" "-c" "exec \\"$$@\\"" "sh" "/it\'s"');
  expect(start('/$a\r')).toBe('"/bin/sh" "-c" "exec \\"$$@\\"" "sh" "/$$a\\u000d"');
});

test('what is told in XML refuses a folder, or a program, with a control character', () => {
  const place = { home: '/home/me', environment: {}, uid: 501 };
  const plan = (folder: string, platform: NodeJS.Platform): unknown =>
    servicePlan({ ...subject, folder }, { ...place, platform });
  expect(plan('/a\rb', 'darwin')).toEqual({
    ok: false,
    error: {
      reason: 'no-services',
      message: 'launchd cannot use "/a\\rb": it contains a control character. Rename it.',
    },
  });
  expect(plan('/a\u001B', 'win32')).toMatchObject({ ok: false });
  expect(plan('/a\rb', 'linux')).toMatchObject({ ok: true });
  expect(plan('/ü', 'darwin')).toMatchObject({ ok: true });
});

test('a launchd agent leaves runs alone, and escapes what XML means otherwise', () => {
  const plist = launchdPlist('executor-a-1', { ...subject, folder: '/a & b' });
  expect(plist).toContain(`  <key>ProgramArguments</key>
  <array>
    <string>/usr/bin/node</string>
    <string>/opt/executor.mjs</string>
    <string>up</string>
    <string>--folder</string>
    <string>/a &amp; b</string>
  </array>`);
  expect(plist).toContain('<key>AbandonProcessGroup</key>\n  <true/>');
});

test('a task of Windows has no time limit, and quotes what has spaces', () => {
  const xml = windowsTask({ command: ['C:\\node.exe', 'C:\\a b\\executor.mjs'], folder: 'C:\\x\\' });
  expect(xml).toContain('<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>');
  expect(xml).toContain('<Arguments>&quot;C:\\a b\\executor.mjs&quot; up --folder C:\\x\\</Arguments>');
});

test('services of two folders with the same name have different names', () => {
  expect(serviceName('/a/my project')).toMatch(/^executor-my-project-[0-9a-f]{8}$/);
  expect(serviceName('/a/x')).not.toBe(serviceName('/b/x'));
});

test('each platform has its own place and its own program', () => {
  const place = { home: '/home/me', environment: {}, uid: 501 };
  const name = serviceName(subject.folder);
  const plans = (['linux', 'darwin', 'win32'] as const).map((platform) => servicePlan(subject, { ...place, platform }));
  expect(
    plans
      .flatMap((plan) => (plan.ok ? [plan.value] : []))
      .map(({ file, install }) => [file, install.at(-1)?.argv.join(' ')]),
  ).toEqual([
    [`/home/me/.config/systemd/user/${name}.service`, `systemctl --user enable --now ${name}.service`],
    [
      `/home/me/Library/LaunchAgents/${name}.plist`,
      `launchctl bootstrap gui/501 /home/me/Library/LaunchAgents/${name}.plist`,
    ],
    [expect.stringContaining(`${name}.xml`), `schtasks /Run /TN ${name}`],
  ]);
});
