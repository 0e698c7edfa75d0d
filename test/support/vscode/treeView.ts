import { type Disposable, EventEmitter, type Registrations } from './events.ts';
import { readMarkdown, type ThemeIcon, TreeItemCollapsibleState, type TreeItem } from './values.ts';

/** Where the rows come from. */
interface Provider {
  readonly onDidChangeTreeData: (listener: (element: unknown) => void) => Disposable;
  getChildren(element?: unknown): unknown;
  getTreeItem(element: unknown): TreeItem | Promise<TreeItem>;
  resolveTreeItem?(item: TreeItem, element: unknown): TreeItem | Promise<TreeItem>;
}

/** What takes things that are dropped on the rows. */
interface DropController {
  handleDrop(target: unknown, data: { get(type: string): { asString(): Promise<string> } | undefined }): unknown;
}

/** What a tree is made with. */
export interface TreeOptions {
  readonly treeDataProvider: Provider;
  readonly dragAndDropController?: DropController;
}

/** A row as people see it. */
export interface Row {
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly context: string;
  /** What a screen reader says. */
  readonly spoken: string;
  readonly level: number;
  readonly element: unknown;
  readonly item: TreeItem;
}

interface Node {
  readonly element: unknown;
  item: TreeItem;
  readonly level: number;
  /** Undefined if the row is folded. */
  children: Node[] | undefined;
}

/** A tree of a window: asks for rows, and again for those that are said to have changed, as VS Code does. */
export class TreeViewDouble {
  private roots: Node[] = [];
  private ownMessage: string | undefined;
  private ownBadge: { readonly value: number; readonly tooltip: string } | undefined;
  private focused: Node | undefined;
  /** One after another, so that an answer that is late is not drawn over a newer one. */
  private drawing: Promise<unknown> = Promise.resolve();
  private readonly changedVisibility = new EventEmitter<{ readonly visible: boolean }>();
  private readonly changedSelection = new EventEmitter<{ readonly selection: readonly unknown[] }>();
  private readonly expanded = new EventEmitter<{ readonly element: unknown }>();
  private readonly collapsed = new EventEmitter<{ readonly element: unknown }>();
  private readonly subscription: Disposable;
  private readonly registration: Disposable;

  visible = false;
  selection: readonly unknown[] = [];
  /** What was said to have changed, one after another: the label of a row, or `everything`. */
  readonly announced: string[] = [];
  readonly onDidChangeVisibility = this.changedVisibility.event;
  readonly onDidChangeSelection = this.changedSelection.event;
  readonly onDidExpandElement = this.expanded.event;
  readonly onDidCollapseElement = this.collapsed.event;

  constructor(
    readonly id: string,
    private readonly options: TreeOptions,
    registrations: Registrations,
    private readonly touch: () => void,
  ) {
    this.registration = registrations.add(`tree ${id}`);
    this.subscription = options.treeDataProvider.onDidChangeTreeData((element) => {
      this.announced.push(element === undefined ? 'everything' : (this.find(element)?.item.label ?? '(a hidden row)'));
      this.draw(() => this.refresh(element));
    });
  }

  get message(): string | undefined {
    return this.ownMessage;
  }

  set message(message: string | undefined) {
    this.ownMessage = message;
    this.touch();
  }

  get badge(): { readonly value: number; readonly tooltip: string } | undefined {
    return this.ownBadge;
  }

  set badge(badge: { readonly value: number; readonly tooltip: string } | undefined) {
    this.ownBadge = badge;
    this.touch();
  }

  dispose(): void {
    this.registration.dispose();
    this.subscription.dispose();
  }

  /** Shows the view. */
  show(): void {
    if (this.visible) return;
    this.visible = true;
    this.changedVisibility.fire({ visible: true });
    this.draw(() => this.refresh(undefined));
  }

  hide(): void {
    this.visible = false;
    this.changedVisibility.fire({ visible: false });
  }

  /** Every row that can be seen, from top to bottom. */
  get rows(): readonly Row[] {
    const below = (node: Node): readonly Node[] => [node, ...(node.children ?? []).flatMap(below)];
    return this.roots.flatMap(below).map(toRow);
  }

