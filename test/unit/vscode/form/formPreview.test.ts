import { expect, test } from 'vitest';
import { err, ok } from '../../../../src/base/result.ts';
import type { FormJudgement } from '../../../../src/model/form/judgement.ts';
import { FormPreview } from '../../../../src/vscode/form/formPreview.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

type Judged = Pick<FormJudgement, 'definition' | 'text'>;
type Answer = Awaited<ReturnType<ConstructorParameters<typeof FormPreview>[0]>>;

const found: Answer = ok({
  argv: ['python3', 'my report.py'],
  cwd: '/work',
  why: 'found on PATH',
  variables: [{ name: 'HOME', value: '/home/me', origin: 'login shell' }],
});

/** A form whose host answers in the order in which a test has it answer. */
function previewing() {
  const clock = new FakeClock();
  const asked: string[] = [];
  const answers: ((answer: Answer) => void)[] = [];
  let changes = 0;
  const preview = new FormPreview(
    (name, text) => {
      asked.push(`${name}: ${text}`);
      return new Promise((resolve) => answers.push(resolve as (answer: Answer) => void));
    },
    clock,
    () => (changes += 1),
  );
  return {
    asked,
    clock,
    preview,
    answer: async (place: number, answer: Answer) => {
      answers[place]?.(answer);
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    },
    seen: () => ({ commandLine: preview.commandLine, why: preview.why, variables: preview.variables([]), changes }),
  };
}

function judged(name: string): Judged {
  return { definition: { name } as NonNullable<Judged['definition']>, text: `text of ${name}` };
}

const nothing = { commandLine: undefined, why: undefined, variables: [] };

test('asks the host once typing has rested for a quarter of a second, for what stands in the form last', () => {
  const { asked, clock, preview } = previewing();
  preview.follow(judged('rep'), []);
  clock.advance(249);
  preview.follow(judged('report'), []);
  clock.advance(249);
  expect(asked).toEqual([]);
  clock.advance(1);
  expect(asked).toEqual(['report: text of report']);
});

test('has what the host answers, with secrets that are set masked', async () => {
  const { answer, clock, preview, seen } = previewing();
  preview.follow(judged('report'), ['TOKEN']);
  clock.advance(250);
  await answer(0, found);
  expect(seen()).toEqual({
    commandLine: "python3 'my report.py'",
    why: 'found on PATH.',
    variables: [{ name: 'HOME', value: '/home/me', origin: 'login shell' }],
    changes: 1,
  });
  expect(preview.variables(['TOKEN']).map(({ name, value }) => [name, value])).toEqual([
    ['HOME', '/home/me'],
    ['TOKEN', '••••••'],
  ]);
});

test('asks for the same only once, and again where other secrets are named', () => {
  const { asked, clock, preview } = previewing();
  for (const secrets of [[], [], ['TOKEN']]) {
    preview.follow(judged('report'), secrets);
    clock.advance(250);
  }
  expect(asked).toHaveLength(2);
});

test('passes over an answer to what does not stand in the form any more', async () => {
  const { answer, clock, preview, seen } = previewing();
  preview.follow(judged('old'), []);
  clock.advance(250);
  preview.follow(judged('new'), []);
  await answer(0, found);
  expect(seen()).toEqual({ ...nothing, changes: 0 });
});

test('has nothing where the form defines no task', async () => {
  const { answer, asked, clock, preview, seen } = previewing();
  preview.follow(judged('report'), []);
  clock.advance(250);
  await answer(0, found);
  preview.follow({}, []);
  clock.advance(250);
  expect([asked.length, seen()]).toEqual([1, { ...nothing, changes: 1 }]);
});

test.each<[string, string | undefined]>([
  ['interpreter-missing', 'No interpreter.'],
  ['no-host', undefined],
])('a host that fails with %s is told as %s', async (reason, why) => {
  const { answer, clock, preview, seen } = previewing();
  preview.follow(judged('report'), []);
  clock.advance(250);
  await answer(0, err({ reason, message: 'No interpreter.' } as (Answer & { ok: false })['error']));
  expect(seen()).toEqual({ ...nothing, why, changes: 1 });
});

test('asks nothing after the end', () => {
  const { asked, clock, preview } = previewing();
  preview.follow(judged('report'), []);
  preview.dispose();
  clock.advance(250);
  expect([asked, clock.pendingTimers]).toEqual([[], 0]);
});
