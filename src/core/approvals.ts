import { err, ok, type Result } from '../base/result.ts';
import {
  type ApprovalAnswer,
  approvalChanges,
  type ApprovalRecord,
  type ApprovalRequest,
  approvalState,
  type ApprovalState,
  contentText,
  WrittenTaskFile,
} from '../model/taskFile/approval.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import type { RunCause, RunId, Trigger } from '../model/run.ts';
import { taskKey } from '../model/words/taskKey.ts';
import type { Store } from './ports.ts';

/** So many of a task's newest runs are looked through for the one that began a chain. */
const chainLength = 20;

/** The run that is to be launched, as far as that matters to approvals. */
export interface ApprovedRun {
  readonly task: string;
  readonly trigger: Trigger;
  readonly cause?: Pick<RunCause, 'task' | 'run'>;
  /** A person has asked for it, to run later. */
  readonly later?: object;
}

/** An edit of the task file by a person, through us. */
export interface OwnEdit {
  /** The tasks that the person has made, or told to start automatically. */
  readonly added?: readonly string[];
  /** A task that is another one's copy, or that other one under a new name: it takes over the answer. */
  readonly successor?: { readonly of: string; readonly name: string; readonly isRenamed: boolean };
}

/**
 * Which tasks may start automatically: those of whose definition a person has said so. A definition that somebody else
 * changes waits for another answer, and so does everything that it would start in turn.
 */
export class Approvals {
  private file = new WrittenTaskFile('');
  /** What was approved for as long as this host lives: content by the key of the task. */
  private readonly granted = new Map<string, string>();

  constructor(private readonly store: Pick<Store, 'approval' | 'broughtBy' | 'recentRuns' | 'setApproval'>) {}

  /** The text whose definitions are in force from now on. */
  read(text: string): void {
    this.file = new WrittenTaskFile(text);
  }

  /** Whether a task may start automatically; undefined if it does not want to. */
  state(task: string): ApprovalState | undefined {
    return this.stateIn(this.file, task, this.store.approval(task));
  }

  /** All tasks that want to start automatically, in the order of the file. */
  requests(): readonly ApprovalRequest[] {
    return this.file.startingByThemselves.flatMap((name) => {
      const content = this.file.contentOf(name);
      const state = this.state(name);
      if (!content || !state) return [];
      const changes = state === 'approved' ? [] : approvalChanges(content, this.store.approval(name)?.approved);
      return [{ name, state, content: contentText(content), changes }];
    });
  }

  /** Takes answers, all or none: an answer to what the file does not say any more counts for nothing. */
  answer(answers: readonly ApprovalAnswer[]): Result<void, ExecutorFailure> {
    for (const { content, name } of answers) {
      const now = this.file.contentOf(name);
      if (!now || this.state(name) === undefined) return err({ reason: 'no-such-task', task: name });
      if (contentText(now) !== content) return err({ reason: 'approval-outdated', task: name });
    }
    for (const { isApproved, name } of answers) {
      const now = this.file.contentOf(name);
      if (!now) continue;
      const { approved } = this.store.approval(name) ?? {};
      this.store.setApproval(name, isApproved ? { approved: now } : { ...(approved && { approved }), refused: now });
      if (!isApproved) this.granted.delete(taskKey(name));
    }
    return ok(undefined);
  }

  /** Approves everything that there is now, until this host ends. */
  grantAll(): void {
    for (const name of this.file.startingByThemselves) {
      const content = this.file.contentOf(name);
      if (content) this.granted.set(taskKey(name), contentText(content));
    }
  }

  /**
   * Takes over the answers that a person has given where that person edits the file through us: what was approved
   * before the edit is approved after it. What was not is not, unless the edit is what makes it start automatically.
   */
  carryOver(before: string | undefined, after: string, { added = [], successor }: OwnEdit): void {
    const [old, now] = [new WrittenTaskFile(before ?? ''), new WrittenTaskFile(after)];
    const isAdded = (name: string): boolean => added.some((other) => taskKey(other) === taskKey(name));
    for (const name of now.startingByThemselves) {
      const isSuccessor = successor !== undefined && taskKey(successor.name) === taskKey(name);
      const origin = isSuccessor ? successor.of : name;
      // What is kept of a task that gets another name has that name already.
      const record = this.store.approval(isSuccessor && successor.isRenamed ? name : origin);
      const content = now.contentOf(name);
      if (content && (isAdded(name) || this.stateIn(old, origin, record) === 'approved'))
        this.store.setApproval(name, { approved: content });
    }
  }

  /** Why a run may not begin that nobody has asked for; undefined if it may. */
  whyNot({ cause, later, task, trigger }: ApprovedRun): ExecutorFailure | undefined {
    if (trigger === 'manual' || later) return undefined;
    const root = this.store.broughtBy(trigger === 'chained' && cause ? this.firstOf(cause) : task);
    if (root === undefined || this.state(root) === 'approved') return undefined;
    return { reason: 'not-approved', task, by: root };
  }

  /** The task whose run began a chain of runs. */
  private firstOf(cause: Pick<RunCause, 'task' | 'run'>): string {
    const seen = new Set<RunId>();
    let first = cause;
    for (let next: typeof cause | undefined = cause; next && !seen.has(next.run);) {
      first = next;
      seen.add(first.run);
      next = this.store.recentRuns(first.task, chainLength).find(({ id }) => id === first.run)?.cause;
    }
    return first.task;
  }

  private stateIn(file: WrittenTaskFile, task: string, record: ApprovalRecord | undefined): ApprovalState | undefined {
    const content = file.contentOf(task);
    if (content?.task['autoStart'] !== true) return undefined;
    if (this.granted.get(taskKey(task)) === contentText(content)) return 'approved';
    return approvalState(content, record);
  }
}
