import { hostWords, type ServiceSubject } from './serviceSubject.ts';

/**
 * A systemd user unit. `KillMode=process` leaves the runs alone when the host ends, as it does itself; without
 * `OOMPolicy=continue` one run that takes too much memory would take the host and all others with it. A host that finds
 * the folder owned by another one ends with an error, and is tried again until that one has gone.
 */
export function systemdUnit(subject: ServiceSubject): string {
  const command = hostWords(subject).map(quoteForSystemd).join(' ');
  return `[Unit]
Description=Executor for ${subject.folder.replaceAll('%', '%%').replaceAll(/\p{Cc}/gu, '\uFFFD')}
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${command}
KillMode=process
OOMPolicy=continue
Restart=on-failure
RestartSec=10

[Install]
WantedBy=default.target
`;
}

/** One word of a command line, whatever it holds: see "Command lines" in systemd.service(5). */
function quoteForSystemd(word: string): string {
  const escaped = word
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('%', '%%')
    .replaceAll('$', '$$$$');
  return `"${escaped}"`;
}
