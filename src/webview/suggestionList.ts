import { make } from './dom.ts';

/** The list below a line of text: what may be meant, to be chosen by keys or the mouse. */
export class SuggestionList {
  readonly element: HTMLElement;
  private options: readonly HTMLElement[] = [];
  private active = -1;

  constructor(
    private readonly input: HTMLInputElement,
    label: string,
    private readonly suggest: (typed: string) => readonly string[],
    private readonly take: (chosen: string) => void,
  ) {
    this.element = make('div', { id: 'suggestions', part: 'suggestions', role: 'listbox', 'aria-label': label });
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', this.element.id);
    input.setAttribute('autocomplete', 'off');
    input.addEventListener('input', () => {
      this.open(input.value);
    });
    input.addEventListener('keydown', (event) => {
      if (!this.hears(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
    });
    input.addEventListener('blur', () => {
      this.close();
    });
    this.close();
  }

  private get isOpen(): boolean {
    return this.options.length > 0;
  }

  /** Does what a key means here; answers whether it means anything. */
  private hears(key: string): boolean {
    const chosen = this.options[this.active]?.textContent;
    switch (key) {
      case 'ArrowDown':
      case 'ArrowUp':
        // What is there already is no reason to show nothing else.
        if (!this.isOpen) this.open(this.suggest(this.input.value)[0] === this.input.value ? '' : this.input.value);
        else this.move(key === 'ArrowDown' ? 1 : -1);
        return true;
      case 'Enter':
        if (chosen !== undefined) this.choose(chosen);
        return chosen !== undefined;
      case 'Escape': {
        const { isOpen } = this;
        this.close();
        return isOpen;
      }
      default:
        return false;
    }
  }

  private open(typed: string): void {
    const found = this.suggest(typed);
    // Whoever has typed a whole name needs no list that says it again.
    if (found.length === 1 && found[0] === typed) {
      this.close();
      return;
    }
    this.options = found.map((text, index) => {
      const option = make('div', { id: `suggestion-${String(index)}`, part: 'suggestion', role: 'option' }, text);
      option.addEventListener('mousedown', (event) => {
        event.preventDefault();
        this.choose(text);
      });
      return option;
    });
    this.element.replaceChildren(...this.options);
    this.element.hidden = !this.isOpen;
    this.input.setAttribute('aria-expanded', String(this.isOpen));
    this.mark(found.indexOf(this.input.value));
  }

  private close(): void {
    this.options = [];
    this.element.replaceChildren();
    this.element.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.mark(-1);
  }

  /** Beyond the last option comes the first, and the other way round. */
  private move(step: 1 | -1): void {
    const { length } = this.options;
    const from = this.active < 0 && step < 0 ? length : this.active;
    this.mark((from + step + length) % length);
  }

  /** Marks the option that Enter takes; none if there is none at this place. */
  private mark(index: number): void {
    this.active = index;
    for (const [place, option] of this.options.entries()) {
      const isActive = place === this.active;
      option.setAttribute('aria-selected', String(isActive));
      option.setAttribute('part', isActive ? 'suggestion active' : 'suggestion');
      if (isActive) option.scrollIntoView({ block: 'nearest' });
    }
    const active = this.options[this.active];
    if (active) this.input.setAttribute('aria-activedescendant', active.id);
    else this.input.removeAttribute('aria-activedescendant');
  }

  private choose(text: string): void {
    this.close();
    this.take(text);
  }
}
