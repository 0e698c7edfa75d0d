import { expect, test } from 'vitest';
import { Emitter } from '../../../../src/base/emitter.ts';
import type { RunOutcome } from '../../../../src/model/run.ts';
import type { RunView, TaskView } from '../../../../src/model/view/taskView.ts';
import { StartedReveal } from '../../../../src/vscode/output/startedReveal.ts';
import { aRun, aTask } from '../../../support/aTask.ts';

const failed: RunOutcome = { kind: 'failed', exit: { code: 1 } };
const first = aRun({ startedAt: 1 });

interface Revealing {
  readonly shown: string[];
  readonly watch: (run: RunView) => void;
  readonly becomes: (...runs: RunView[]) => void;
  readonly loses: () => void;
}

function reveal(): Revealing {
  const changed = new Emitter<undefined>();
  const shown: string[] = [];
  let view: TaskView = aTask();
  let client: object | undefined = {};
  const task = {
    name: 'report',
    session: {
      get client() {
        return client;
      },
      task: () => (client ? view : undefined),
    },
  };
  const started = new StartedReveal<typeof task>(changed.event, ({ name }) => shown.push(name));
  return {
    shown,
    watch: (run) => {
      started.watch(task, run);
    },
    loses: () => {
      client = undefined;
      changed.fire(undefined);
    },
    becomes: (...runs) => {
      client = {};
      view = { ...view, runs };
      changed.fire(undefined);
    },
  };
}

test('shows the output when the run fails, once', () => {
  const { becomes, shown, watch } = reveal();
  watch(first);
  becomes(first);
  expect(shown).toEqual([]);
  becomes({ ...first, endedAt: 1, outcome: failed });
  becomes({ ...first, endedAt: 1, outcome: failed });
  expect(shown).toEqual(['report']);
});

test('shows the output of a run that has failed already', () => {
  const { shown, watch } = reveal();
  watch({ ...first, endedAt: 1, outcome: failed });
  expect(shown).toEqual(['report']);
});

test('shows the output of a run that fails after the host has gone and come again', () => {
  const { becomes, loses, shown, watch } = reveal();
  watch(first);
  loses();
  becomes({ ...first, endedAt: 1, outcome: failed });
  expect(shown).toEqual(['report']);
});

test.each<[string, RunOutcome]>([
  ['succeeds', { kind: 'succeeded', exit: { code: 0 } }],
  ['is stopped', { kind: 'stopped', exit: { signal: 'SIGTERM' } }],
])('shows nothing when the run %s', (_title, outcome) => {
  const { becomes, shown, watch } = reveal();
  watch(first);
  becomes({ ...first, endedAt: 1, outcome });
  expect(shown).toEqual([]);
});

test('shows nothing for a run that nobody started by hand', () => {
  const { becomes, shown, watch } = reveal();
  watch(first);
  becomes({ ...first, endedAt: 1, outcome: { kind: 'succeeded', exit: { code: 0 } } });
  becomes({ ...first, id: 'r2', endedAt: 2, outcome: failed });
  expect(shown).toEqual([]);
});
