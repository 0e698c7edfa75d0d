import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Result } from '../../src/base/result.ts';
import type { ExecutorConnection } from '../../src/host/reach/connect.ts';
import { type ExecutorView, isLiveStatus, type TaskView } from '../../src/model/view/taskView.ts';
import type { RequestFailure } from '../../src/protocol/executorClient.ts';
import type { HostPrograms } from '../support/backgroundWorld.ts';
import { type CliPrograms, CliWorld } from '../support/cliWorld.ts';
import { processesWith } from '../support/leftovers.ts';
import { untilSeen } from '../support/hostWorld.ts';
import { type Control, readTicks, steadyScript } from './control.ts';
import { faultVariable, type SystemFault } from './systemFaults.ts';
import { judgeOccurrences, judgeTicks, slowest } from './ticks.ts';

/** Milliseconds that any verb may take on a calm machine. */
const answerMs = 10_000;
/** Milliseconds after which nothing waits any longer, however slow the machine is. */
const patienceMs = 600_000;
/** Bytes that a host may have in memory. */
const mostMemory = 200 * 1024 * 1024;
/** Milliseconds between two occurrences of the task that is scheduled. */
const periodMs = 1_000;
/** Milliseconds after which an occurrence is decided, on a calm machine. */
const decidedMs = 3_000;

const tickScript = '#!/bin/sh\necho "$$ $(date +%s%3N)" >>"$TICKS"\n';

/** The tasks that no input may disturb. */
const undisturbed = ['steady', 'tick', 'often'];

/**
 * A host in a faulty system, and three tasks beside the input: one that runs and ticks, one that ticks by being started
 * again each 200 ms, one that is due each second. A control ticks beside them that no host manages, so that what holds
 * up the whole machine is not taken for a fault. `hosts` are to be faulty ones.
 */
export class FuzzWorld extends CliWorld {
  private readonly faultFile = this.join('fault');
  private readonly ownFiles = { steady: this.join('steady'), tick: this.join('ticks') };
  private current: ExecutorConnection | undefined;
  private steadyPid = '';
  private faults = 0;
  private text = '';
  private toldMishaps = 0;

  constructor(
    readonly hosts: HostPrograms,
    readonly commands: CliPrograms,
    private readonly control: Control,
  ) {
    super(hosts, commands);
  }

  /** The connection to the host that lives. */
  get connection(): ExecutorConnection {
    if (!this.current) throw new Error('There is no host.');
    return this.current;
  }

  /** The definitions of the tasks that no input may disturb. */
  get ownTasks(): Readonly<Record<string, unknown>> {
    const { steady, tick } = this.ownFiles;
    return {
      steady: { command: ['./steady.sh'], restart: 'never', env: { STEADY: steady } },
      tick: {
        command: ['./tick.sh'],
        restart: 'always',
        backoff: { initial: '200 ms', max: '200 ms' },
        notify: 'never',
        env: { TICKS: tick },
      },
      often: { command: ['true'], every: '1 sec', catchUp: 'skip', notify: 'never' },
    };
  }

  /** Puts these tasks into the task file beside the undisturbed ones, and waits until the host knows them. */
  async inForce(tasks: Readonly<Record<string, unknown>>): Promise<void> {
    const all = { ...this.ownTasks, ...tasks };
    this.define(all);
    this.text = JSON.stringify({ tasks: all });
    const names = Object.keys(all);
    await this.answered(
      'the task file',
      untilSeen(
        this.connection,
        (known) =>
          names.every((name) => known.some((task) => task.name === name && !task.isUndefined)) ? true : undefined,
        `the tasks ${names.join(', ')} are in force`,
        patienceMs,
      ),
    );
  }

  /** Answers what was asked; throws where that takes longer than any verb may. */
  async answered<T>(what: string, answer: Promise<T>): Promise<T> {
    const from = Date.now();
    const patience = new AbortController();
    const late = (async () => {
      const allowed = (): number => answerMs * Math.min(slowest, this.control.slowness({ from, to: Date.now() }));
      while (Date.now() - from < allowed()) await sleep(500, undefined, { signal: patience.signal });
      throw new Error(`${what}: no answer within ${String(Date.now() - from)} ms`);
    })();
    // Whichever comes too late is nobody's any more.
    late.catch(() => undefined);
    answer.catch(() => undefined);
    try {
      return await Promise.race([answer, late]);
    } finally {
      patience.abort();
    }
  }

  /** Asks the host for something: any failure is an answer but one that nobody has foreseen. */
  async ask<T>(what: string, answer: Promise<Result<T, RequestFailure>>): Promise<Result<T, RequestFailure>> {
    const answered = await this.answered(what, answer);
    if (!answered.ok && isUnforeseen(answered.error)) throw new Error(`${what}: ${JSON.stringify(answered.error)}`);
    return answered;
  }

