import { err } from '../../base/result.ts';
import { type ApprovalRequest, approvalChangeLine } from '../../model/taskFile/approval.ts';
import { type CliFailure, usageFailure, whyUnknown } from '../cliFailure.ts';
import { chooseTasks, whichTask } from '../names.ts';
import { reportEnd, type TaskReport } from '../taskReport.ts';
import { isYes } from '../terminal.ts';
import { printable } from '../textTable.ts';
import { addVerb, type VerbContext, type VerbEnd, type VerbSet, withHost } from '../verb.ts';

interface ApproveOptions {
  readonly all?: boolean;
  readonly yes?: boolean;
}

/** Adds `approve`. */
export function addApproveVerb(set: VerbSet): void {
  addVerb<ApproveOptions>(set, {
    usage: 'approve [names...]',
    summary: 'let tasks with autoStart start automatically as they are now; shows them and asks',
    options: [
      ['--all', 'every task with autoStart'],
      ['--yes', 'do not ask'],
    ],
    act: ({ args, context, options }) => approve(context, args, options),
  });
}

async function approve(context: VerbContext, args: readonly string[], options: ApproveOptions): Promise<VerbEnd> {
  // What makes no sense starts no host.
  if (args.length === 0 && !options.all) return err(whichTask);
  const { ask, write } = context.terminal;
  const isAsking = !options.yes;
  if (isAsking && (!ask || context.isJson)) return err(nobodyToAsk);
  return withHost(context, async ({ client }) => {
    const chosen = chooseTasks(client.executor, args, options);
    if (!chosen.ok) return chosen;
    const unknown = whyUnknown(client.executor);
    if (unknown) return err(unknown);
    const requests = await client.ask('task/approvals', {});
    if (!requests.ok) return err(requests.error);
    const wanted = chosen.value.kind === 'named' ? chosen.value.names : requests.value.map(({ name }) => name);
    const reports: TaskReport[] = [];
    for (const name of wanted) {
      const request = requests.value.find((each) => each.name === name);
      if (request?.state === 'approved') {
        reports.push({ task: name, did: 'already-approved', message: `Already approved: ${name}` });
        continue;
      }
      if (!request) {
        reports.push({ task: name, did: 'failed', message: `${name}: ${noAutoStart.message}`, failure: noAutoStart });
        continue;
      }
      if (!context.isJson) await write(renderRequest(request));
      const isApproved = !isAsking || isYes(await ask?.(`Let ${printable(name)} start automatically? [y/N] `));
      if (!isApproved) {
        reports.push({ task: name, did: 'left-out', message: `Not approved: ${name}` });
        continue;
      }
      const answered = await client.ask('task/approve', { answers: [{ name, content: request.content, isApproved }] });
      reports.push(
        answered.ok
          ? { task: name, did: 'approved', message: `Approved: ${name} starts automatically` }
          : { task: name, did: 'failed', message: `${name}: ${answered.error.message}`, failure: answered.error },
      );
    }
    return reportEnd(reports);
  });
}

/** What is agreed to, a line for each field that is new. */
function renderRequest({ changes, name, state }: ApprovalRequest): string {
  const heading = state === 'changed' ? `${name} has changed since it was approved:` : `${name}:`;
  return [heading, ...changes.map((change) => `  ${approvalChangeLine(change)}`)]
    .map((line) => `${printable(line)}\n`)
    .join('');
}

const nobodyToAsk = usageFailure('There is nobody to ask. Look at the tasks with executor show, then use --yes.');

const noAutoStart: CliFailure = {
  reason: 'no-auto-start',
  message:
    'It does not start automatically. Write "autoStart": true in the task file, or start it with executor start.',
};
