import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { folderName, type FolderSession } from '../session/folderSession.ts';
import { askSecretValue } from '../ask/askSecretValue.ts';
import { showInformation } from '../messages.ts';
import type { Secrets } from '../session/secrets.ts';
import type { Sessions } from '../session/sessions.ts';

/** A secret that can be asked for. */
interface SecretItem extends vscode.QuickPickItem {
  readonly session: FolderSession;
  readonly name: string;
  readonly isSet: boolean;
}

/** Asks which secret is meant, among those that tasks name, then for its value. */
export async function setSecret(sessions: Sessions, secrets: Secrets): Promise<void> {
  await sessions.untilKnown();
  const items = await namedSecrets(sessions, secrets);
  const item = await choose(
    items,
    l10n.t('Set Secret'),
    l10n.t('No task names a secret. Write "secrets": ["NAME"] into a task first.'),
  );
  if (!item) return;
  const value = await askSecretValue(item.name);
  if (value === undefined) return;
  await secrets.set(item.session.folder.uri, item.name, value);
  void showInformation(l10n.t('The secret {0} was set.', item.name));
}

/** Asks which of the secrets that are set is to be deleted, and deletes it. */
export async function deleteSecret(sessions: Sessions, secrets: Secrets): Promise<void> {
  const items = await storedSecrets(sessions, secrets);
  const item = await choose(items, l10n.t('Delete Secret'), l10n.t('No secret is set.'));
  if (!item) return;
  await secrets.delete(item.session.folder.uri, item.name);
  void showInformation(l10n.t('The secret {0} was deleted.', item.name));
}

async function choose(items: readonly SecretItem[], title: string, none: string): Promise<SecretItem | undefined> {
  if (items.length > 0)
    return vscode.window.showQuickPick(items, {
      title,
      placeHolder: l10n.t('Which secret?'),
      matchOnDescription: true,
    });
  void showInformation(none);
  return undefined;
}

/** Every secret that a task names; those without a value come first. */
async function namedSecrets({ all }: Sessions, secrets: Secrets): Promise<readonly SecretItem[]> {
  const items = await Promise.all(
    all.map(async (session) => {
      const names = new Set(session.tasks.flatMap((task) => task.secrets));
      const values = await secrets.values(session.folder.uri, [...names]);
      return [...names].map((name) => toItem(session, name, Object.hasOwn(values, name), all.length > 1));
    }),
  );
  return items.flat().toSorted((one, other) => Number(one.isSet) - Number(other.isSet));
}

/** Every secret that is set, of whatever name: one that no task names any longer can be deleted as well. */
async function storedSecrets({ all }: Sessions, secrets: Secrets): Promise<readonly SecretItem[]> {
  const items = await Promise.all(
    all.map(async (session) => {
      const names = await secrets.names(session.folder.uri);
      return names.map((name) => toItem(session, name, true, all.length > 1));
    }),
  );
  return items.flat();
}

function toItem(session: FolderSession, name: string, isSet: boolean, hasFolders: boolean): SecretItem {
  const users = session.tasks.filter((task) => task.secrets.includes(name)).map((task) => task.name);
  const use =
    users.length === 0
      ? l10n.t('not used by any task')
      : l10n.t({ message: 'for {0}', args: [users.join(', ')], comment: 'names of tasks' });
  return {
    label: name,
    description: `${isSet ? l10n.t('set') : l10n.t('not set')} · ${use}`,
    ...(hasFolders && { detail: folderName(session.folder) }),
    session,
    name,
    isSet,
  };
}
