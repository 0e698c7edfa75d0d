import { createHash } from 'node:crypto';
import path from 'node:path';
import { err, ok, type Result } from '../../base/result.ts';
import type { CliFailure } from '../cliFailure.ts';
import { launchdPlist } from './launchd.ts';
import { hostWords, type ServiceSubject } from './serviceSubject.ts';
import { systemdUnit } from './systemd.ts';
import { windowsTask } from './windowsTask.ts';
import { isXml } from './xml.ts';

/** Where services of this user are kept. */
export interface ServicePlace {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The user's number, where users have one. */
  readonly uid: number | undefined;
}

/** A command line that is to be run, and whether everything after it depends on it. */
export interface ServiceStep {
  readonly argv: readonly [string, ...string[]];
  readonly mayFail?: true;
}

/** How the service of a folder is installed, taken away and asked for on some platform. */
export interface ServicePlan {
  /** The name by which the platform knows it. */
  readonly name: string;
  /** Absolute path of its definition. */
  readonly file: string;
  readonly content: string;
  readonly encoding: 'utf8' | 'utf16le';
  /** The last step starts it. */
  readonly install: readonly ServiceStep[];
  readonly uninstall: readonly ServiceStep[];
  readonly status: ServiceStep;
  /** What there is to know after the installation, a sentence each. */
  readonly hints: readonly string[];
}

/** The plan for a platform; fails where that cannot be told of the folder, or of the command. */
export function servicePlan(subject: ServiceSubject, place: ServicePlace): Result<ServicePlan, CliFailure> {
  if (place.platform !== 'darwin' && place.platform !== 'win32') return ok(systemdPlan(subject, place));
  const unwritable = hostWords(subject).find((word) => !isXml(word));
  if (unwritable !== undefined) {
    const manager = place.platform === 'darwin' ? 'launchd' : 'The Windows Task Scheduler';
    const message = `${manager} cannot use ${JSON.stringify(unwritable)}: it contains a control character. Rename it.`;
    return err({ reason: 'no-services', message });
  }
  return ok(place.platform === 'darwin' ? launchdPlan(subject, place) : windowsPlan(subject, place));
}

function systemdPlan(subject: ServiceSubject, { environment, home }: ServicePlace): ServicePlan {
  const name = `${serviceName(subject.folder)}.service`;
  const config = environment['XDG_CONFIG_HOME'];
  const base = config !== undefined && path.isAbsolute(config) ? config : path.join(home, '.config');
  const systemctl = (...words: readonly string[]): readonly [string, ...string[]] => ['systemctl', '--user', ...words];
  return {
    name,
    file: path.join(base, 'systemd', 'user', name),
    content: systemdUnit(subject),
    encoding: 'utf8',
    install: [{ argv: systemctl('daemon-reload') }, { argv: systemctl('enable', '--now', name) }],
    uninstall: [
      { argv: systemctl('disable', '--now', name), mayFail: true },
      { argv: systemctl('daemon-reload'), mayFail: true },
    ],
    status: { argv: systemctl('status', '--no-pager', name), mayFail: true },
    hints: [
      'It starts when you log in. To start it with the machine, and to keep it running after you log out: loginctl enable-linger',
      `To see what it does: journalctl --user -u ${name}, or executor log.`,
    ],
  };
}

function launchdPlan(subject: ServiceSubject, { home, uid = 0 }: ServicePlace): ServicePlan {
  const name = serviceName(subject.folder);
  const file = path.posix.join(home, 'Library', 'LaunchAgents', `${name}.plist`);
  const domain = `gui/${String(uid)}`;
  return {
    name,
    file,
    content: launchdPlist(name, subject),
    encoding: 'utf8',
    install: [
      { argv: ['launchctl', 'bootout', `${domain}/${name}`], mayFail: true },
      { argv: ['launchctl', 'bootstrap', domain, file] },
    ],
    uninstall: [{ argv: ['launchctl', 'bootout', `${domain}/${name}`], mayFail: true }],
    status: { argv: ['launchctl', 'print', `${domain}/${name}`], mayFail: true },
    hints: ['It starts when you log in and ends when you log out; running tasks end with your session.'],
  };
}

function windowsPlan(subject: ServiceSubject, { environment, home }: ServicePlace): ServicePlan {
  const name = serviceName(subject.folder);
  const local = environment['LOCALAPPDATA'] ?? path.win32.join(home, 'AppData', 'Local');
  const file = path.win32.join(local, 'executor', 'services', `${name}.xml`);
  return {
    name,
    file,
    content: windowsTask(subject),
    encoding: 'utf16le',
    install: [
      { argv: ['schtasks', '/Create', '/TN', name, '/XML', file, '/F'] },
      { argv: ['schtasks', '/Run', '/TN', name] },
    ],
    uninstall: [
      { argv: ['schtasks', '/End', '/TN', name], mayFail: true },
      { argv: ['schtasks', '/Delete', '/TN', name, '/F'], mayFail: true },
    ],
    status: { argv: ['schtasks', '/Query', '/TN', name, '/V', '/FO', 'LIST'], mayFail: true },
    hints: ['It starts when you log on and ends when you log off.'],
  };
}

/** A name that tells people which folder it is for, and no two folders share. */
export function serviceName(folder: string): string {
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 8);
  const base = folder.split(/[/\\]/).findLast((part) => part !== '') ?? 'folder';
  const slug = base.replaceAll(/[^A-Za-z\d_-]+/g, '-').slice(0, 40);
  return `executor-${slug}-${hash}`;
}
