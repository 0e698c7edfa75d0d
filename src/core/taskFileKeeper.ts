import type { Disposable } from '../base/disposable.ts';
import { DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { Result } from '../base/result.ts';
import { failureClause, type ExecutorFailure } from '../model/failure.ts';
import { type TaskFile, taskKey } from '../model/task.ts';
import { parseTaskFile } from '../model/taskFile.ts';
import type { Diagnostic } from '../model/taskFileDiagnostic.ts';
import { type TaskFileView, toFileView } from '../model/taskView.ts';
import { systemTimeZone, zoneKind } from '../model/timeZone.ts';
import type { TaskFileStorage } from './ports.ts';

/** Definitions that are to be put in force. */
export interface ReadDefinitions {
  readonly file: TaskFile;
  /** Every task's name in the order of the text, of those with an error too. */
  readonly names: readonly string[];
}

/**
 * Reads and edits the task file, one after another. A text that does not parse, or a file that is gone, leaves the last
 * good definitions in force and says so.
 */
export class TaskFileKeeper implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<ReadDefinitions | undefined>());
  private work: Promise<unknown> = Promise.resolve();
  private current: TaskFile = { env: {}, envFile: [], tasks: [] };
  private currentView: TaskFileView = { kind: 'absent' };
  /** Tasks that the file names but does not define well, and why. */
  private readonly inForce = this.store.add(new Emitter<string>());
  private readonly broken = new Map<string, ExecutorFailure>();

  /** Fires when the file was read: with definitions to put in force, or with nothing where the last ones stay. */
  readonly onDidRead = this.changed.event;

  /** Fires just before that with the text of definitions that are to be put in force. */
  readonly onWillPut = this.inForce.event;

  /** `settingZone` answers the zone of schedules that name none; the system's where undefined. */
  constructor(
    private readonly storage: TaskFileStorage,
    private readonly settingZone: () => string | undefined,
  ) {
    this.store.add(storage.onDidChange(() => void this.reload()));
  }

  /** The definitions in force. */
  get file(): TaskFile {
    return this.current;
  }

  /** What became of the file at its last reading. */
  get view(): TaskFileView {
    return this.currentView;
  }

  /** Absolute path, for messages. */
  get path(): string {
    return this.storage.path;
  }

  /** The zone by whose clocks a task goes that names none. */
  get timeZone(): string {
    return this.current.timeZone ?? this.zoneOfSetting ?? systemTimeZone();
  }

  /** Why a task that the file names cannot be run. */
  whyBroken(task: string): ExecutorFailure | undefined {
    return this.broken.get(taskKey(task));
  }

  /** Reads the file again and puts its definitions in force. */
  reload(): Promise<void> {
    return this.exclusively(async () => {
      const read = await this.storage.read();
      if (read.ok) {
        this.put(read.value);
        return;
      }
      this.currentView = { kind: 'invalid', line: 1, message: failureClause(read.error) };
      this.changed.fire(undefined);
    });
  }

  /**
   * Changes the text of the file; what it says then is in force when this is answered. `written` is told of both texts as
   * soon as the new one is on the disk, before it is in force.
   */
  edit(
    change: (text: string | undefined) => Result<string, ExecutorFailure>,
    written: (before: string | undefined, after: string) => void,
  ): Promise<Result<void, ExecutorFailure>> {
    return this.exclusively(async () => {
      const read = await this.storage.read();
      if (!read.ok) return read;
      const changed = change(read.value);
      if (!changed.ok) return changed;
      const done = await this.storage.write(changed.value);
      if (!done.ok) return done;
      written(read.value, changed.value);
      this.put(changed.value);
      return done;
    });
  }

  dispose(): void {
    this.store.dispose();
  }

  private put(text: string | undefined): void {
    if (text === undefined) {
      this.currentView = { kind: 'absent' };
      this.changed.fire(undefined);
      return;
    }
    const zone = this.zoneOfSetting;
    const parsed = parseTaskFile(text, zone === undefined ? {} : { defaultTimeZone: zone });
    this.currentView = toFileView(parsed.file, parsed.diagnostics);
    if (!parsed.file) {
      this.changed.fire(undefined);
      return;
    }
    this.noteBroken(parsed.diagnostics);
    this.current = parsed.file;
    this.inForce.fire(text);
    this.changed.fire({ file: parsed.file, names: parsed.names });
  }

  /** A setting is no reason to lose the file: a zone that does not exist counts as none. */
  private get zoneOfSetting(): string | undefined {
    const zone = this.settingZone();
    return zone !== undefined && zoneKind(zone) !== 'unknown' ? zone : undefined;
  }

  private noteBroken(diagnostics: readonly Diagnostic[]): void {
    this.broken.clear();
    const { path } = this;
    for (const { line, message, severity, task } of diagnostics) {
      if (severity !== 'error' || task === undefined || this.broken.has(taskKey(task))) continue;
      this.broken.set(taskKey(task), { reason: 'task-invalid', task, path, line, message });
    }
  }

  private exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.work.then(work);
    this.work = done.catch(() => undefined);
    return done;
  }
}
