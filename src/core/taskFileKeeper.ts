import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { Result } from '../base/result.ts';
import { failureClause } from '../model/describeFailure.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import type { TaskDefinition, TaskFile } from '../model/task.ts';
import { taskKey } from '../model/words/taskKey.ts';
import { type ParsedTaskFile, parseTaskFile } from '../model/taskFile/taskFile.ts';
import type { Diagnostic } from '../model/taskFile/diagnostic.ts';
import type { TaskFileView } from '../model/view/taskView.ts';
import { systemTimeZone, zoneKind } from '../model/time/timeZone.ts';
import type { DefinitionMemory, KeptDefinitions, TaskFileStorage } from './ports.ts';

/** Definitions that are to be put in force. */
export interface ReadDefinitions {
  readonly file: TaskFile;
  /** Every task's name in the order of the text, of those with an error too. */
  readonly names: readonly string[];
}

/** What a keeper needs of the world. */
export interface TaskFileKeeperPorts {
  readonly storage: TaskFileStorage;
  readonly memory: DefinitionMemory;
  readonly clock: Pick<Clock, 'now'>;
  /** The zone of schedules that name none; the system's where undefined. */
  readonly timeZone: () => string | undefined;
}

/** A file that cannot be used. */
type UnusableFile = Extract<TaskFileView, { readonly kind: 'invalid' }>;

/**
 * Reads and edits the task file, one after another, and says what is in force:
 *
 * 1. A text that can be used is in force, and is kept in mind.
 * 2. A file that cannot be used leaves the last good definitions in force, also those of an earlier owner.
 * 3. A file that is gone leaves in force what this owner has put there, and nothing else.
 */
export class TaskFileKeeper implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<ReadDefinitions | undefined>());
  private readonly inForce = this.store.add(new Emitter<string>());
  private work: Promise<unknown> = Promise.resolve();
  private current: TaskFile = { env: {}, envFile: [], tasks: [] };
  private currentView: TaskFileView = { kind: 'absent' };
  /** Tasks that the file names but does not define well, and why. */
  private readonly broken = new Map<string, ExecutorFailure>();
  /** What is in the memory, once that was asked. */
  private kept: KeptDefinitions | undefined;
  private hasRecalled = false;
  private isInForce = false;
  private unknown: ExecutorFailure | undefined;

  /** Fires when the file was read: with definitions to put in force, or with nothing if there are none to put. */
  readonly onDidRead = this.changed.event;

  /** Fires just before that with the text of definitions that are to be put in force. */
  readonly onWillPut = this.inForce.event;

  constructor(private readonly ports: TaskFileKeeperPorts) {
    this.store.add(ports.storage.onDidChange(() => void this.reload()));
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
    return this.ports.storage.path;
  }

  /** Why nobody can say which tasks there are; undefined if definitions are in force, or there is no file. */
  get whyUnknown(): ExecutorFailure | undefined {
    return this.unknown;
  }

  /** The zone by whose clocks a task goes that names none. */
  get timeZone(): string {
    return this.current.timeZone ?? this.zoneOfSetting ?? systemTimeZone();
  }

  /** Why a task that the file names, or may name, cannot be run. */
  whyBroken(task: string): ExecutorFailure | undefined {
    return this.unknown ?? this.broken.get(taskKey(task));
  }

  /** What defines a task in a text that the file might have. */
  definitionIn(text: string, task: string): TaskDefinition | undefined {
    return this.parse(text).file?.tasks.find(({ name }) => taskKey(name) === taskKey(task));
  }

  /** Reads the file again and puts its definitions in force. */
  reload(): Promise<void> {
    return this.exclusively(async () => {
      const { storage } = this.ports;
      const read = await storage.read();
      if (read.ok) return this.put(read.value);
      const message = failureClause(read.error);
      return this.fallBack({ kind: 'invalid', path: storage.path, line: 1, message, isUnread: true }, read.error);
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
      const { storage } = this.ports;
      const read = await storage.read();
      if (!read.ok) return read;
      const changed = change(read.value);
      if (!changed.ok) return changed;
      const done = await storage.write(changed.value);
      if (!done.ok) return done;
      written(read.value, changed.value);
      await this.put(changed.value);
      return done;
    });
  }

  dispose(): void {
    this.store.dispose();
  }

  private async put(text: string | undefined): Promise<void> {
    if (text === undefined) {
      this.unknown = undefined;
      const since = this.isInForce ? this.kept?.since : undefined;
      this.currentView = { kind: 'absent', ...(since !== undefined && { inForceSince: since }) };
      this.changed.fire(undefined);
      return;
    }
    const { path } = this;
    const parsed = this.parse(text);
    if (!parsed.file) {
      const { column = 1, line = 1, message = '' } = parsed.diagnostics.find(isError) ?? {};
      const view = { kind: 'invalid', path, line, column, message } as const;
      await this.fallBack(view, { reason: 'task-file-invalid', path, line, column, message });
      return;
    }
    await this.recall();
    const isKept = this.kept?.text === text;
    if (!isKept) this.kept = { text, since: this.ports.clock.now() };
    this.currentView = { kind: 'valid' };
    this.putInForce(text, parsed);
    if (!isKept && this.kept) await this.ports.memory.keep(this.kept);
  }

  /** Leaves or brings the last good definitions into force. They are read again, for the zone of schedules may be another. */
  private async fallBack(view: UnusableFile, why: ExecutorFailure): Promise<void> {
    await this.recall();
    const { kept } = this;
    const parsed = kept && this.parse(kept.text);
    if (kept && parsed?.file) {
      this.currentView = { ...view, inForceSince: kept.since };
      this.putInForce(kept.text, parsed);
      return;
    }
    this.currentView = view;
    this.unknown = why;
    this.changed.fire(undefined);
  }

  private putInForce(text: string, { diagnostics, file, names }: ParsedTaskFile): void {
    if (!file) return;
    this.unknown = undefined;
    this.isInForce = true;
    this.noteBroken(diagnostics);
    this.current = file;
    this.inForce.fire(text);
    this.changed.fire({ file, names });
  }

  private async recall(): Promise<void> {
    if (this.hasRecalled) return;
    this.hasRecalled = true;
    this.kept = await this.ports.memory.recall();
  }

  private parse(text: string): ParsedTaskFile {
    const zone = this.zoneOfSetting;
    return parseTaskFile(text, zone === undefined ? {} : { defaultTimeZone: zone });
  }

  /** A setting is no reason to lose the file: a zone that does not exist counts as none. */
  private get zoneOfSetting(): string | undefined {
    const zone = this.ports.timeZone();
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

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}
