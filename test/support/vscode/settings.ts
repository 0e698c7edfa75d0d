import { manifest } from '../manifest.ts';
import type { Registrations } from './events.ts';
import type { Uri } from './uri.ts';

type Values = Readonly<Record<string, unknown>>;

/** Where a setting can be read: everywhere, or as it holds for a file or folder. */
type Scope = Uri | undefined;

/** What an extension learns of a change of settings. */
interface SettingsChange {
  affectsConfiguration(section: string, scope?: unknown): boolean;
}

/** The settings of a window: the user's, and those of the workspace or of a folder of it, which count more. */
export class WindowSettings {
  private user: Values = {};
  private readonly ofFolders = new Map<string, Values>();
  private readonly changed;
  readonly onDidChange;

  constructor(
    registrations: Registrations,
    private readonly isTrusted: () => boolean,
    private readonly folderOf: (uri: Uri) => string | undefined,
  ) {
    this.changed = registrations.emitter<SettingsChange>('onDidChangeConfiguration');
    this.onDidChange = this.changed.event;
  }

  /** Puts the user's settings in the place of those that were there. */
  setUser(values: Values): void {
    const before = this.user;
    this.user = values;
    this.tell(changedKeys(before, values), undefined);
  }

  /** Changes some of the user's settings; undefined takes one away. */
  change(values: Values): void {
    const all = Object.entries({ ...this.user, ...values });
    this.setUser(Object.fromEntries(all.filter(([, value]) => value !== undefined)));
  }

  /** Puts settings of a folder in the place of those that were there. */
  setFolder(folder: Uri, values: Values): void {
    const key = folder.toString();
    const before = this.ofFolders.get(key) ?? {};
    this.ofFolders.set(key, values);
    this.tell(changedKeys(before, values), key);
  }

  /** As VS Code's own: what holds for a section, read when it is asked for. */
  of(section: string, scope?: Scope): { get(name: string): unknown; update(name: string, value: unknown): unknown } {
    return {
      get: (name) => this.read(`${section}.${name}`, scope),
      // For the user; nothing of ours writes elsewhere.
      update: (name, value) => {
        this.setUser({ ...this.user, [`${section}.${name}`]: value });
        return Promise.resolve();
      },
    };
  }

  private read(key: string, scope: Scope): unknown {
    const folder = scope && this.folderOf(scope);
    const ofFolder = folder === undefined ? undefined : this.ofFolders.get(folder);
    // A folder that is not trusted has no say about what runs.
    const isHeard = this.isTrusted() || !restricted.includes(key);
    const defaults: Readonly<Record<string, { readonly default: unknown } | undefined>> =
      manifest.contributes.configuration.properties;
    return (isHeard ? ofFolder?.[key] : undefined) ?? this.user[key] ?? defaults[key]?.default;
  }

  private tell(keys: readonly string[], folder: string | undefined): void {
    if (keys.length === 0) return;
    this.changed.fire({
      affectsConfiguration: (section, scope) => {
        const of = scope === undefined || folder === undefined ? folder : addressOf(scope);
        return of === folder && keys.some((key) => key === section || key.startsWith(`${section}.`));
      },
    });
  }
}

const restricted: readonly string[] = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;

function changedKeys(before: Values, after: Values): readonly string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}

/** The address of a file, or of a folder of the workspace. */
function addressOf(scope: unknown): string {
  return typeof scope === 'object' && scope !== null && 'uri' in scope ? String(scope.uri) : String(scope);
}
