import { hostWords, type ServiceSubject } from './serviceSubject.ts';
import { escapeXml } from './xml.ts';

/** A task of Windows' scheduler that starts at the logon and has no time limit, which would be three days. */
export function windowsTask(subject: ServiceSubject): string {
  const [program, ...words] = hostWords(subject);
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Executor for ${escapeXml(subject.folder)}</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
    </LogonTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Hidden>true</Hidden>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>999</Count>
    </RestartOnFailure>
  </Settings>
  <Actions>
    <Exec>
      <Command>${escapeXml(program)}</Command>
      <Arguments>${escapeXml(words.map(quoteForWindows).join(' '))}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

/** One argument as C programs of Windows read it; no path holds a quote. */
function quoteForWindows(word: string): string {
  return /^[\w./:\\-]+$/.test(word) && word !== '' ? word : `"${word.replace(/\\+$/, '$&$&')}"`;
}
