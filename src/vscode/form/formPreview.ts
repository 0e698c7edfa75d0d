import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Result } from '../../base/result.ts';
import { type VariableView, withSecrets } from '../../model/environment/environmentView.ts';
import type { FormJudgement } from '../../model/form/judgement.ts';
import type { FormView } from '../../model/form/messages.ts';
import { word } from '../../model/words/clause.ts';
import { commandLine } from '../../model/words/commandLine.ts';
import type { RequestFailure } from '../../protocol/executorClient.ts';
import type { RequestResult } from '../../protocol/messages.ts';

/** Milliseconds without typing after which the host is asked what would run. */
const restMs = 250;

/** What the host answers about the task as it is in the form. */
type Answer = Pick<FormView, 'commandLine' | 'why'> & { readonly variables: readonly VariableView[] };

/** What the host says would run if the task file had this text; undefined if there is no host. */
type AskHost = (
  name: string,
  text: string,
) => Promise<Result<RequestResult<'task/preview'>, RequestFailure>> | undefined;

const noAnswer: Answer = { variables: [] };

/** Knows from the host what exactly would run if the form were saved as it stands. */
export class FormPreview implements Disposable {
  private answer = noAnswer;
  /** What the answer is of. */
  private asked = '';
  private rest: Disposable | undefined;

  /** `changed` is called when there is another answer. */
  constructor(
    private readonly askHost: AskHost,
    private readonly clock: Clock,
    private readonly changed: () => unknown,
  ) {}

  /** The command line; undefined if the host has not said it. */
  get commandLine(): string | undefined {
    return this.answer.commandLine;
  }

  /** Why this program is taken, or why none can be; undefined if the host has not said it. */
  get why(): string | undefined {
    return this.answer.why;
  }

  /** The environment of a run, in which these secrets have values; empty if the host has not said it. */
  variables(setSecrets: readonly string[]): FormView['variables'] {
    const { variables } = this.answer;
    if (variables.length === 0) return [];
    return withSecrets(variables, setSecrets).map((variable) => ({ ...variable, origin: word(variable.origin) }));
  }

  /** The form stands so now, with the names of these secrets: asks the host once typing rests. */
  follow({ definition, text }: Pick<FormJudgement, 'definition' | 'text'>, secrets: readonly string[]): void {
    const asked = definition ? JSON.stringify([definition, secrets]) : '';
    if (asked === this.asked) return;
    this.asked = asked;
    this.answer = noAnswer;
    this.rest?.dispose();
    if (!definition || text === undefined) return;
    this.rest = this.clock.setTimer(restMs, () => void this.ask(asked, definition.name, text));
  }

  dispose(): void {
    this.rest?.dispose();
  }

  private async ask(asked: string, name: string, text: string): Promise<void> {
    const answer = await this.askHost(name, text);
    if (!answer || asked !== this.asked) return;
    if (answer.ok) {
      const { argv, variables, why } = answer.value;
      this.answer = { commandLine: commandLine(argv), why: `${word(why)}.`, variables };
    } else if (answer.error.reason !== 'no-host') {
      this.answer = { why: answer.error.message, variables: [] };
    }
    await this.changed();
  }
}
