import * as l10n from '@vscode/l10n';
import { type SendableSignal, sendableSignals } from '../../model/sendableSignal.ts';
import { choose } from './choose.ts';

const meanings: Readonly<Record<SendableSignal, string>> = {
  SIGTERM: l10n.t('asks it to end'),
  SIGINT: l10n.t('interrupts it, as Ctrl+C does'),
  SIGHUP: l10n.t('many services reload their configuration'),
  SIGQUIT: l10n.t('ends it, with a core dump if enabled'),
  SIGUSR1: l10n.t('up to the script'),
  SIGUSR2: l10n.t('up to the script'),
  SIGCONT: l10n.t('resumes it if it is suspended'),
  SIGWINCH: l10n.t('tells it that the terminal size has changed'),
};

/** Asks which signal a task's run is to get. */
export async function askSignal(name: string): Promise<SendableSignal | undefined> {
  const signal = await choose<SendableSignal>({
    title: l10n.t('Send a Signal to {0}', name),
    placeholder: l10n.t('Every process in its group gets it'),
    rows: () => sendableSignals.map((label) => ({ label, description: meanings[label], answer: label })),
  });
  return signal ?? undefined;
}
