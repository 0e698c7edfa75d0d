import * as l10n from '@vscode/l10n';
import { askText } from '../messages.ts';

/** Asks for the value of a secret, which nobody sees while it is typed. */
export async function askSecretValue(name: string): Promise<string | undefined> {
  const value = await askText({
    title: l10n.t('Set Secret {0}', name),
    prompt: l10n.t('Tasks that list it get it as an environment variable. VS Code stores it, not the task file.'),
    password: true,
    ignoreFocusOut: true,
    validateInput: (typed) =>
      typed === '' ? l10n.t('A secret cannot be empty. To delete it, use Executor: Delete Secret….') : undefined,
  });
  return value === '' ? undefined : value;
}
