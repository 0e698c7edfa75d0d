import { expect, test } from 'vitest';
import { Emitter } from '../../../../src/base/emitter.ts';
import { TreeFocus } from '../../../../src/vscode/tree/treeFocus.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

/** A tree with the rows a, b and c, of which one may have the focus. */
class Tree {
  readonly clock = new FakeClock();
  private readonly changed = new Emitter<void>();
  /** How often the row with the focus was switched. */
  switches = 0;
  readonly onDidChangeSelection = this.changed.event;
  readonly focus = new TreeFocus<string>(this, () => this.toggle(), this.clock);

  constructor(
    public selection: readonly string[],
    private readonly focused?: string,
  ) {}

  /** Lets time pass until an answer is there; tells how much did. */
  async answerOf(asked: Promise<readonly string[]>): Promise<{ rows: readonly string[]; afterMs: number }> {
    let rows: readonly string[] | undefined;
    void asked.then((answer) => (rows = answer));
    const before = this.clock.now();
    for (let step = 0; step < 500; step += 1) {
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      if (rows) return { rows, afterMs: this.clock.now() - before };
      this.clock.advance(10);
    }
    throw new Error('There is no answer.');
  }

  private toggle(): Promise<void> {
    const { focused } = this;
    this.switches += 1;
    if (focused === undefined) return Promise.resolve();
    const isSelected = this.selection.includes(focused);
    this.selection = isSelected ? this.selection.filter((row) => row !== focused) : [...this.selection, focused];
    this.changed.fire();
    return Promise.resolve();
  }
}

test('a key means all selected rows where the one with the focus is among them', async () => {
  const tree = new Tree(['a', 'b'], 'b');
  expect(await tree.answerOf(tree.focus.meant())).toEqual({ rows: ['a', 'b'], afterMs: 0 });
});

test('a key means the row with the focus alone where that is not selected, and leaves the selection as it was', async () => {
  const tree = new Tree(['a', 'b'], 'c');
  expect(await tree.answerOf(tree.focus.meant())).toEqual({ rows: ['c'], afterMs: 0 });
  expect([tree.selection, tree.switches, tree.clock.pendingTimers]).toEqual([['a', 'b'], 2, 0]);
});

test('a key means the selected rows where no row has the focus, after half a second for each switch', async () => {
  const tree = new Tree(['a']);
  expect(await tree.answerOf(tree.focus.meant())).toEqual({ rows: ['a'], afterMs: 1_000 });
});

test('a click means the selected rows at once', async () => {
  const tree = new Tree(['a', 'b'], 'b');
  expect(await tree.answerOf(tree.focus.selected())).toEqual({ rows: ['a', 'b'], afterMs: 0 });
});

test('a click waits for rows that are being drawn anew', async () => {
  const tree = new Tree([]);
  tree.clock.setTimer(105, () => (tree.selection = ['a']));
  expect(await tree.answerOf(tree.focus.selected())).toEqual({ rows: ['a'], afterMs: 120 });
});

test('a click means nothing where no row is selected within a second', async () => {
  const tree = new Tree([]);
  expect(await tree.answerOf(tree.focus.selected())).toEqual({ rows: [], afterMs: 980 });
});