  /** Asks the host everything that there is to ask about a task, starts and stops it. */
  async sweep(name: string): Promise<void> {
    const { client } = this.connection;
    const text = this.text;
    const log = client.followLog({ kind: 'task', name }, 100, () => undefined);
    await Promise.all([
      this.ask(`start ${name}`, client.ask('task/start', { name })),
      this.ask(`show ${name}`, client.ask('task/environment', { name })),
      this.ask(`preview ${name}`, client.ask('task/preview', { name, text })),
      this.ask(`interpreters ${name}`, client.ask('task/interpreters', { name, text })),
    ]);
    await Promise.all([
      this.ask('list', client.attach()),
      this.ask(`runs ${name}`, client.history(20, name)),
      this.ask('history', client.history(20)),
      this.ask('skipped', client.skipped(20)),
      this.ask('upcoming', client.ask('executor/upcoming', { until: Date.now() + 86_400_000, count: 20 })),
      this.ask('approvals', client.ask('task/approvals', {})),
    ]);
    await this.ask(`stop ${name}`, client.ask('task/stop', { name }));
    log.dispose();
  }

  /** A task that was stopped comes to rest. */
  async untilAtRest(name: string): Promise<void> {
    const isAtRest = (task: TaskView): boolean =>
      task.name === name && !isLiveStatus(task.status) && task.leftovers === 0;
    const look = (tasks: readonly TaskView[]): TaskView | undefined => tasks.find(isAtRest);
    await this.answered(`the rest of ${name}`, untilSeen(this.connection, look, `${name} is at rest`, patienceMs));
  }

  /** Calls the command: it ends in time, with one of its exit codes, and prints neither a stack nor what acts in a terminal. */
  async command(...args: readonly string[]): Promise<void> {
    const what = `executor ${args.join(' ')}`;
    const { exit, stderr, stdout } = await this.answered(what, this.call(...args));
    const said = JSON.stringify({ exit, stderr: stderr.slice(0, 2_000) });
    if (exit === null || exit > 5) throw new Error(`${what}: ended with ${said}`);
    if (/^\s+at .+:\d+:\d+\)?$/m.test(stderr)) throw new Error(`${what}: printed a stack: ${said}`);
    const acting = args[0] === 'logs' ? null : /[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/u.exec(stdout + stderr);
    if (acting) throw new Error(`${what}: printed ${JSON.stringify(acting[0])}`);
  }

  /** What is to fail in the host's system from now on; nothing, where undefined. */
  inject(fault: Omit<SystemFault, 'id'> | undefined): void {
    this.faults += 1;
    if (fault) writeFileSync(this.faultFile, JSON.stringify({ ...fault, id: String(this.faults) }));
    else rmSync(this.faultFile, { force: true });
  }

  /** Ends the connection, and makes one to whichever host lives or is started then. */
  async reconnect(): Promise<void> {
    await this.current?.close();
    this.current = undefined;
    this.current = await this.answered('the next host', this.connect());
    await this.settle();
  }

  /** How many errors the system has answered so far. */
  get answeredErrors(): number {
    return existsSync(`${this.faultFile}.met`) ? readFileSync(`${this.faultFile}.met`).length : 0;
  }

  /** What the settings of a window say, told again. */
  async settle(): Promise<void> {
    const settings = { interpreters: {}, choices: {}, folder: '.executor', maxConcurrentRuns: 0, historyLimit: 3_000 };
    await this.ask('settings', this.connection.client.ask('executor/settings', settings));
  }

  /** Forgets what the host has needed at most until now. */
  forgetPeak(): void {
    writeFileSync(`/proc/${String(this.record.pid)}/clear_refs`, '5');
  }

  /** Waits until all goes on, and throws where something was missed since `from`. */
  async check(from: number, heldMs = 0): Promise<void> {
    const now = Date.now();
    for (const name of ['tick', 'steady'] as const) {
      const isTicking = (): boolean => (this.ticksOf(name).at(-1) ?? 0) > now;
      await this.answered(`${name} goes on`, until(isTicking)).catch(async (error: unknown) => {
        if (heldMs === 0) throw error;
        await this.answered(`${name} goes on after all`, until(isTicking));
      });
      const span = { from, to: this.ticksOf(name).at(-1) ?? 0 };
      const missed = judgeTicks(this.ticksOf(name), this.control.ticks, span, name === 'tick' ? heldMs : 0);
      if (missed !== undefined) throw new Error(`${name}: ${missed}`);
    }
    const pids = new Set(this.linesOf('steady').map(([pid]) => pid));
    if (pids.size !== 1 || !pids.has(this.steadyPid)) throw new Error(`steady was run anew: ${[...pids].join(', ')}`);
    await this.checkOccurrences();
    const mishaps = this.mishaps();
    const unseen = mishaps.slice(this.toldMishaps);
    this.toldMishaps = mishaps.length;
    if (unseen.length > 0) throw new Error(`nobody caught: ${unseen.join('\n')}`);
    const peak = this.peakMemory();
    if (peak > mostMemory) throw new Error(`the host took ${String(Math.round(peak / 1024 / 1024))} MB`);
  }

