import { hostWords, type ServiceSubject } from './serviceSubject.ts';

/**
 * A systemd user unit. `KillMode=process` leaves the runs alone when the host ends, as it does itself; without
 * `OOMPolicy=continue` one run that takes too much memory would take the host and all others with it. A host that finds
 * the folder owned by another one ends with an error, and is tried again until that one has gone.
 */
export function systemdUnit(subject: ServiceSubject): string {
  return `[Unit]
Description=Executor for ${describeFolder(subject.folder)}
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${commandLine(hostWords(subject))}
KillMode=process
OOMPolicy=continue
Restart=on-failure
RestartSec=10

[Install]
WantedBy=default.target
`;
}

/** A folder as text that nobody reads as a path. A backslash at its end would take the next line along. */
function describeFolder(folder: string): string {
  return folder
    .replaceAll('%', '%%')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '\uFFFD')
    .replace(/\\$/, '\\/');
}

/**
 * A command line, whatever its words hold: see "Command lines" in systemd.service(5). No variable is looked for in the
 * program, and no quote, backslash or control character is taken there; a shell takes the place of such a program with it.
 */
function commandLine([program, ...args]: readonly [string, ...string[]]): string {
  return /["'\\]|\p{Cc}/u.test(program)
    ? commandLine(['/bin/sh', '-c', 'exec "$@"', 'sh', program, ...args])
    : [quote(program), ...args.map((word) => quote(word).replaceAll('$', '$$$$'))].join(' ');
}

/** One word in double quotes: specifiers, and escapes as in C. */
function quote(word: string): string {
  const escaped = word
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('%', '%%')
    .replaceAll(/\p{Cc}/gu, escapeControl);
  return `"${escaped}"`;
}

function escapeControl(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
