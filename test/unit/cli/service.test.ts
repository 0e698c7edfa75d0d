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
  expect(plans.map(({ file, install }) => [file, install.at(-1)?.argv.join(' ')])).toEqual([
    [`/home/me/.config/systemd/user/${name}.service`, `systemctl --user enable --now ${name}.service`],
    [
      `/home/me/Library/LaunchAgents/${name}.plist`,
      `launchctl bootstrap gui/501 /home/me/Library/LaunchAgents/${name}.plist`,
    ],
    [expect.stringContaining(`${name}.xml`), `schtasks /Run /TN ${name}`],
  ]);
});
