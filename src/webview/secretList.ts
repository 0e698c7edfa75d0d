import * as l10n from '@vscode/l10n';
import { make } from './dom.ts';
import { button, type Control, textControl } from './toolkit.ts';

/** The names of a task's secrets. Their values never come into the page: VS Code itself asks for them. */
export class SecretList {
  readonly element: HTMLElement;
  private readonly list = make('ul', { class: 'secrets' });
  private readonly newName: Control;
  private current: readonly string[] = [];
  private known: ReadonlySet<string> = new Set();

  constructor(
    private readonly onEdit: () => void,
    private readonly onSet: (name: string) => void,
  ) {
    this.newName = textControl(
      l10n.t('Name of a new secret'),
      { isBox: false, placeholder: 'API_TOKEN' },
      () => undefined,
    );
    const add = (): void => {
      const name = this.newName.value.trim();
      if (name === '' || this.current.includes(name)) return;
      this.newName.value = '';
      this.names = [...this.current, name];
      this.onEdit();
      this.newName.focus();
    };
    this.newName.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      add();
    });
    const line = make(
      'div',
      { class: 'with-button' },
      this.newName.element,
      button(l10n.t('Add Secret'), 'secondary', add),
    );
    this.element = make('div', {}, this.list, line);
  }

  get names(): readonly string[] {
    return this.current;
  }

  set names(names: readonly string[]) {
    if (JSON.stringify(names) === JSON.stringify(this.current)) return;
    this.current = [...names];
    this.render();
  }

  /** Which secrets have a value. */
  set withValue(names: readonly string[]) {
    if (names.length === this.known.size && names.every((name) => this.known.has(name))) return;
    this.known = new Set(names);
    this.render();
  }

  private render(): void {
    this.list.replaceChildren(
      ...this.current.map((name) => {
        const isSet = this.known.has(name);
        const title = isSet ? l10n.t('Change Value…') : l10n.t('Set Value…');
        const set = button(title, 'secondary', () => {
          this.onSet(name);
        });
        set.setAttribute('aria-label', l10n.t('{0} for {1}', title, name));
        const remove = button(l10n.t('Remove'), 'secondary', () => {
          this.names = this.current.filter((other) => other !== name);
          this.onEdit();
          this.newName.focus();
        });
        remove.setAttribute('aria-label', l10n.t('Remove {0}', name));
        const state = make('span', { class: 'state' }, isSet ? l10n.t('has a value') : l10n.t('has no value yet'));
        return make('li', {}, make('code', {}, name), state, set, remove);
      }),
    );
  }
}
