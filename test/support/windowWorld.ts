import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { ExtensionContext } from 'vscode';
import { BackgroundWorld, type HostPrograms } from './backgroundWorld.ts';
import { processesWith } from './leftovers.ts';
import { OpenedWindow } from './openedWindow.ts';
import { SkippingClock } from './skippingClock.ts';
import { enterWindow, TheWindow, WindowMemory, type WindowOptions } from './vscode/theWindow.ts';
import { Uri } from './vscode/uri.ts';
import { waitForText, waitUntil } from './waitFor.ts';

/** What a world of windows begins with. */
export interface WindowWorldOptions {
  /** Files of the workspace, by their paths in it. */
  readonly files?: Readonly<Record<string, string>>;
  /** The tasks of the workspace folder. */
  readonly tasks?: Readonly<Record<string, unknown>>;
  /** The user's settings, beside those by which no output is shown by itself. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly isTrusted?: boolean;
  /** Folders of the workspace below its folder; without them that is the only one. */
  readonly folders?: readonly string[];
  /** Hosts in the background; without them the host is in the window. */
  readonly programs?: HostPrograms;
  /** The file of the command `executor` that the extension brings along. */
  readonly command?: string;
  /** A folder of programs that come before all others on PATH. */
  readonly path?: string;
  /** The test can set the clock of hosts forward. */
  readonly hasClock?: boolean;
}

/** Milliseconds for which failures are gathered into one notice. */
const gatherMs = 5_000;

const noPrograms: Pick<HostPrograms, 'file'> = {
  file: () => Promise.reject(new Error('This world has no hosts in the background.')),
};

/**
 * A workspace in which the real extension runs, in the double of VS Code, with real hosts and real processes. Its end closes
 * the window, as VS Code does, and fails where a process, a timer, an open file, a socket or a registration is left.
 */
export class WindowWorld extends BackgroundWorld implements AsyncDisposable {
  readonly clock = new SkippingClock();
  private readonly memory = new WindowMemory();
  private readonly before = { ...process.env };
  private readonly resources = resourceCounts();
  private opened: { readonly window: OpenedWindow; readonly close: () => Promise<void> } | undefined;

  constructor(private readonly extra: WindowWorldOptions = {}) {
    super(extra.programs ?? noPrograms);
    for (const [file, text] of Object.entries(extra.files ?? {})) this.write(file, text);
    if (extra.tasks) this.define(extra.tasks);
    if (extra.hasClock === true) this.setClock(Date.now());
    for (const [name, value] of Object.entries(this.options().environment)) process.env[name] = value;
    if (extra.path !== undefined) process.env['PATH'] = `${extra.path}:${process.env['PATH'] ?? ''}`;
    // A test that hangs never comes to its own end; nothing of it may stay.
    onTestFinished(() => {
      for (const pid of processesWith(this.assignment)) process.kill(pid, 'SIGKILL');
      process.env = { ...this.before };
      this.clock[Symbol.dispose]();
      this[Symbol.dispose]();
    });
  }

  /** Opens a window with the list of tasks in sight. */
  async openWindow(options: Partial<WindowOptions> = {}): Promise<OpenedWindow> {
    const { folders = [], isTrusted = true, programs, settings = {} } = this.extra;
    const vscode = new TheWindow({
      folders: folders.length === 0 ? [this.workspace] : folders.map((name) => this.path(name)),
      isTrusted,
      settings: { 'executor.revealOutput': 'never', ...(!programs && { 'executor.host': 'window' }), ...settings },
      memory: this.memory,
      ...options,
    });
    enterWindow(vscode);
    const window = new OpenedWindow(vscode);
    const context = await this.context(vscode);
    const extension = await import('../../src/vscode/extension.ts');
    extension.activate(context as unknown as ExtensionContext);
    this.opened = {
      window,
      close: async () => {
        await extension.deactivate();
        for (const item of context.subscriptions.toReversed()) item.dispose();
      },
    };
    window.tree.show();
    return window;
  }

  /** Closes the window; fails where the extension has left something in it. */
  async closeWindow(): Promise<void> {
    const { opened } = this;
    if (!opened) return;
    this.opened = undefined;
    const { window } = opened;
    await opened.close();
    const left = [...window.vscode.registrations.all, ...window.errors.map(String)];
    if (left.length > 0) throw new Error(`The window leaves behind: ${left.join('; ')}.`);
  }

  /** The absolute path of a file of the workspace. */
  path(file: string): string {
    return `${this.workspace}/${file}`;
  }

  read(file: string): string {
    return readFileSync(this.path(file), 'utf8');
  }

  exists(file: string): boolean {
    return existsSync(this.path(file));
  }

  /** The text of the task file. */
  get taskFile(): string {
    return this.read('.vscode/executor.json');
  }

  /** Resolves with the text of the task file when that says this. */
  untilTaskFile(words: string): Promise<string> {
    return waitForText(this.path('.vscode/executor.json'), (text) => text.includes(words));
  }

  /** Lets the time pass for which notices are gathered, as soon as there is one. */
  async gather(): Promise<void> {
    await this.clock.untilPending(gatherMs);
    this.clock.skip(gatherMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.closeWindow();
    await this.end();
    await this.nothingOpen();
  }

  /** Fails if this process has more open than when the world began, or a timer; what is closed goes a moment later. */
  private async nothingOpen(): Promise<void> {
    const more = (): readonly string[] => [
      ...this.clock.pending.map((ms) => `a timer of ${String(ms)} ms`),
      ...Object.entries(resourceCounts()).flatMap(([kind, count]) =>
        count > (this.resources[kind] ?? 0) ? [`${String(count)} ${kind}`] : [],
      ),
    ];
    await waitUntil(
      () => more().length === 0,
      () => `nothing is open any more; there is ${more().join(', ')}`,
    );
  }

  /** What VS Code hands to the extension. */
  private async context(vscode: TheWindow) {
    const extensionPath = this.join('extension');
    mkdirSync(`${extensionPath}/dist`, { recursive: true });
    const parts = { 'host.mjs': await this.extra.programs?.file(), 'executor.mjs': this.extra.command };
    for (const [name, file] of Object.entries(parts)) {
      const place = `${extensionPath}/dist/${name}`;
      if (file !== undefined && !existsSync(place)) symlinkSync(file, place);
    }
    return {
      extension: { id: 'executor-scripts.executor', extensionPath },
      extensionUri: Uri.file(extensionPath),
      globalStorageUri: Uri.file(this.join('global')),
      secrets: vscode.secrets,
      workspaceState: vscode.workspaceState,
      subscriptions: [] as { dispose(): unknown }[],
      environmentVariableCollection: {
        description: '',
        prepend: (_name: string, value: string) => {
          vscode.terminalPath = value;
          vscode.touch();
        },
      },
    };
  }
}

/** How many files, pipes and sockets of each kind this process has open. */
function resourceCounts(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) {
    if (kind === 'Timeout' || kind === 'Immediate') continue;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