  /** Unfolds a row. */
  expand(element: unknown): void {
    const node = this.find(element);
    if (!node || node.item.collapsibleState === TreeItemCollapsibleState.None) throw new Error('Nothing is below.');
    this.expanded.fire({ element });
    this.draw(async () => {
      node.children = await this.nodes(element, node.level + 1);
    });
  }

  /** Folds a row. */
  collapse(element: unknown): void {
    const node = this.find(element);
    if (node) node.children = undefined;
    this.collapsed.fire({ element });
    this.touch();
  }

  /** Selects rows and gives the last one the focus. */
  select(...elements: readonly unknown[]): void {
    this.selection = elements;
    this.focused = this.find(elements.at(-1));
    this.changedSelection.fire({ selection: elements });
  }

  /** Gives a row the focus, as the arrow keys do, which select nothing. */
  focus(element: unknown): void {
    this.focused = this.find(element);
  }

  /** What VS Code's own command of this name does with the row that has the focus. */
  toggleSelection(): void {
    if (!this.focused) return;
    const { element } = this.focused;
    const isSelected = this.selection.includes(element);
    this.selection = isSelected ? this.selection.filter((each) => each !== element) : [...this.selection, element];
    this.changedSelection.fire({ selection: this.selection });
  }

  /** What the tooltip of a row says to somebody whose mouse rests on it. */
  async tooltip(element: unknown): Promise<string> {
    const node = this.find(element);
    if (!node) throw new Error('There is no such row.');
    const resolved = await this.options.treeDataProvider.resolveTreeItem?.(node.item, element);
    const { tooltip = '' } = resolved ?? node.item;
    return typeof tooltip === 'string' ? tooltip : readMarkdown(tooltip);
  }

  /** Drops files on the rows. */
  async drop(...uris: readonly string[]): Promise<void> {
    const list = uris.join('\r\n');
    await this.options.dragAndDropController?.handleDrop(undefined, {
      get: (type) => (type === 'text/uri-list' ? { asString: () => Promise.resolve(list) } : undefined),
    });
  }

  private draw(how: () => Promise<void>): void {
    this.drawing = this.drawing.then(how).then(this.touch);
  }

  private async refresh(element: unknown): Promise<void> {
    if (!this.visible) return;
    if (element === undefined) {
      this.roots = await this.nodes(undefined, 1, this.roots);
      this.expectUniqueIds();
      return;
    }
    const node = this.find(element);
    if (!node) return;
    node.item = await this.options.treeDataProvider.getTreeItem(element);
    if (node.children) node.children = await this.nodes(element, node.level + 1, node.children);
  }

  /** The rows below one; of those that were there before, what was unfolded stays so. */
  private async nodes(parent: unknown, level: number, before: readonly Node[] = []): Promise<Node[]> {
    const { treeDataProvider: provider } = this.options;
    const elements = (await provider.getChildren(parent)) as readonly unknown[];
    const nodes: Node[] = [];
    for (const element of elements) {
      const item = await provider.getTreeItem(element);
      const known = before.find((node) => node.item.id === item.id);
      const isOpen = known ? known.children !== undefined : item.collapsibleState === TreeItemCollapsibleState.Expanded;
      const children = isOpen ? await this.nodes(element, level + 1, known?.children) : undefined;
      nodes.push({ element, item, level, children });
    }
    return nodes;
  }

  private expectUniqueIds(): void {
    const ids = this.rows.flatMap(({ item: { id } }) => id ?? []);
    if (new Set(ids).size < ids.length) throw new Error(`Two rows have the same id: ${ids.join(', ')}.`);
  }

  private find(element: unknown): Node | undefined {
    const among = (nodes: readonly Node[]): Node | undefined => {
      for (const node of nodes) {
        const found = node.element === element ? node : among(node.children ?? []);
        if (found) return found;
      }
      return undefined;
    };
    return among(this.roots);
  }
}

function toRow({ element, item, level }: Node): Row {
  return {
    label: item.label,
    description: item.description ?? '',
    icon: iconText(item.iconPath),
    context: item.contextValue ?? '',
    spoken: item.accessibilityInformation?.label ?? '',
    level,
    element,
    item,
  };
}

/** An icon's name, with that of its colour. */
function iconText(icon: ThemeIcon | undefined): string {
  return [icon?.id ?? '', ...(icon?.color ? [icon.color.id] : [])].join(' ');
}
