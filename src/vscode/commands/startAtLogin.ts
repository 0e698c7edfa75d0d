import * as l10n from '@vscode/l10n';
import { type FolderSession, folderName } from '../session/folderSession.ts';
import { askModally, showError, showInformation } from '../messages.ts';
import type { CommandEnd, TerminalCommand } from '../terminal/terminalCommand.ts';

/** What `executor service … --json` answers, as far as it is needed here. */
interface ServiceAnswer {
  readonly name: string;
  readonly installed: boolean;
  readonly hints?: readonly string[];
}

/**
 * Has the machine start the folder's host whenever the user logs in, or takes that back; either is asked for first. What
 * runs goes on meanwhile.
 */
export async function startAtLogin({ folder }: FolderSession, command: TerminalCommand): Promise<void> {
  const name = folderName(folder);
  const call = (action: string): Promise<CommandEnd> =>
    command.run('service', action, '--folder', folder.uri.fsPath, '--json');
  const status = serviceAnswer(await call('status'));
  if (!status) return;
  if (status.installed) {
    const remove = l10n.t('Stop Starting at Login');
    const text = l10n.t('The host of {0} starts when you log in, as {1}.', name, status.name);
    if ((await showInformation(text, remove)) !== remove) return;
    if (serviceAnswer(await call('uninstall')))
      void showInformation(l10n.t('The host of {0} no longer starts when you log in.', name));
    return;
  }
  const install = l10n.t('Start at Login');
  const detail = l10n.t(
    'From now on, a system service manages this folder. After the machine restarts, it starts what was running and resumes schedules. Running tasks are not affected.',
  );
  const title = l10n.t('Start the host of {0} when you log in?', name);
  if ((await askModally('information', { text: title, detail }, install)) !== install) return;
  const installed = serviceAnswer(await call('install'));
  if (installed)
    void showInformation(
      [l10n.t('The host of {0} is now a service.', name), ...(installed.hints ?? []).slice(0, 1)].join(' '),
    );
}

/** What the command answered; a failure is told. */
function serviceAnswer({ stderr, stdout }: CommandEnd): ServiceAnswer | undefined {
  const answer = parse(stdout);
  if (answer) return answer;
  void showError(stderr.trim());
  return undefined;
}

function parse(text: string): ServiceAnswer | undefined {
  try {
    const answer = JSON.parse(text) as ServiceAnswer | { readonly error: unknown };
    return 'error' in answer ? undefined : answer;
  } catch {
    return undefined;
  }
}
