import { type SendableSignal, sendableSignals } from '../model/sendableSignal.ts';
import { choose } from './choose.ts';

const meanings: Readonly<Record<SendableSignal, string>> = {
  SIGTERM: 'asks it to end',
  SIGINT: 'interrupts it, as Ctrl-C does',
  SIGHUP: 'many services read their configuration anew',
  SIGQUIT: 'ends it, with a core dump where these are on',
  SIGUSR1: 'what the script makes of it',
  SIGUSR2: 'what the script makes of it',
  SIGCONT: 'goes on after it was halted',
  SIGWINCH: 'as if the terminal had another size',
};

/** Asks which signal a task's run is to get. */
export async function askSignal(name: string): Promise<SendableSignal | undefined> {
  const signal = await choose<SendableSignal>({
    title: `Send a Signal to ${name}`,
    placeholder: 'Every process of its group gets it',
    rows: () => sendableSignals.map((label) => ({ label, description: meanings[label], answer: label })),
  });
  return signal ?? undefined;
}
