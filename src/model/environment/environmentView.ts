import { type Clause, say, word } from '../words/clause.ts';
import type { ComposedEnvironment, VariableOrigin } from './environment.ts';

/** One variable of a run's environment, for people. */
export interface VariableView {
  readonly name: string;
  /** Masked where it is a secret. */
  readonly value: string;
  /** What set it: "login shell", "env file .env". */
  readonly origin: Clause;
  /** What a person may not have meant in its value. */
  readonly remark?: Clause;
}

/** What stands for the value of a secret, whatever its length. */
const mask = '••••••';

/** Columns beyond which origins are not aligned: one long PATH would push them all out of sight. */
const widestAligned = 72;

/**
 * The variables of a run by name, with what set each of them. Masked are those that come from a secret and those that
 * have the name of one, wherever their value comes from.
 */
export function environmentView(
  { origins: found, remarks, variables }: ComposedEnvironment,
  secretNames: readonly string[],
): readonly VariableView[] {
  return [...found]
    .map(([name, origin]) => {
      const isSecret = origin.kind === 'secret' || secretNames.includes(name);
      const remark = remarks.find((each) => each.name === name)?.remark;
      const view = { name, value: isSecret ? mask : (variables[name] ?? ''), origin: originClause(origin) };
      return remark === undefined ? view : { ...view, remark };
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The view with secrets that only the next run will have: their values are known, and nobody has been given them yet. */
export function withSecrets(view: readonly VariableView[], names: readonly string[]): readonly VariableView[] {
  const secrets = names.map((name): VariableView => ({
    name,
    value: mask,
    origin: originClause({ kind: 'secret' }),
  }));
  return [...view.filter(({ name }) => !names.includes(name)), ...secrets].sort((one, other) =>
    one.name < other.name ? -1 : 1,
  );
}

/** The view as the text of a document: a line for each variable, its origin as a comment. */
export function renderEnvironment(view: readonly VariableView[]): string {
  const lines = view.map(({ name, origin, remark, value }) => ({
    assignment: `${name}=${onOneLine(value)}`,
    origin: [origin, ...(remark === undefined ? [] : [remark])].map(word).join('; '),
  }));
  const widths = lines.map(({ assignment }) => assignment.length).filter((width) => width <= widestAligned);
  const width = Math.max(0, ...widths);
  return lines.map(({ assignment, origin }) => `${assignment.padEnd(width)}  # ${origin}\n`).join('');
}

function originClause(origin: VariableOrigin): Clause {
  return origin.kind === 'env-file' ? say('env file {0}', origin.path) : origins[origin.kind];
}

const origins: Readonly<Record<Exclude<VariableOrigin['kind'], 'env-file'>, Clause>> = {
  'login-shell': say('login shell'),
  starter: say('inherited'),
  default: say('default'),
  file: say('task file'),
  task: say('task'),
  secret: say('secret'),
  executor: 'Executor',
};

/** Control characters as JSON writes them, so that a value keeps its line; in quotes then, to tell it from what has none. */
function onOneLine(value: string): string {
  return /\p{Cc}/u.test(value) ? JSON.stringify(value) : value;
}
