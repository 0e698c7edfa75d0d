import { err, ok, type Result } from '../../base/result.ts';
import { describeFailure, failureClause } from '../../model/describeFailure.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { renderLogNote } from '../../model/log/logText.ts';
import { describeExit, type RunId } from '../../model/run.ts';
import type { TaskDefinition } from '../../model/task.ts';
import type { Argv } from '../../model/words/argv.ts';
import type { Clause } from '../../model/words/clause.ts';
import { commandLine } from '../../model/words/commandLine.ts';
import { inEnglish } from '../../model/words/language.ts';
import type { CommandEnd, CommandPlan } from '../ports.ts';
import { withoutSecrets } from './runEnvironment.ts';
import type { RunKeeper, RunKeeperPorts } from './runKeeper.ts';

/** A live run that a command is about. */
interface CommandSubject {
  readonly run: RunId;
  readonly definition: TaskDefinition;
}

/** A run that its stop command is to end. */
export interface StopCommandRequest extends CommandSubject {
  readonly task: string;
  /** The script's own. */
  readonly pid: number;
}

/** A command that is asked whether a run is ready. */
export interface ReadyCommand extends CommandSubject {
  readonly command: Argv;
  /** Where its output goes. */
  readonly logPath: string;
}

/** Commands that run beside a live run, in its folder and environment: to ask it to end, or whether it is ready. */
export class CommandsBeside {
  constructor(
    private readonly ports: Pick<RunKeeperPorts, 'journal' | 'launcher' | 'logs' | 'resolver'>,
    private readonly keeper: Pick<RunKeeper, 'liveRun'>,
  ) {}

  /**
   * Runs the command that asks a run to end, its output in the run's log. Resolves when it has ended, was cut off, or could
   * not be run, which the journal tells. The script's pid is its `EXECUTOR_PID`.
   */
  async runStopCommand(request: StopCommandRequest, cutOff: AbortSignal): Promise<void> {
    const { definition, run, task } = request;
    const { stopCommand } = definition;
    if (!stopCommand) return;
    const asked = `Asking ${task} to end: ${commandLine(stopCommand)}`;
    this.ports.journal.record({ level: 'info', event: 'stop-command', task, run, message: asked });
    const problem = describeProblem(await this.tryStopCommand(request, stopCommand, cutOff));
    if (problem === undefined) return;
    const message = `The stop command of ${task} ${problem}`;
    this.ports.journal.record({ level: 'warning', event: 'stop-command-failed', task, run, message });
  }

  /** Answers whether the command has exited with 0, or why it cannot be run. */
  async succeeds(
    { command, logPath, ...subject }: ReadyCommand,
    cutOff: AbortSignal,
  ): Promise<Result<boolean, Clause>> {
    const plan = await this.plan(subject, command);
    if (!plan) return ok(false);
    if (!plan.ok) return err(failureClause(plan.error));
    if (cutOff.aborted) return ok(false);
    const end = await this.ports.launcher.command({ ...plan.value, logPath }, cutOff);
    return end.kind === 'failed' ? err(end.detail) : ok(hasSucceeded(end));
  }

  private async tryStopCommand(
    { pid, ...subject }: StopCommandRequest,
    command: Argv,
    cutOff: AbortSignal,
  ): Promise<CommandEnd> {
    const { launcher, logs } = this.ports;
    const plan = await this.plan(subject, command, { EXECUTOR_PID: String(pid) });
    if (!plan) return { kind: 'failed', detail: 'its run has ended' };
    if (!plan.ok) return { kind: 'failed', detail: inEnglish(() => describeFailure(plan.error)) };
    const { argv, logPath, run } = plan.value;
    await logs.append(logPath, () => renderLogNote(run, `stopping with ${commandLine(argv)}`));
    return cutOff.aborted ? { kind: 'cut-off' } : launcher.command(plan.value, cutOff);
  }

  /** How a command is run, with the log of its run; undefined if that has ended. */
  private async plan(
    { definition, run }: CommandSubject,
    command: Argv,
    further: Readonly<Record<string, string>> = {},
  ): Promise<Result<CommandPlan, ExecutorFailure> | undefined> {
    const live = this.keeper.liveRun(run, definition);
    if (!live) return undefined;
    const composed = await live.environment;
    if (!composed.ok) return composed;
    const program = await this.ports.resolver.resolve(
      { ...definition, program: { kind: 'command', command }, args: [] },
      { ...withoutSecrets(composed.value), ...further },
    );
    if (!program.ok) return program;
    const { argv, cwd } = program.value;
    return ok({ run, argv, cwd, env: { ...composed.value.variables, ...further }, logPath: live.logPath });
  }
}

function hasSucceeded(end: CommandEnd): boolean {
  return end.kind === 'ended' && 'code' in end.exit && end.exit.code === 0;
}

/** What went wrong with a stop command, as the end of a sentence; undefined if nothing did. */
function describeProblem(end: CommandEnd): string | undefined {
  switch (end.kind) {
    case 'ended':
      return hasSucceeded(end) ? undefined : inEnglish(() => `failed (${describeExit(end.exit)})`);
    case 'failed':
      return `could not be run: ${end.detail}`;
    case 'cut-off':
      return 'took too long and was ended';
  }
}
