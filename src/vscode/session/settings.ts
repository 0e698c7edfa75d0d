import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { defaultHostSettings } from '../../model/host/hostSettings.ts';
import { systemTimeZone, zoneKind } from '../../model/time/timeZone.ts';

/** When the output of a task that a person starts is shown: at once, when that run fails, or never. */
export const revealChoices = ['onStart', 'onFailure', 'never'] as const;

/** When the output of a task that a person starts is shown. */
export type RevealOutput = (typeof revealChoices)[number];

/** What people are told although nobody asked. */
export const notificationChoices = ['failures', 'all', 'none'] as const;

/** What people are told although nobody asked. */
export type Notifications = (typeof notificationChoices)[number];

/** Where the tasks of a folder are managed: in a process of their own, or in the window. */
export const hostPlaces = ['background', 'window'] as const;

/** Where the tasks of a folder are managed. */
export type HostPlaceChoice = (typeof hostPlaces)[number];

/** The settings that a folder's host wants to know, as they are written; what does not fit is passed over. */
export interface FolderSettings {
  /** Not checked yet: people write it. */
  readonly interpreters: unknown;
  readonly folder: string;
  readonly timeZone?: string;
  readonly maxConcurrentRuns: number;
  readonly nodePath?: string;
  readonly historyLimit?: number;
  /** What does not fit, in sentences. */
  readonly problems: readonly string[];
}

/** The settings of the extension, read where they are needed: each takes effect without a reload. */
export class Settings implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<vscode.ConfigurationChangeEvent>());

  /** Fires when any setting of ours has changed. */
  readonly onDidChange = this.changed.event;

  constructor() {
    this.store.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('executor')) this.changed.fire(change);
      }),
    );
  }

  /** `executor.revealOutput` */
  get revealOutput(): RevealOutput {
    return oneOf(revealChoices, read('revealOutput'));
  }

  /** `executor.notifications` */
  get notifications(): Notifications {
    return oneOf(notificationChoices, read('notifications'));
  }

  /** `executor.statusBar` */
  get statusBar(): boolean {
    return read('statusBar') !== false;
  }

  /** `executor.host` */
  hostPlace(folder: vscode.WorkspaceFolder): HostPlaceChoice {
    return oneOf(hostPlaces, read('host', folder.uri));
  }

  /** What holds for one folder. */
  of(folder: vscode.WorkspaceFolder): FolderSettings {
    const problems: string[] = [];
    const place = text(read('folder', folder.uri));
    const zone = text(read('timezone', folder.uri));
    const nodePath = text(read('nodePath'));
    const rows = read('historyLimit', folder.uri);
    const limit = read('maxConcurrentRuns', folder.uri);
    const hasZone = zone !== undefined && zoneKind(zone) !== 'unknown';
    if (zone !== undefined && !hasZone) {
      problems.push(
        l10n.t(
          'The setting executor.timezone is not a time zone: "{0}". Executor uses {1} instead; write an IANA name such as Europe/Berlin.',
          zone,
          systemTimeZone(),
        ),
      );
    }
    return {
      interpreters: read('interpreters', folder.uri) ?? {},
      folder: place ?? defaultHostSettings.folder,
      ...(hasZone && { timeZone: zone }),
      maxConcurrentRuns: typeof limit === 'number' && limit > 0 ? Math.floor(limit) : 0,
      ...(nodePath !== undefined && { nodePath }),
      ...(typeof rows === 'number' && rows >= 1 && { historyLimit: Math.floor(rows) }),
      problems,
    };
  }

  dispose(): void {
    this.store.dispose();
  }
}

function read(name: string, scope?: vscode.Uri): unknown {
  return vscode.workspace.getConfiguration('executor', scope).get(name);
}

/** A text that says something. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** One of the choices; what a person has misspelt counts as the first, the default. */
function oneOf<const T extends readonly [string, ...string[]]>(choices: T, value: unknown): T[number] {
  return choices.find((choice) => choice === value) ?? choices[0];
}
