import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { HostSettings } from '../../model/host/hostSettings.ts';
import { kindOfExtension } from '../../model/interpreter/kind.ts';
import { type InterpreterChoice, parseInterpreterSetting } from '../../model/interpreter/preferences.ts';
import type { ExecutorClient } from '../../protocol/executorClient.ts';
import type { LanguageChoices } from './languageChoices.ts';
import { showWarning } from '../messages.ts';
import type { Secrets } from './secrets.ts';
import type { Settings } from './settings.ts';

/** What a window knows that the hosts of its folders want to know. */
export interface WindowFacts {
  readonly settings: Settings;
  readonly choices: LanguageChoices;
  readonly secrets: Secrets;
}

/**
 * Tells a folder's host what this window knows, at first and whenever it changes: settings, the language extensions'
 * choices for the kinds of scripts that tasks run, and the secrets that tasks name.
 */
export class HostFeed implements Disposable {
  private readonly store = new DisposableStore();
  private choices: Readonly<Record<string, InterpreterChoice>> = {};
  private askedKinds: readonly string[] = [];
  private toldSettings = '';
  private toldNames: readonly string[] = [];
  private toldProblems = '';
  /** Secrets are read one after another, so that an older set never comes after a newer one. */
  private telling: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly client: ExecutorClient,
    private readonly folder: vscode.WorkspaceFolder,
    private readonly facts: WindowFacts,
  ) {
    const { choices, secrets, settings } = facts;
    this.store.add(
      settings.onDidChange(() => {
        this.tellSettings();
      }),
    );
    this.store.add(choices.onDidChange(() => void this.askForChoices()));
    this.store.add(
      secrets.onDidChange(() => {
        this.tellSecrets();
      }),
    );
    this.store.add(
      client.onDidChange(() => {
        if (!isSame(this.secretNames(), this.toldNames)) this.tellSecrets();
        if (!isSame(this.kinds(), this.askedKinds)) void this.askForChoices();
      }),
    );
    this.tellSettings();
    void this.askForChoices();
    if (this.secretNames().length > 0) this.tellSecrets();
  }

  dispose(): void {
    this.store.dispose();
  }

  private tellSettings(): void {
    const { interpreters, problems, ...settings } = this.facts.settings.of(this.folder);
    const { preferences, problems: interpreterProblems } = parseInterpreterSetting(interpreters);
    this.warn([...problems, ...interpreterProblems]);
    const told: HostSettings = { ...settings, interpreters: preferences, choices: this.choices };
    const text = JSON.stringify(told);
    if (text === this.toldSettings) return;
    this.toldSettings = text;
    void this.client.ask('executor/settings', told);
  }

  private async askForChoices(): Promise<void> {
    const asked = this.kinds();
    this.askedKinds = asked;
    const choices = await this.facts.choices.of(this.folder, asked);
    // Who was asked later may answer sooner.
    if (this.askedKinds !== asked) return;
    this.choices = choices;
    this.tellSettings();
  }

  private tellSecrets(): void {
    const names = this.secretNames();
    this.toldNames = names;
    this.telling = this.telling.then(async () => {
      try {
        await this.client.ask('executor/secrets', { values: await this.facts.secrets.values(this.folder.uri, names) });
      } catch (error) {
        // A desktop without a keyring, or a locked one.
        void showWarning(l10n.t('VS Code did not provide the secrets: {0}', String(error)));
      }
    });
  }

  /** The names that tasks of this folder ask for; no others leave VS Code's safe. */
  private secretNames(): readonly string[] {
    return unique(this.client.executor.tasks.flatMap((task) => task.secrets));
  }

  /** The kinds of scripts that tasks of this folder run. */
  private kinds(): readonly string[] {
    return unique(
      this.client.executor.tasks.flatMap(({ script }) => {
        const kind = script === undefined ? undefined : kindOfExtension(script);
        return kind === undefined ? [] : [kind];
      }),
    );
  }

  /** Says once what is wrong with the settings, and again when something else is. */
  private warn(problems: readonly string[]): void {
    const text = problems.join(' ');
    const isNews = text !== this.toldProblems && text !== '';
    this.toldProblems = text;
    if (isNews) void warnOfSettings(text);
  }
}

async function warnOfSettings(text: string): Promise<void> {
  const open = l10n.t('Open Settings');
  const chosen = await showWarning(text, open);
  if (chosen !== open) return;
  // The user's own tab lacks settings that belong to a machine.
  await vscode.commands.executeCommand('workbench.action.openWorkspaceSettings', {
    query: '@ext:executor-scripts.executor',
  });
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)].toSorted();
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.join('\n') === other.join('\n');
}