  /** What another host has to say as well. */
  async glance(): Promise<unknown> {
    const attached = await this.ask('list', this.connection.client.attach());
    if (!attached.ok) throw new Error(attached.error.message);
    return glanceAt(attached.value, this.taskFile);
  }

  /** The pid of the host. */
  get hostPid(): number {
    return this.record.pid;
  }

  /** Ends everything; fails where a process stays. */
  override async end(): Promise<void> {
    this.inject(undefined);
    await this.current?.close();
    try {
      await super.end();
    } finally {
      // A host that does not end may not outlive the fuzz.
      for (const pid of processesWith(this.assignment)) process.kill(pid, 'SIGKILL');
    }
  }

  /** Brings up the host, and its tasks. */
  async bringUp(): Promise<void> {
    this.setVariable(faultVariable, this.faultFile);
    this.write('steady.sh', steadyScript);
    this.write('tick.sh', tickScript);
    this.define(this.ownTasks);
    await this.reconnect();
    for (const name of undisturbed) {
      const started = await this.ask(`start ${name}`, this.connection.client.ask('task/start', { name }));
      if (!started.ok) throw new Error(started.error.message);
    }
    await this.answered(
      'the first ticks',
      until(() => this.ticksOf('tick').length > 1 && this.ticksOf('steady').length > 0),
    );
    this.steadyPid = this.linesOf('steady')[0]?.[0] ?? '';
    await this.checkOccurrences();
  }

  private async checkOccurrences(): Promise<void> {
    const { client } = this.connection;
    const until = Date.now() - decidedMs;
    const skipped = await this.ask('skipped often', client.skipped(300, 'often'));
    const runs = await this.ask('runs often', client.history(300, 'often'));
    if (!skipped.ok || !runs.ok) throw new Error('the history of often cannot be read');
    const scheduledFor = runs.value.flatMap((run) => run.scheduledFor ?? []).filter((at) => at <= until);
    const problem = judgeOccurrences(scheduledFor, skipped.value, periodMs);
    if (problem !== undefined) throw new Error(`often: ${problem}`);
    const odd = skipped.value.find(({ why }) => why === 'undefined' || why === 'limit');
    if (odd) throw new Error(`often: ${JSON.stringify(odd)}`);
  }

  /** What hosts have said where they say why they crash, and of what nobody had caught. */
  private mishaps(): readonly string[] {
    return ['executor.log', 'host.log'].flatMap((name) => {
      const file = path.join(this.stateFolder, name);
      const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
      return lines.filter((line) => /"event":"(?:mishap|host-untrusted)"|went wrong|^\w*Error/.test(line));
    });
  }

  private peakMemory(): number {
    const status = readFileSync(`/proc/${String(this.record.pid)}/status`, 'utf8');
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  private ticksOf(name: keyof FuzzWorld['ownFiles']): readonly number[] {
    return this.linesOf(name).map(([, at]) => Number(at));
  }

  private linesOf(name: keyof FuzzWorld['ownFiles']): readonly (readonly string[])[] {
    return readTicks(this.ownFiles[name]);
  }
}

/** Resolves when something holds; rejects long after anybody waits for that. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += 20) {
    if (waited > patienceMs) throw new Error('waited in vain');
    await sleep(20);
  }
}

function isUnforeseen({ message, reason }: RequestFailure): boolean {
  return reason === 'internal' || reason === 'host-gone' || message.includes('[object Object]');
}

function glanceAt({ file, id, tasks }: ExecutorView, text: string): unknown {
  const pidOf = ({ name, status }: TaskView): number | undefined =>
    name === 'steady' && status.kind === 'running' ? status.pid : undefined;
  // Of a task that has gone and has no history, nothing is kept; for five seconds it is not known to have gone.
  const kept = tasks.filter(
    ({ isUndefined, name, runs }) => runs.length > 0 || (!isUndefined && text.includes(JSON.stringify(name))),
  );
  const seen = kept.map((task) => ({
    name: task.name,
    desired: task.desired,
    schedule: task.schedule.kind,
    isMuted: task.isMuted,
    pid: pidOf(task),
  }));
  return { id, file, seen: seen.toSorted((one, other) => (one.name < other.name ? -1 : 1)) };
}
