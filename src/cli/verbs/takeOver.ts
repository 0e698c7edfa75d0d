import { err } from '../../base/result.ts';
import { takeOver } from '../../host/reach/takeOver.ts';
import type { OldFolder } from '../../model/host/oldFolder.ts';
import { jsonVersion, oldFolderJson } from '../jsonOutput.ts';
import { addVerb, done, type VerbSet, withHost } from '../verb.ts';

/** Adds `take-over`. */
export function addTakeOverVerb(set: VerbSet): void {
  addVerb<{ readonly replace?: boolean }>(set, {
    usage: 'take-over',
    summary: 'take over running tasks, schedules and history from the place this folder was renamed or moved from',
    options: [['--replace', 'even if this folder already has its own history, which is set aside']],
    act: async ({ context, options }) => {
      const { clock, environment } = context.terminal;
      const taken = await takeOver({ folder: context.folder, environment, clock, replaces: options.replace === true });
      if (!taken.ok) return err(taken.error);
      const answer = done(takenText(taken.value), { version: jsonVersion, takenOver: oldFolderJson(taken.value) });
      // What was managed is managed again.
      return taken.value.busy.length > 0 ? withHost(context, () => Promise.resolve(answer)) : answer;
    },
  });
}

function takenText({ busy, folder }: OldFolder): string {
  const what = `Took over the history, schedules and states of ${folder}.\n`;
  return busy.length === 0 ? what : `${what}Continues here: ${busy.join(', ')}.\n`;
}
