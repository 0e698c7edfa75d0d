import { manifest } from '../manifest.ts';
import type { Disposable, Registrations } from './events.ts';
import { holds, type WhenContext } from './whenClause.ts';

/** What carries out a command. */
type Handler = (...args: readonly unknown[]) => unknown;

/** A command of VS Code itself that was called, with what it was called with. */
export interface OwnCommand {
  readonly command: string;
  readonly args: readonly unknown[];
}

/** A command in a menu, and whether it is a button of the row. */
export interface MenuEntry {
  readonly command: string;
  readonly title: string;
  readonly isButton: boolean;
}

/** The commands of a window: those of the extension by their handlers, those of VS Code itself as far as somebody needs them. */
export class Commands {
  private readonly handlers = new Map<string, Handler>();
  private readonly own = new Map<string, Handler>();
  /** What `setContext` has set. */
  readonly context = new Map<string, unknown>();
  /** The commands of VS Code itself that were called, oldest first. */
  readonly called: OwnCommand[] = [];

  constructor(
    private readonly registrations: Registrations,
    private readonly touch: () => void,
  ) {
    this.own.set('setContext', (key, value) => this.context.set(String(key), value));
  }

  register(id: string, handler: Handler): Disposable {
    if (this.handlers.has(id)) throw new Error(`command '${id}' already exists`);
    this.handlers.set(id, handler);
    return this.registrations.add(`command ${id}`, () => this.handlers.delete(id));
  }

  /** Has a command of VS Code itself do something. */
  provide(id: string, handler: Handler): void {
    this.own.set(id, handler);
  }

  async execute(id: string, ...args: readonly unknown[]): Promise<unknown> {
    const handler = this.handlers.get(id);
    if (handler) return handler(...args);
    if (id.startsWith('executor.') && !this.own.has(id)) throw new Error(`command '${id}' not found`);
    this.called.push({ command: id, args });
    const result: unknown = await this.own.get(id)?.(...args);
    this.touch();
    return result;
  }

  /** The entries of a menu of the manifest that are there now, as people read them; buttons first, else by group. */
  menu(place: 'view/item/context' | 'explorer/context' | 'view/title', context: WhenContext): readonly MenuEntry[] {
    return manifest.contributes.menus[place]
      .filter(({ when }) => holds(when, context))
      .toSorted((one, other) => Number(isInline(other)) - Number(isInline(one)) || compare(one.group, other.group))
      .map((entry) => ({ command: entry.command, title: titleOf(entry.command), isButton: isInline(entry) }));
  }

  /** The id of a command by its title in the palette, where it is there now. */
  inPalette(title: string, context: WhenContext): string {
    const all = { ...Object.fromEntries(this.context), ...context };
    const { commandPalette } = manifest.contributes.menus;
    const isHidden = (id: string): boolean =>
      commandPalette.some(({ command, when }) => command === id && !holds(when, all));
    const found = manifest.contributes.commands.find(
      (each) => `${each.category}: ${each.title}` === title && !isHidden(each.command),
    );
    if (!found) throw new Error(`The palette has no command "${title}".`);
    return found.command;
  }
}

function titleOf(command: string): string {
  return manifest.contributes.commands.find((each) => each.command === command)?.title ?? command;
}

function isInline({ group }: { readonly group: string }): boolean {
  return group.startsWith('inline');
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
