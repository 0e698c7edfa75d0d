import * as l10n from '@vscode/l10n';
import type { Clock } from '../../base/clock.ts';
import { isDefined } from '../../model/view/taskContext.ts';
import type { RunView } from '../../model/view/taskView.ts';
import type { AddTask } from './addTask.ts';
import type { ArgumentMemory } from '../run/argumentMemory.ts';
import { forgottenRow, toTasks } from './commandArguments.ts';
import type { EnvironmentDocuments } from '../output/environmentDocuments.ts';
import { showInformation } from '../messages.ts';
import type { OutputChannels } from '../output/outputChannels.ts';
import { pickTask, type TaskQuestion } from '../ask/pickTask.ts';
import type { Runner } from '../run/runner.ts';
import type { Secrets } from '../session/secrets.ts';
import type { Sessions, TaskReference } from '../session/sessions.ts';
import type { TaskForms } from '../form/taskForms.ts';
import type { TerminalCommand } from '../terminal/terminalCommand.ts';
import type { TreeRow } from '../tree/treeRow.ts';

/** What the commands work on. */
export interface CommandSurroundings {
  readonly sessions: Sessions;
  readonly runner: Runner;
  readonly output: OutputChannels;
  readonly addTask: AddTask;
  readonly argumentMemory: ArgumentMemory;
  readonly environments: EnvironmentDocuments;
  readonly secrets: Secrets;
  readonly taskForms: TaskForms;
  readonly terminalCommand: TerminalCommand;
  readonly clock: Clock;
  /** The rows of the tree that are meant by a key pressed there. */
  readonly selected: () => Promise<readonly TreeRow[]>;
  /** What a click on the row that has the focus does. */
  readonly openSelected: () => unknown;
  /** A run as it is known now. */
  readonly run: (task: TaskReference, id: string) => RunView | undefined;
}

/** Carries out a command: `argument` is what a menu was opened on, `selection` everything selected with it. */
export type CommandHandler = (argument: unknown, selection: unknown) => unknown;

/** Commands by their ids. */
export type CommandTable = Readonly<Record<string, CommandHandler>>;

/** What a command asks that is called without a task; unless it says otherwise, for one of those in the task file. */
type CommandQuestion = Partial<TaskQuestion> & Pick<TaskQuestion, 'title'>;

const anyTask = {
  fits: isDefined,
  none: l10n.t('There are no tasks yet. Right-click a script in the Explorer and choose “Add to Executor…”.'),
};

/**
 * A command for tasks: those of the rows it was called on, of several only the ones that fit; called from the palette,
 * it asks which one. So it does on a row that VS Code has forgotten, as it does for a moment while a tree is redrawn.
 */
export function onTasks(
  { clock, sessions }: CommandSurroundings,
  asked: CommandQuestion,
  act: (tasks: readonly TaskReference[]) => unknown,
): CommandHandler {
  const question = { ...anyTask, ...asked };
  return async (argument, selection) => {
    const given = toTasks(argument, selection);
    const [only] = given;
    if (only && given.length === 1) return act(given);
    if (only) {
      const fitting = given.filter(({ name, session }) => {
        const task = session.task(name);
        return task !== undefined && question.fits(task);
      });
      return fitting.length > 0 ? act(fitting) : showInformation(question.none);
    }
    const picked = await pickTask(sessions, clock, question, { isOfRow: argument === forgottenRow });
    return picked && act([picked]);
  };
}

/** A command for one task at a time: several are taken one after another. */
export function onEachTask(
  surroundings: CommandSurroundings,
  question: CommandQuestion,
  act: (task: TaskReference) => unknown,
): CommandHandler {
  return onTasks(surroundings, question, async (tasks) => {
    for (const task of tasks) await act(task);
  });
}
