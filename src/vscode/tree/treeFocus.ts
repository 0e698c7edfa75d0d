import { type Clock, delay } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';

/** Milliseconds between two looks, and how many, at rows that are on their way back. */
const settleMs = 20;
const settleLooks = 50;
/** Milliseconds for which VS Code is waited for to tell another selection; where no row has the focus there is none. */
const switchMs = 500;

/** As much of a tree as VS Code tells of its selection. */
export interface SelectableTree<Row> {
  readonly selection: readonly Row[];
  onDidChangeSelection(listener: () => void): Disposable;
}

/** Which rows of a tree a person means. */
export class TreeFocus<Row> {
  /** `toggle` selects the row with the focus, or no longer selects it. */
  constructor(
    private readonly tree: SelectableTree<Row>,
    private readonly toggle: () => PromiseLike<unknown>,
    private readonly clock: Clock,
  ) {}

  /** The rows that are selected, the one with the focus first; those that are just being redrawn are waited for. */
  async selected(): Promise<readonly Row[]> {
    for (let look = 1; look < settleLooks && this.tree.selection.length === 0; look += 1) {
      await delay(this.clock, settleMs);
    }
    return this.tree.selection;
  }

  /**
   * The rows that a key means: those selected, where the one with the focus is among them, else that one. VS Code does not
   * tell which row has the focus, and arrow keys select none; so that row's selection is switched, and switched back.
   */
  async meant(): Promise<readonly Row[]> {
    const before = this.tree.selection;
    const switched = await this.switchFocused();
    await this.switchFocused();
    const focused = switched.filter((row) => !before.includes(row));
    return focused.length > 0 ? focused : before;
  }

  private async switchFocused(): Promise<readonly Row[]> {
    const store = new DisposableStore();
    const changed = new Promise<void>((resolve) => {
      store.add(
        this.tree.onDidChangeSelection(() => {
          resolve();
        }),
      );
      store.add(this.clock.setTimer(switchMs, resolve));
    });
    await this.toggle();
    await changed;
    store.dispose();
    return this.tree.selection;
  }
}
