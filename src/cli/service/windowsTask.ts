import type { ServiceSubject } from './serviceSubject.ts';
import { escapeXml } from './xml.ts';

/** A task of Windows' scheduler that starts at the logon and has no time limit, which would be three days. */
export function windowsTask({ cliFile, folder, nodePath }: ServiceSubject): string {
  const words = [cliFile, 'up', '--folder', folder].map(quoteForWindows).join(' ');
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Executor for ${escapeXml(folder)}</Description>
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
      <Command>${escapeXml(nodePath)}</Command>
      <Arguments>${escapeXml(words)}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

/** One argument as C programs of Windows read it; no path holds a quote. */
function quoteForWindows(word: string): string {
  return /^[\w./:\\-]+$/.test(word) && word !== '' ? word : `"${word.replace(/\\+$/, '$&$&')}"`;
}
