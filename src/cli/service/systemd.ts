import { unitCommandLine, unitText } from '../systemdText.ts';
import { hostWords, type ServiceSubject } from './serviceSubject.ts';

/**
 * A systemd user unit. `KillMode=process` leaves the runs alone when the host ends, as it does itself; without
 * `OOMPolicy=continue` one run that takes too much memory would take the host and all others with it. A host that finds
 * the folder owned by another one ends with an error, and is tried again until that one has gone.
 */
export function systemdUnit(subject: ServiceSubject): string {
  return `[Unit]
Description=Executor for ${unitText(subject.folder)}
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${unitCommandLine(hostWords(subject))}
KillMode=process
OOMPolicy=continue
Restart=on-failure
RestartSec=10

[Install]
WantedBy=default.target
`;
}
